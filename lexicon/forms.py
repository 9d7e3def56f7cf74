"""What members fill in: a new entry, or corrections and further terms of an entry."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atoutsud.content.documents import Flat
from atoutsud.content.folding import fold
from atoutsud.content.languages import LANGUAGES, active, other
from lexicon.finding import same_words
from lexicon.models import Concept, Domain, Term
from lexicon.models.words import WordLanguage
from lexicon.proposing import lines, term_uids

_SALT = "lexicon.base"
_TERM_LENGTH = 200
_MANY_LINES = 2000


def _area(rows: int, **attributes: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attributes})


def _language_dependent(fr: Any, en: Any) -> Any:
    """One sentence or the other, by the language of the page that is written on."""
    return lazy(lambda: str(fr if active() == "fr" else en), str)()


def _one_a_line(text: str) -> str:
    for line in text.splitlines():
        if len(line.strip()) > _TERM_LENGTH:
            raise ValidationError(_("One term a line: this line is too long to be a term."))
    if text.strip() and not lines(text):
        raise ValidationError(_("A term needs a letter or a figure."))
    return text


class SentForm(forms.Form):
    """Shared foot of both forms; names the first fault of each field in the summary."""

    use_required_attribute = False

    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A document, a page. The review will be quicker with it."),
    )
    message = forms.CharField(
        label=gettext_lazy("A word for the reviewers"),
        max_length=2000,
        required=False,
        widget=_area(3),
        help_text=gettext_lazy("Why, where you met it, what is wrong. Never published."),
    )


class NewEntryForm(SentForm):
    term = forms.CharField(
        label=_language_dependent(gettext_lazy("Term in French"), gettext_lazy("Term in English")),
        max_length=_TERM_LENGTH,
        help_text=gettext_lazy("In the singular, without an article."),
        error_messages={"required": gettext_lazy("Write the term.")},
    )
    sense = forms.CharField(
        label=gettext_lazy("Another sense of a known term?"),
        max_length=120,
        required=False,
        help_text=gettext_lazy(
            "If the term has its entry already and you mean something else by it, say in a word "
            "or two in which subject."
        ),
    )
    acronym = forms.CharField(
        label=gettext_lazy("Acronym"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("If there is one."),
    )
    definition = forms.CharField(
        label=gettext_lazy("Definition"),
        max_length=5000,
        widget=_area(5),
        help_text=gettext_lazy(
            "One or two sentences, in your own words. Do not copy a protected text."
        ),
        error_messages={"required": gettext_lazy("Write the definition.")},
    )
    equivalents = forms.CharField(
        label=_language_dependent(
            gettext_lazy("English equivalents"), gettext_lazy("French equivalents")
        ),
        max_length=_MANY_LINES,
        required=False,
        widget=_area(3),
        help_text=gettext_lazy("One a line."),
    )
    domain = forms.ModelChoiceField(
        label=gettext_lazy("Domain"),
        queryset=Domain.public.none(),
        required=False,
        empty_label=gettext_lazy("I do not know"),
    )
    field_order = (
        "term", "sense", "acronym", "definition", "equivalents", "source", "domain", "message"
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["domain"].queryset = Domain.public.all()  # type: ignore[attr-defined]
        self.fields["equivalents"].widget.attrs["lang"] = other(active())
        self.duplicates: list[str] = []

    def clean_term(self) -> str:
        term = " ".join(self.cleaned_data["term"].split())
        if not fold(term):
            raise ValidationError(_("A term needs a letter or a figure."))
        return term

    def clean_acronym(self) -> str:
        acronym = " ".join(self.cleaned_data["acronym"].split())
        if acronym and not fold(acronym):
            raise ValidationError(_("An acronym needs a letter or a figure."))
        return acronym

    def clean_equivalents(self) -> str:
        return _one_a_line(self.cleaned_data["equivalents"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        found = same_words(data["term"], active()) if data.get("term") else []
        self.duplicates = [str(concept.uid) for concept, _address in found]
        if found and not data.get("sense"):
            concept, address = found[0]
            self.add_error(
                "term",
                format_html(
                    '{} <a href="{}">{}</a>',
                    _(
                        "“%(term)s” has its entry already: correct that one, or say which other "
                        "sense you mean."
                    )
                    % {"term": data["term"]},
                    address,
                    _("See “%(entry)s”") % {"entry": concept},
                ),
            )
        acronym, term = data.get("acronym"), data.get("term")
        if acronym and term and fold(acronym) == fold(term):
            self.add_error("acronym", _("The acronym is the term itself: leave one of them out."))
        return data


class CorrectionForm(SentForm):
    """Filled with what the entry says; what is left as it stands is not sent."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, concept: Concept, document: Flat, version: int, **kwargs: Any):
        self.concept, self.document, self.version = concept, document, version
        initial = {**self._initial(), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        own, second = active(), other(active())
        for code in (own, second):
            self._add_definition(code)
        for uid in term_uids(document):
            self._add_term(uid)
        for code in (own, second):
            self._add_further_terms(code)
        for code in (own, second):
            self._add_note(code)
        self.order_fields([*(n for n in self.fields if n not in SentForm.base_fields),
                           *SentForm.base_fields])  # fmt: skip

    def _initial(self) -> dict[str, Any]:
        initial = {
            f"{name}_{code}": self.document.get(f"{name}.{code}") or ""
            for name in ("definition", "note")
            for code in LANGUAGES
        }
        for uid in term_uids(self.document):
            initial[f"term_{uid}"] = self.document[f"terms/{uid}/text"]
        return {**initial, "base": sign_base(self.concept, self.version)}

    def _add_definition(self, code: str) -> None:
        labels = {
            "fr": gettext_lazy("Definition in French"),
            "en": gettext_lazy("Definition in English"),
        }
        self.fields[f"definition_{code}"] = forms.CharField(
            label=labels[code], max_length=5000, required=False, widget=_area(5, lang=code)
        )

    def _add_note(self, code: str) -> None:
        labels = {"fr": gettext_lazy("Note in French"), "en": gettext_lazy("Note in English")}
        self.fields[f"note_{code}"] = forms.CharField(
            label=labels[code], max_length=8000, required=False, widget=_area(4, lang=code)
        )

    def _add_term(self, uid: str) -> None:
        row = {
            name: self.document.get(f"terms/{uid}/{name}")
            for name in ("lang", "kind", "text", "status")
        }
        kind = Term.Kind(row["kind"]).label if row["kind"] in Term.Kind.values else ""
        language = WordLanguage(row["lang"]).label if row["lang"] in WordLanguage.values else ""
        status = Term.Status(row["status"]).label if row["status"] in Term.Status.values else ""
        self.fields[f"term_{uid}"] = forms.CharField(
            label=_("Term in the entry: %(term)s") % {"term": row["text"]},
            max_length=_TERM_LENGTH,
            required=False,
            help_text=_("%(language)s, %(kind)s, %(status)s. Empty it to propose its removal.")
            % {"language": language, "kind": kind, "status": status},
            widget=forms.TextInput(attrs={"lang": row["lang"]}),
        )

    def _add_further_terms(self, code: str) -> None:
        labels = {
            "fr": gettext_lazy("Further French terms"),
            "en": gettext_lazy("Further English terms"),
        }
        self.fields[f"terms_{code}"] = forms.CharField(
            label=labels[code],
            max_length=_MANY_LINES,
            required=False,
            widget=_area(2, lang=code),
            help_text=gettext_lazy("One a line."),
        )

    def clean_terms_fr(self) -> str:
        return _one_a_line(self.cleaned_data["terms_fr"])

    def clean_terms_en(self) -> str:
        return _one_a_line(self.cleaned_data["terms_en"])


def sign_base(concept: Concept, version: int) -> str:
    """Which revision the form was made of; signed, so that nobody invents another."""
    return signing.dumps([concept.pk, version], salt=_SALT)


def read_base(token: str, concept: Concept) -> int | None:
    """The version a form was made of, or None if the mark is not ours or of another entry."""
    try:
        pk, version = signing.loads(token[:300], salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(version) if pk == concept.pk else None
