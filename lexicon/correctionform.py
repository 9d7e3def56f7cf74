"""Corrections of any field of an entry, further words, an example, a source, or a remark."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atoutsud.content.documents import Flat
from atoutsud.content.languages import LANGUAGES, active, attributes, other
from lexicon.forms import MANY_LINES, TERM_LENGTH, Group, SentForm, area, one_a_line, sign_base
from lexicon.models import Concept, Domain, Term
from lexicon.models.words import WordLanguage
from lexicon.proposing import SOURCE_FIELDS, TERM_FIELDS, example_uids, term_uids

_PROSE = {
    "definition": ({"fr": gettext_lazy("Definition in French"),
                    "en": gettext_lazy("Definition in English")}, 5000, 5),
    "note": ({"fr": gettext_lazy("Note in French"), "en": gettext_lazy("Note in English")},
             8000, 4),
}  # fmt: skip
_FURTHER = {
    "fr": gettext_lazy("Further French terms"),
    "en": gettext_lazy("Further English terms"),
}
_NEW_EXAMPLE = {
    "fr": gettext_lazy("New example in French"),
    "en": gettext_lazy("New example in English"),
}
_GLOSS = {
    "fr": gettext_lazy("To tell it apart, in French"),
    "en": gettext_lazy("To tell it apart, in English"),
}
_CHOICES = {"status": Term.Status, "kind": Term.Kind, "gender": Term.Gender,
            "part_of_speech": Term.PartOfSpeech}  # fmt: skip


class CorrectionForm(SentForm):
    """Filled with what the entry says; what is left as it stands is not sent."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)
    domains_shown = forms.CharField(widget=forms.HiddenInput, required=False, initial="1")

    def __init__(self, *args: Any, concept: Concept, document: Flat, version: int, **kwargs: Any):
        self.concept, self.document, self.version = concept, document, version
        self.sets: dict[str, list[str]] = {}
        initial = {**self._initial(), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.own = (active(), other(active()))
        del self.fields["source"]
        self._in("definition", {f"definition_{c}": self._prose("definition", c) for c in self.own})
        for uid in term_uids(document):
            self._add_term(uid)
        self._in("further", {f"terms_{code}": self._further(code) for code in self.own})
        for uid in example_uids(document):
            self._in("examples", {f"example_{uid}": self._example(uid)})
        self._in("examples", {f"new_example_{code}": self._new_example(code) for code in self.own})
        self._in("source", self._source())
        self._in("note", {f"note_{code}": self._prose("note", code) for code in self.own})
        self._in("note", {f"disambiguation_{code}": self._gloss(code) for code in self.own})
        self._in("domains", {"domains": self._domains()})
        self._in("remark", {"about": self._about(), "is_mistake": self._mistake()})
        self.sets["remark"].append("message")
        self.fields["message"].label = gettext_lazy("A remark, or a word for the reviewers")

    def _in(self, group: str, fields: dict[str, forms.Field]) -> None:
        self.fields.update(fields)
        self.sets.setdefault(group, []).extend(fields)

    def _initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = {
            f"{name}_{code}": self.document.get(f"{name}.{code}") or ""
            for name in ("definition", "note", "disambiguation")
            for code in LANGUAGES
        }
        for uid in term_uids(self.document):
            initial[f"term_{uid}"] = self.document[f"terms/{uid}/text"]
            for name in TERM_FIELDS:
                initial[f"term_{uid}_{name}"] = self.document.get(f"terms/{uid}/{name}") or ""
        for uid in example_uids(self.document):
            initial[f"example_{uid}"] = self.document[f"examples/{uid}/text"]
        codes = [path.partition("/")[2] for path in self.document if path.startswith("domains/")]
        return {**initial, "domains": codes, "base": sign_base(self.concept, self.version)}

    def _prose(self, name: str, code: str) -> forms.Field:
        labels, length, rows = _PROSE[name]
        return forms.CharField(
            label=labels[code],
            max_length=length,
            required=False,
            widget=area(rows, **attributes(code)),
        )

    def _gloss(self, code: str) -> forms.Field:
        return forms.CharField(
            label=_GLOSS[code],
            max_length=120,
            required=False,
            help_text=gettext_lazy("A word or two, when another entry has the same term."),
            widget=forms.TextInput(attrs=attributes(code)),
        )

    def _add_term(self, uid: str) -> None:
        row = {
            name: self.document.get(f"terms/{uid}/{name}")
            for name in ("lang", "kind", "text", "status")
        }
        kind = Term.Kind(row["kind"]).label if row["kind"] in Term.Kind.values else ""
        language = WordLanguage(row["lang"]).label if row["lang"] in WordLanguage.values else ""
        status = Term.Status(row["status"]).label if row["status"] in Term.Status.values else ""
        text = forms.CharField(
            label=_("Term in the entry: %(term)s") % {"term": row["text"]},
            max_length=TERM_LENGTH,
            required=False,
            help_text=_("%(language)s, %(kind)s, %(status)s. Empty it to propose its removal.")
            % {"language": language, "kind": kind, "status": status},
            widget=forms.TextInput(attrs=attributes(str(row["lang"]))),
        )
        self._in(f"terms/{uid}", {f"term_{uid}": text})
        more = {f"term_{uid}_{name}": self._of_term(name, str(row["lang"])) for name in TERM_FIELDS}
        self._in(f"term {uid}", more)

    def _of_term(self, name: str, lang: str) -> forms.Field:
        column: Any = Term._meta.get_field(name)
        label = column.verbose_name
        if name in _CHOICES:
            choices: list[tuple[str, Any]] = [("", "—")] if column.blank else []
            choices += _CHOICES[name].choices
            return forms.ChoiceField(label=label, choices=choices, required=False)
        return forms.CharField(
            label=label,
            max_length=column.max_length,
            required=False,
            widget=forms.TextInput(attrs=attributes(lang)),
        )

    def _further(self, code: str) -> forms.Field:
        return forms.CharField(
            label=_FURTHER[code],
            max_length=MANY_LINES,
            required=False,
            widget=area(2, **attributes(code)),
            help_text=gettext_lazy("One a line."),
        )

    def _example(self, uid: str) -> forms.Field:
        lang = str(self.document.get(f"examples/{uid}/lang") or "")
        return forms.CharField(
            label=gettext_lazy("Example in the entry"),
            max_length=1000,
            required=False,
            widget=area(2, lang=lang),
            help_text=gettext_lazy("Empty it to propose its removal."),
        )

    def _new_example(self, code: str) -> forms.Field:
        return forms.CharField(
            label=_NEW_EXAMPLE[code],
            max_length=1000,
            required=False,
            widget=area(2, **attributes(code)),
            help_text=gettext_lazy("A sentence that shows the term at work."),
        )

    def _source(self) -> dict[str, forms.Field]:
        text = {
            "title": (gettext_lazy("Title of the source"), 300),
            "author": (gettext_lazy("Author or institution"), 200),
            "locator": (gettext_lazy("Page, chapter, article"), 120),
        }
        found: dict[str, forms.Field] = {
            f"source_{name}": forms.CharField(label=label, max_length=length, required=False)
            for name, (label, length) in text.items()
        }
        found["source_year"] = forms.IntegerField(
            label=gettext_lazy("Year"), min_value=1500, max_value=2200, required=False
        )
        found["source_url"] = forms.URLField(
            label=gettext_lazy("Address on the web"),
            max_length=400,
            required=False,
            assume_scheme="https",
        )
        return found

    def _domains(self) -> forms.Field:
        choices = [(domain.code, str(domain)) for domain in Domain.public.all()]
        return forms.MultipleChoiceField(
            label=gettext_lazy("Domains"),
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def _about(self) -> forms.Field:
        choices: list[tuple[str, Any]] = [("", _("the whole entry"))]
        for name in ("definition", "note"):
            choices += [(f"{name}.{code}", _PROSE[name][0][code]) for code in self.own]
        choices += [
            (
                f"terms/{uid}",
                _("the term “%(term)s”") % {"term": self.document[f"terms/{uid}/text"]},
            )
            for uid in term_uids(self.document)
        ]
        choices += [
            ("examples", _("the examples")), ("sources", _("the sources")),
            ("links", _("the linked terms")), ("domains", _("the domains")),
        ]  # fmt: skip
        return forms.ChoiceField(
            label=gettext_lazy("Your remark is about"), choices=choices, required=False
        )

    def _mistake(self) -> forms.Field:
        return forms.BooleanField(label=gettext_lazy("It is a mistake"), required=False)

    def clean_terms_fr(self) -> str:
        return one_a_line(self.cleaned_data["terms_fr"])

    def clean_terms_en(self) -> str:
        return one_a_line(self.cleaned_data["terms_en"])

    def clean(self) -> dict[str, Any]:
        """A field the page did not send is one nobody changed."""
        data = super().clean()
        for name in list(data):
            kept = name in self.data or (name == "domains" and self.data.get("domains_shown"))
            if not kept:
                data.pop(name)
        if "domains" in data:
            # A domain the page could not offer is left where it is.
            offered = dict(self.fields["domains"].choices)  # type: ignore[attr-defined]
            data["domains"] += [code for code in self.initial["domains"] if code not in offered]
        if any(data.get(f"source_{name}") for name in SOURCE_FIELDS) and not (
            data.get("source_title") or data.get("source_url")
        ):
            self.add_error("source_title", ValidationError(_("Give the source a title.")))
        if data.get("is_mistake") and not data.get("message"):
            self.add_error("message", ValidationError(_("Say in a word what is wrong.")))
        return data

    def checks(self) -> dict[str, Any]:
        links = self.links()
        return {"links": links} if links else {}

    def groups(self) -> Iterator[Group]:
        titles = {
            "definition": "", "further": "",
            "examples": _("Examples"), "source": _("A source"),
            "note": _("Notes, and what tells it apart"), "domains": _("Domains"),
            "remark": _("A remark"),
        }  # fmt: skip
        for name, fields in self.sets.items():
            uid = name.partition(" ")[2]
            title = titles.get(name)
            if uid:
                title = _("More about “%(term)s”") % {"term": self.document[f"terms/{uid}/text"]}
            shown = [self[field] for field in fields]
            touched = self.is_bound and any(f.errors or f.name in self.changed_data for f in shown)
            yield Group(str(title or ""), shown, not title or touched or name == "remark")
        yield Group("", [self["website"]], True)
