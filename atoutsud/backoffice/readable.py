"""Values of a document as people read them: rich text without its markup, references by name."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from atoutsud.content import documents, markup, richtext
from atoutsud.content.documents import Flat
from atoutsud.content.fields import RichText

_BEFORE = {"h2": "## ", "h3": "### ", "h4": "#### ", "li": "- "}
_AROUND = {"strong": "**", "em": "*"}
_AFTER = {
    **dict.fromkeys(("p", "h2", "h3", "h4", "blockquote", "figure", "table", "ul", "ol"), "\n\n"),
    **dict.fromkeys(("figcaption", "caption", "li", "tr"), "\n"),
    **dict.fromkeys(("td", "th"), " | "),
}


def prose(source: str) -> str:
    """Rich text as plain signs, so that a changed link or heading shows in a difference too."""
    out: list[str] = []
    links: list[str] = []
    for token in markup.read(richtext.clean(source)):
        if token.kind == "text":
            out.append(token.text)
        elif token.kind == "end":
            out.append(_AROUND.get(token.name, ""))
            if token.name == "a" and links:
                out.append(f" ({links.pop()})")
            out.append(_AFTER.get(token.name, ""))
        elif token.name == "a":
            links.append(token.attributes.get("href", ""))
        elif token.name == "img":
            out.append(f"[{token.attributes.get('src', '')}]")
        elif token.name in ("br", "hr"):
            out.append("\n")
        else:
            out.append(_BEFORE.get(token.name) or _AROUND.get(token.name, ""))
    lines = [line.strip().removesuffix("|").strip() for line in "".join(out).split("\n")]
    text = "\n".join(lines)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()


class Names:
    """What documents refer to, by name: one query for each kind of thing."""

    def __init__(self, model: type[models.Model], flats: Iterable[Flat]) -> None:
        wanted: dict[Any, set[Any]] = defaultdict(set)
        for flat in flats:
            for path, value in flat.items():
                target, key = _referred(model, path, value)
                if target is not None and key not in (None, ""):
                    wanted[target].add(key)
        self._known = {target: _named(target, keys) for target, keys in wanted.items()}

    def of(self, target: type[models.Model], key: Any) -> str:
        """The name, or the bare key of what is gone."""
        return self._known.get(target, {}).get(str(key)) or _("(gone: %(key)s)") % {"key": key}


def _named(target: Any, keys: set[Any]) -> dict[str, str]:
    by = documents.identity_field(target)
    if by == "name":
        return {str(key): str(key) for key in keys}
    found = target._base_manager.filter(**{f"{by}__in": keys})
    return {str(documents.identity(row)): str(row) for row in found}


def column_at(model: type[models.Model], path: str) -> Any:
    """The model field a path is about, or the relation of a set; None where there is none."""
    document: Any = model.document  # type: ignore[attr-defined]
    word, _slash, rest = path.partition("/")
    if word in document.rows:
        manager: Any = getattr(model, document.rows[word].accessor)
        model, path = manager.rel.related_model, rest.partition("/")[2]
    name = path.partition("/")[0].replace(".", "_")
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def is_member(path: str) -> bool:
    """Whether the last part of `path` is a member of a set."""
    parts = path.split("/")
    return len(parts) == 4 or (len(parts) == 2 and not documents.is_row(path))


def _referred(model: type[models.Model], path: str, value: Any) -> tuple[Any, Any]:
    column = column_at(model, path)
    if column is None or not column.is_relation:
        return None, None
    return column.related_model, path.rpartition("/")[2] if is_member(path) else value


def value_in_words(column: Any, value: Any, names: Names) -> str:
    if value in (None, ""):
        return ""
    if column.is_relation:
        return names.of(column.related_model, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(column, RichText):
        return prose(str(value))
    if isinstance(column, models.DateTimeField):
        moment = parse_datetime(str(value))
        return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else ""
    if isinstance(column, models.DateField):
        day = parse_date(str(value))
        return formats.date_format(day, "DATE_FORMAT") if day else str(value)
    choices = {str(key): str(words) for key, words in column.flatchoices}
    if choices:
        return ", ".join(choices.get(part, part) for part in str(value).split(","))
    return str(value) if not isinstance(value, dict | list) else json.dumps(value, indent=1)
