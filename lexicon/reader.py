"""The reading aid: a text is pasted, and comes back with the words of the lexicon marked.

Nothing of the text is stored or logged: it lives as long as the answer is being made.
"""

from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from atoutsud.content import markup
from atoutsud.content.languages import active
from atoutsud.content.linking import Passage
from atoutsud.content.markup import Token
from atoutsud.site.guardedform import form_page
from lexicon import autolink, browsing
from lexicon.inflection import SMALL, words
from lexicon.matching import Match

LONGEST = 50_000
SAMPLE = 5_000


class PastedText(forms.CharField):
    """Line ends count once, as the reader sees them."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


class ReaderForm(forms.Form):
    text = PastedText(
        label=_("The text to read"),
        max_length=LONGEST,
        strip=False,
        help_text=_("Up to 50,000 characters. Nothing of it is kept."),
        error_messages={
            "required": _("Paste a text first."),
            "max_length": _(
                "This text has %(show_value)d characters: paste 50,000 at most, one part at a time."
            ),
        },
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    language = forms.ChoiceField(
        label=_("Its language"),
        choices=[("", _("let the site find out")), ("fr", _("French")), ("en", _("English"))],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if not text.strip():
            raise forms.ValidationError(_("Paste a text first."))
        return text


class Noted(NamedTuple):
    """An entry met in the text: its line, under the word that was met."""

    pk: int
    line: browsing.Line


@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
def reader(request: HttpRequest) -> HttpResponse:
    form = ReaderForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"section": "lexicon"}
    if form.is_bound and form.is_valid():
        text = form.cleaned_data["text"]
        context |= read(text, form.cleaned_data["language"] or language_of(text, active()))
    return form_page(request, "lexicon/reader.html", form, context)


def language_of(text: str, otherwise: str) -> str:
    """The language whose small words the text has most of."""
    said = [word.text.lower() for word in words(text[:SAMPLE])]
    counts = {code: sum(word in small for word in said) for code, small in SMALL.items()}
    best = max(counts.values())
    return next((code for code, n in counts.items() if n == best > counts[otherwise]), otherwise)


def read(text: str, language: str) -> dict[str, Any]:
    """The text in paragraphs, its words marked, and the entries in the order they are met."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    passages = [Passage([Token("text", text=line)], language) for line in lines]
    found = autolink.find(passages)
    order: dict[int, None] = {}
    paragraphs = []
    for line, places in zip(lines, found.places, strict=True):
        matches = places.get(0, [])
        order.update(dict.fromkeys(pk for match in matches for pk in sorted(match.concepts)))
        paragraphs.append(marked(line, matches))
    return {
        "paragraphs": paragraphs,
        "text_language": language,
        "noted": notes(list(order), language),
        "read": True,
    }


def marked(line: str, matches: list[Match]) -> SafeString:
    """Each word leads to its entry in the list below the text."""
    out: list[Token] = []
    last = 0
    for match in matches:
        out.append(Token("text", text=line[last : match.start]))
        target = f"#t{min(match.concepts)}"
        out.append(Token("start", "a", {"class": "lx", "href": target}))
        out.append(Token("text", text=line[match.start : match.end]))
        out.append(Token("end", "a"))
        last = match.end
    out.append(Token("text", text=line[last:]))
    return SafeString(markup.write(out))


def notes(ids: list[int], language: str) -> list[Noted]:
    """One query, whatever was found."""
    grouped = browsing.by_entry(browsing.terms_of(ids)) if ids else {}
    here = active()
    return [
        Noted(pk, browsing.entry_line(grouped[pk][0].concept, grouped[pk], here, language))
        for pk in ids
        if pk in grouped
    ]
