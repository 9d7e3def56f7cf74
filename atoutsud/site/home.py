"""The home page: the association's words, and a section from each app that offers one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from atoutsud.content import languages
from atoutsud.content.registry import Registry
from atoutsud.site import linkeddata, publicpage
from atoutsud.site.pages import Page


@dataclass(frozen=True)
class Section:
    """`context(language)` gives what the template reads, or None when there is nothing to show.

    The template finds it under its own names, and whole as `data`.
    """

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
    return publicpage.page(
        request,
        "site/home.html",
        {
            "section": "home",
            "sections": shown,
            "linked_data": linkeddata.block(linkeddata.association()),
            "about": Page.public.filter(role=Page.Role.ABOUT).first(),
        },
    )
