"""Changes in words: which field of the entry, and its values as people read them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lexicon.models import Change, Domain, Term
from lexicon.models.words import WordLanguage

_FIELDS = {
    "definition": gettext_lazy("definition"),
    "note": gettext_lazy("note"),
    "disambiguation": gettext_lazy("to tell it apart"),
}


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


def described(change: Change) -> Described:
    return Described(
        change=change,
        label=label(change),
        language=language(change),
        old=value(change, change.old),
        new=value(change, change.new),
        applied=value(change, change.applied),
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
    return str(getattr(_term_of(change), "lang", ""))


def label(change: Change) -> str:
    """“definition, in French”, “new term, in English”: sentence parts, no capital."""
    field, _dot, code = change.path.partition(".")
    if field in _FIELDS:
        return _join(str(_FIELDS[field]), code)
    word, _slash, rest = change.path.partition("/")
    if word == "domains":
        return _("domain")
    if word != "terms":
        return word
    if change.op == Change.Op.ADD:
        kind = (change.new or {}).get("kind") if isinstance(change.new, dict) else ""
        what = _("new acronym") if kind == Term.Kind.ACRONYM else _("new term")
        return _join(what, language(change))
    if change.op == Change.Op.REMOVE:
        return _join(_("term to remove"), language(change))
    inner = rest.partition("/")[2]
    term = _term_of(change)
    names = {f.name: str(f.verbose_name) for f in Term._meta.concrete_fields}
    what = names.get(inner, inner)
    if term and inner != "text":
        return _("%(field)s of “%(term)s”") % {"field": what, "term": term.text}
    return _join(what, language(change))


def _join(what: str, code: str) -> str:
    if code not in WordLanguage.values:
        return what
    in_language = {
        "fr": pgettext("which language", "in French"),
        "en": pgettext("which language", "in English"),
    }.get(code, str(WordLanguage(code).label))
    return f"{what}, {in_language}"


def _term_of(change: Change) -> Any:
    if not change.path.startswith("terms/"):
        return None
    uid = change.path.split("/")[1]
    return Term.objects.filter(uid=uid).first()


def value(change: Change, held: Any) -> str:
    """A value as people read it."""
    if held is None or held == "":
        return ""
    if isinstance(held, dict):
        text = str(held.get("text", ""))
        marks = [str(held.get("usage_label") or "")]
        if held.get("status") in Term.Status.values and held["status"] != Term.Status.PREFERRED:
            marks.insert(0, str(Term.Status(held["status"]).label))
        marks = [mark for mark in marks if mark]
        return f"{text} ({', '.join(marks)})" if marks else text
    if held is True and change.path.startswith("domains/"):
        code = change.path.partition("/")[2]
        domain = Domain.objects.filter(code=code).first()
        return str(domain) if domain else code
    inner = change.path.rpartition("/")[2]
    choices = {"status": Term.Status, "kind": Term.Kind, "gender": Term.Gender}
    if inner in choices and held in choices[inner].values:
        return str(choices[inner](held).label)
    return str(held)
