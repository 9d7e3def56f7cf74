"""What members fill in to propose a new entry, and the foot that all proposals share."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atoutsud.content.folding import fold
from atoutsud.content.languages import active, attributes, other
from atoutsud.site.guardedform import LINK, LINKS, GuardedForm
from lexicon.duplicates import likely
from lexicon.finding import same_words
from lexicon.models import Concept, Domain
from lexicon.proposing import lines

_SALT = "lexicon.base"
TERM_LENGTH = 200
MANY_LINES = 2000


def area(rows: int, **more: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **more})


def language_dependent(fr: Any, en: Any) -> Any:
    """One sentence or the other, by the language of the page that is written on."""
    return lazy(lambda: str(fr if active() == "fr" else en), str)()


def one_a_line(text: str) -> str:
    for line in text.splitlines():
        if len(line.strip()) > TERM_LENGTH:
            raise ValidationError(_("One term a line: this line is too long to be a term."))
    if text.strip() and not lines(text):
        raise ValidationError(_("A term needs a letter or a figure."))
    return text


class Group(NamedTuple):
    """Fields under one heading; folded away unless `is_open`. No title: always in sight."""

    title: str
    fields: list[Any]
    is_open: bool


class SentForm(GuardedForm):
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
        widget=area(3),
        help_text=gettext_lazy("Why, where you met it, what is wrong. Never published."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.links() > LINKS:
            raise ValidationError(_("At most three links, please."))
        return data

    def links(self) -> int:
        """How many links all that was typed holds."""
        typed = (str(self.data.get(name) or "") for name in self.fields)
        return sum(len(LINK.findall(text)) for text in typed)

    def groups(self) -> Iterator[Group]:
        yield Group("", [field for field in self if not field.is_hidden], True)


class NewEntryForm(SentForm):
    term = forms.CharField(
        label=language_dependent(gettext_lazy("Term in French"), gettext_lazy("Term in English")),
        max_length=TERM_LENGTH,
        help_text=gettext_lazy("In the singular, without an article."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-close": "close"}),
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
        widget=area(5),
        help_text=gettext_lazy(
            "One or two sentences, in your own words. Do not copy a protected text."
        ),
        error_messages={"required": gettext_lazy("Write the definition.")},
    )
    equivalents = forms.CharField(
        label=language_dependent(
            gettext_lazy("English equivalents"), gettext_lazy("French equivalents")
        ),
        max_length=MANY_LINES,
        required=False,
        widget=area(3),
        help_text=gettext_lazy("One a line."),
    )
    example = forms.CharField(
        label=gettext_lazy("Example"),
        max_length=1000,
        required=False,
        widget=area(2),
        help_text=gettext_lazy("A sentence that shows the term at work."),
    )
    domain = forms.ModelChoiceField(
        label=gettext_lazy("Domain"),
        queryset=Domain.public.none(),
        required=False,
        empty_label=gettext_lazy("I do not know"),
    )
    field_order = (
        "term", "sense", "acronym", "definition", "equivalents", "example", "source", "domain",
        "message",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["domain"].queryset = Domain.public.all()  # type: ignore[attr-defined]
        self.fields["equivalents"].widget.attrs.update(attributes(other(active())))
        self.duplicates: list[str] = []
        self.likely: list[Concept] = []

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
        return one_a_line(self.cleaned_data["equivalents"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        term, acronym = data.get("term"), data.get("acronym")
        found = same_words(term, active()) if term else []
        self.duplicates = [str(concept.uid) for concept, _address in found]
        self.likely = likely([term, *lines(data.get("equivalents") or "")]) if term else []
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
                    % {"term": term},
                    address,
                    _("See “%(entry)s”") % {"entry": concept},
                ),
            )
        if acronym and term and fold(acronym) == fold(term):
            self.add_error("acronym", _("The acronym is the term itself: leave one of them out."))
        return data

    def checks(self) -> dict[str, Any]:
        """What the reviewer should know of it."""
        found: dict[str, Any] = {}
        if self.duplicates:
            found["same_words"] = self.duplicates
        if close := [str(concept.uid) for concept in self.likely]:
            found["likely"] = close
        if links := self.links():
            found["links"] = links
        return found


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
