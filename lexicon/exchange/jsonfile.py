"""The canonical JSON: the only format that holds everything, both ways.

One entry stands on one line, so that a large file is written and read piece by piece.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from lexicon.exchange.reading import Further, Incoming, Refused, clean, one_line
from lexicon.exchange.record import SCHEMA, Record

_SPACE = " \t\r\n"
_BESIDE = ("domains", "sources", "pointers")
_ONE_LINE = {"text", "usage_label", "region", "feminine", "locator", "uri"}


def write(records: Iterable[Record], head: dict[str, Any]) -> Iterator[str]:
    """`head` holds what stands before the entries: publisher, licence, domains, sources..."""
    yield "{"
    for key, value in {**head, "schema": SCHEMA}.items():
        if isinstance(value, list):
            lines = ",\n".join(map(line, value))
            yield f"{line(key)}:[\n{lines}\n],\n"
        else:
            yield f"{line(key)}:{line(value)},\n"
    yield '"concepts":['
    comma = "\n"
    for record in records:
        yield comma + line(record)
        comma = ",\n"
    yield "\n]}\n"


def line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read(content: bytes, further: Further) -> Iterator[Incoming]:
    """Entries of a whole document, of one entry's document, or of a bare list of entries."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line_number = content.count(b"\n", 0, error.start) + 1
        raise Refused(_("This is not UTF-8, which JSON is written in."), line_number) from None
    return _Scan(text, further).entries()


class _Scan:
    """Walks the outer object by hand and decodes one value at a time."""

    def __init__(self, text: str, further: Further) -> None:
        self.text, self.further = text, further
        self.place = 0
        self.counted, self.line = 0, 1
        self.decoder = json.JSONDecoder(parse_constant=self._no_constant)

    def entries(self) -> Iterator[Incoming]:
        opening = self._peek()
        found = False
        if opening == "[":
            yield from self._list()
            found = True
        elif opening == "{":
            for key in self._keys():
                if key == "concepts" and self._peek() == "[":
                    yield from self._list()
                    found = True
                    continue
                at = self._line()
                value = self._value()
                if key == "concept" and isinstance(value, dict):
                    found = True
                    yield incoming(value, at)
                elif key in _BESIDE and isinstance(value, list):
                    getattr(self.further, key).extend(
                        _cleaned(row) for row in value if isinstance(row, dict)
                    )
        if not found:
            raise self._fault(_("This is not a document of the lexicon: it has no “concepts”."))
        if self._peek():
            raise self._fault(_("Something follows the end of the document."))

    def _keys(self) -> Iterator[str]:
        self.place += 1
        if self._peek() == "}":
            self.place += 1
            return
        while True:
            if self._peek() != '"':
                raise self._fault(_("A key in double quotes is missing."))
            key = self._value()
            self._expect(":")
            yield str(key)
            if self._peek() == "}":
                self.place += 1
                return
            self._expect(",")

    def _list(self) -> Iterator[Incoming]:
        self.place += 1
        if self._peek() == "]":
            self.place += 1
            return
        while True:
            self._peek()
            at = self._line()
            yield incoming(self._value(), at)
            if self._peek() == "]":
                self.place += 1
                return
            self._expect(",")

    def _peek(self) -> str:
        while self.place < len(self.text) and self.text[self.place] in _SPACE:
            self.place += 1
        return self.text[self.place : self.place + 1]

    def _expect(self, sign: str) -> None:
        if self._peek() != sign:
            raise self._fault(_("“%(sign)s” is missing.") % {"sign": sign})
        self.place += 1

    def _value(self) -> Any:
        self._peek()
        try:
            value, self.place = self.decoder.raw_decode(self.text, self.place)
        except json.JSONDecodeError as error:
            raise Refused(
                _("This is not JSON: %(why)s.") % {"why": error.msg}, error.lineno
            ) from None
        except ValueError as error:  # a number that is none, or has thousands of figures
            raise self._fault(_("This is not JSON: %(why)s.") % {"why": error}) from None
        except RecursionError:
            raise self._fault(_("This is nested too deeply.")) from None
        return value

    def _line(self) -> int:
        self.line += self.text.count("\n", self.counted, self.place)
        self.counted = self.place
        return self.line

    def _fault(self, message: str) -> Refused:
        return Refused(message, self._line())

    @staticmethod
    def _no_constant(name: str) -> Any:
        raise ValueError(name)


def incoming(value: Any, at: int) -> Incoming:
    """One entry of the document, cleaned of what no database holds; unknown keys kept aside."""
    found = Incoming(at)
    if not isinstance(value, dict):
        found.refusals.append(_("This is not an entry."))
        return found
    known = Record.__annotations__
    record: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    for key, inner in value.items():
        if key in known:
            fault = _wrong_kind(key, inner)
            if fault:
                found.refusals.append(fault)
            else:
                record[key] = _cleaned(inner)
        elif key not in ("address", "short_address"):
            unknown[key] = inner
    if unknown:
        found.remarks.append(
            _("Kept aside, since nothing here holds it: %(names)s.") % {"names": ", ".join(unknown)}
        )
        record["extra"] = {**record.get("extra", {}), **unknown}
    found.record = record  # type: ignore[assignment]
    return found


_LISTS = {"domains", "tags", "terms", "examples", "citations", "relations", "mappings"}
_MAPS = {"definition", "note", "disambiguation", "extra", "about"}


def _wrong_kind(key: str, value: Any) -> str:
    inner = dict if key not in ("domains", "tags") else str
    if key in _LISTS and not (isinstance(value, list) and all(isinstance(v, inner) for v in value)):
        return _("“%(key)s” must be a list.") % {"key": key}
    if key in _MAPS and not isinstance(value, dict):
        return _("“%(key)s” must be an object.") % {"key": key}
    if key == "uid" and not isinstance(value, str):
        return _("“%(key)s” must be a text.") % {"key": key}
    return ""


def _cleaned(value: Any, key: str = "") -> Any:
    if isinstance(value, str):
        return one_line(value) if key in _ONE_LINE - {"text"} else clean(value)
    if isinstance(value, list):
        return [_cleaned(inner) for inner in value]
    if isinstance(value, dict):
        return {clean(name): _cleaned(inner, str(name)) for name, inner in value.items()}
    return value
