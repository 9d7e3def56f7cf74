"""Advice beside the texts of a form, and a word about it after saving."""

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import ngettext

from atoutsud.content.advice import advise
from atoutsud.content.fields import RichText
from atoutsud.content.languages import LANGUAGES


def advice_on(obj: Any) -> dict[str, list[str]]:
    """Column -> what could be better in it, as it was saved."""
    found = {}
    for field in obj._meta.concrete_fields:
        language = field.name.rpartition("_")[2]
        if isinstance(field, RichText) and language in LANGUAGES:
            found[field.name] = advise(getattr(obj, field.attname) or "", language)
    return {name: said for name, said in found.items() if said}


def hand_out(request: HttpRequest, obj: Any, context: dict[str, Any]) -> None:
    """What was typed and not saved yet gets no advice: the form has other things to say."""
    if request.method == "GET" and obj is not None:
        context["adminform"].form.advice = advice_on(obj)


def word_after(obj: Any, form_address: str) -> str:
    """One sentence after saving, with the way to the first box concerned; empty without advice."""
    found = advice_on(obj)
    number = sum(map(len, found.values()))
    if not number:
        return ""
    words = ngettext(
        "%(n)d piece of advice on the text, beside its box.",
        "%(n)d pieces of advice on the text, beside its box.",
        number,
    ) % {"n": number}
    return format_html('<a href="{}#advice-{}">{}</a>', form_address, next(iter(found)), words)
