"""Changes in words: which field of the entry, and its values as people read them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lexicon.models import Change, Concept, Domain, Relation, Source, Term
from lexicon.models.words import WordLanguage

_FIELDS = {
    "definition": gettext_lazy("definition"),
    "note": gettext_lazy("note"),
    "disambiguation": gettext_lazy("to tell it apart"),
    "reviewed_on": gettext_lazy("last reviewed on"),
    "replaced_by": gettext_lazy("replaced by"),
    "extra": gettext_lazy("kept from an import"),
}


class Names:
    """What paths call by a code, read once for a whole page."""

    @cached_property
    def domains(self) -> dict[str, str]:
        return {domain.code: str(domain) for domain in Domain.objects.all()}

    @cached_property
    def sources(self) -> dict[str, str]:
        return {str(source.uid): str(source) for source in Source.objects.all()}

    def linked(self, row: dict[str, Any]) -> str:
        """“related notion: cadre logique”."""
        kind = str(row.get("kind", ""))
        said = str(Relation.Kind(kind).label) if kind in Relation.Kind.values else kind
        target = (
            Concept.objects.filter(uid=row.get("target")).first() if row.get("target") else None
        )
        return f"{said}: {target or row.get('target')}"


@dataclass(frozen=True)
class Described:
    """One change, ready for a page, a mail or the review screen."""

    change: Change
    label: str
    language: str
    old: str
    new: str
    applied: str
    outcome: str
    reason: str


def described(change: Change, names: Names | None = None) -> Described:
    names = names or Names()
    return Described(
        change=change,
        label=label(change),
        language=language(change),
        old=value(change, change.old, names),
        new=value(change, change.new, names),
        applied=value(change, change.applied, names),
        outcome=str(change.get_decision_display()),
        reason=change.reason_in_words(),
    )


def language(change: Change) -> str:
    """The language the values are written in, for `lang`; empty if it does not matter."""
    _field, dot, code = change.path.partition(".")
    if dot and "/" not in change.path:
        return code
    for candidate in (change.new, change.old):
        if isinstance(candidate, dict) and candidate.get("lang"):
            return str(candidate["lang"])
    return _of_row(change, "lang")


def _of_row(change: Change, name: str) -> str:
    """What the entry said of the row of `change` when it was written."""
    base = change.contribution.base_revision
    parts = change.path.split("/")
    if base is None or len(parts) < 2:
        return ""
    return str(base.document.get(f"{parts[0]}/{parts[1]}/{name}") or "")


_ROWS = {
    ("terms", "add"): gettext_lazy("new term"),
    ("terms", "remove"): gettext_lazy("term to remove"),
    ("examples", "add"): gettext_lazy("new example"),
    ("examples", "remove"): gettext_lazy("example to remove"),
    ("examples", "set"): gettext_lazy("example"),
    ("citations", "add"): gettext_lazy("new source"),
    ("citations", "remove"): gettext_lazy("source to remove"),
    ("citations", "set"): gettext_lazy("source"),
    ("relations", "add"): gettext_lazy("link to another entry"),
    ("mappings", "add"): gettext_lazy("entry elsewhere"),
    ("tags", "add"): gettext_lazy("tag"),
}


def label(change: Change) -> str:
    """“definition, in French”, “new term, in English”: sentence parts, no capital."""
    word, _slash, rest = change.path.partition("/")
    if not rest:
        return field_label(change.path)
    if word == "domains":
        return _("domain to leave") if change.op == Change.Op.REMOVE else _("domain")
    inner = rest.partition("/")[2]
    if word == "terms" and inner:
        names = {f.name: str(f.verbose_name) for f in Term._meta.concrete_fields}
        what = names.get(inner, inner)
        text = _of_row(change, "text")
        if text and inner != "text":
            return _("%(field)s of “%(term)s”") % {"field": what, "term": text}
        return in_language(what, language(change))
    is_acronym = isinstance(change.new, dict) and change.new.get("kind") == Term.Kind.ACRONYM
    if word == "terms" and is_acronym:
        return in_language(_("new acronym"), language(change))
    what = str(_ROWS.get((word, change.op), word))
    return in_language(what, "" if word == "citations" else language(change))


def field_label(path: str) -> str:
    """The field of an entry that `path` names, in words."""
    field, _dot, code = path.partition(".")
    return in_language(str(_FIELDS[field]), code) if field in _FIELDS else field


def remark_label(path: str, document: dict[str, Any]) -> str:
    """What a remark is about: a field, a term of the entry, or the whole of it."""
    if path.startswith("terms/"):
        return _("the term “%(term)s”") % {"term": document.get(f"{path}/text") or "…"}
    others = {"sources": _("the sources"), "links": _("the linked terms"),
              "domains": _("the domains"), "examples": _("the examples")}  # fmt: skip
    return others.get(path) or (field_label(path) if path else _("the whole entry"))


def in_language(what: str, code: str) -> str:
    if code not in WordLanguage.values:
        return what
    known = {
        "fr": pgettext("which language", "in French"),
        "en": pgettext("which language", "in English"),
    }.get(code, str(WordLanguage(code).label))
    return f"{what}, {known}"


def value(change: Change, held: Any, names: Names | None = None) -> str:
    """A value as people read it."""
    names = names or Names()
    if held is None or held == "":
        return ""
    word, _slash, rest = change.path.partition("/")
    if isinstance(held, dict):
        if word == "relations":
            return names.linked(held)
        if word == "mappings":
            return str(held.get("uri", ""))
        return source_in_words(held, names) if word == "citations" else row_in_words(held)
    if held is True and word in ("domains", "tags"):
        return names.domains.get(rest, rest) if word == "domains" else rest
    inner = change.path.rpartition("/")[2]
    choices = {
        "status": Term.Status, "kind": Term.Kind, "gender": Term.Gender,
        "part_of_speech": Term.PartOfSpeech,
    }  # fmt: skip
    if inner in choices and held in choices[inner].values:
        return str(choices[inner](held).label)
    return str(held)


def row_in_words(row: dict[str, Any]) -> str:
    text = str(row.get("text", ""))
    marks = [str(row.get("usage_label") or "")]
    if row.get("status") in Term.Status.values and row["status"] != Term.Status.PREFERRED:
        marks.insert(0, str(Term.Status(row["status"]).label))
    marks = [mark for mark in marks if mark]
    return f"{text} ({', '.join(marks)})" if marks else text


def source_in_words(row: dict[str, Any], names: Names) -> str:
    if row.get("source"):
        known = [names.sources.get(str(row["source"]), str(row["source"]))]
    else:
        known = [
            str(row.get(name) or "") for name in ("author", "title", "publisher", "year", "url")
        ]
    return ", ".join(part for part in (*known, str(row.get("locator") or "")) if part)
