"""The home page: the association's words, and a section from each app that offers one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from atoutsud.content import languages, richtext
from atoutsud.content.languages import word
from atoutsud.content.registry import Registry
from atoutsud.site import publicpage
from atoutsud.site.pages import Page


@dataclass(frozen=True)
class Section:
    """`context(language)` gives the template's context, or None when there is nothing to show."""

    order: int
    template: str
    context: Callable[[str], dict[str, Any] | None]


sections: Registry[Section] = Registry("home", order=lambda section: section.order)
register = sections.register


@publicpage.public_page
def home(request: HttpRequest) -> HttpResponse:
    language = languages.active()
    shown = []
    for section in sections:
        context = section.context(language)
        if context is not None:
            shown.append({"template": section.template, "context": context})
    about = Page.public.filter(role=Page.Role.ABOUT).first()
    lead = word(about, "lead") if about else None
    return publicpage.page(
        request,
        "site/home.html",
        {
            "section": "home",
            "sections": shown,
            "about": about,
            "about_text": richtext.render(lead.text, lead.language) if lead else "",
        },
    )
