"""Keys for matching and for A-Z order, the same on every database.

Everything is folded in Python and stored; databases only compare bytes (`FoldedField`), so that
SQLite and PostgreSQL give the same hits in the same order.
"""

import json
import re
import threading
import unicodedata
from typing import Any

import Stemmer
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Lookup

# Letters that Unicode does not decompose; what a reader types on a plain keyboard instead.
_EXPANDED = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ı": "i",
    }
)
_APOSTROPHES = "'’‘ʼ‛′＇`´"
_NON_WORD = re.compile(r"[\W_]+")
_ELISION = re.compile(
    rf"(?<![^\W_])(?:l|d|j|m|n|s|t|c|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu)[{_APOSTROPHES}](?=\w)",
    re.IGNORECASE,
)
_LANGUAGES = {"fr": "french", "en": "english"}
_HIGHEST = "\U0010ffff"
# Lower than the space, so that “a” stands before “a b” whatever their accents.
_TIE_BREAK = "\t"


class _Marks(dict[int, int | None]):
    """For `str.translate`: drops marks and invisible format characters; each judged once."""

    def __missing__(self, code: int) -> int | None:
        dropped = unicodedata.category(chr(code)) in ("Mn", "Me", "Mc", "Cf")
        self[code] = None if dropped else code
        return self[code]


_MARKS = _Marks()


def _bare(text: str) -> str:
    """`text` in compatibility decomposition, without marks and invisible format characters."""
    return unicodedata.normalize("NFKD", text).translate(_MARKS)


def fold(text: str) -> str:
    """The matching key: no case, accent, ligature nor punctuation; words split by one space."""
    # Case folding can bring marks back and the reverse: twice is enough to settle.
    for _ in range(2):
        if not text.isascii():
            text = _bare(text).casefold().translate(_EXPANDED)
    folded = text.lower() if text.isascii() else _bare(text)
    return _NON_WORD.sub(" ", folded).strip()


def sort_key(text: str) -> str:
    """A-Z order of both languages: hyphen and space alike, accents only between equal words."""
    composed = unicodedata.normalize("NFC", text).lower()
    accented = unicodedata.normalize("NFC", _NON_WORD.sub(" ", composed)).strip()
    return f"{fold(text)}{_TIE_BREAK}{accented}"


def letter(text: str) -> str:
    """The place in the A-Z bar: “A” to “Z”, “0-9”, or “#” for everything else."""
    first = fold(text)[:1]
    if "a" <= first <= "z":
        return first.upper()
    return "0-9" if first.isdigit() else "#"


def elide(text: str) -> str:
    """`text` without the French elided words (l’, d’, qu’...) that hide the one that counts."""
    return _ELISION.sub("", text)


def tokens(text: str) -> list[str]:
    """The folded words of `text`, elisions cut."""
    return fold(elide(text)).split()


_stemmers = threading.local()


def _stemmer(language: str) -> Any:
    """PyStemmer objects are not thread-safe: one per thread and language."""
    kept: dict[str, Any] = _stemmers.__dict__
    if language not in kept:
        kept[language] = Stemmer.Stemmer(_LANGUAGES[language])
    return kept[language]


def stem(word: str, language: str) -> str:
    """The stem of a word (or of each word of a phrase), folded first on both sides of a search."""
    return " ".join(_stemmer(language).stemWords(fold(word).split()))


class FoldedField(models.CharField):
    """A key made by this module: compared byte by byte, cut at `max_length` rather than refused.

    The collation depends on the connection and stays out of migrations, which are the same for
    both databases.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value[: self.max_length] if isinstance(value, str) else value


@FoldedField.register_lookup
class Begins(Lookup):
    """`key__begins="eco"`: a range on the plain index, which LIKE cannot use on either engine."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        value, params = self.process_rhs(compiler, connection)
        bounds = [*params, *(f"{param}{_HIGHEST}" for param in params)]
        sql = f"({column} >= {value} AND {column} < {value})"
        return sql, (*column_params, bounds[0], *column_params, bounds[-1])


@FoldedField.register_lookup
class Among(Lookup):
    """`key__among=[...]`: thousands of keys sent as one value, which no engine refuses."""

    lookup_name = "among"

    def get_prep_lookup(self) -> Any:
        return [str(value) for value in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", (*params, self.rhs)
        sql = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608  (our own column)
        return sql, (*params, json.dumps(self.rhs))
