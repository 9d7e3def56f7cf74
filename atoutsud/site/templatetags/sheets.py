"""The style of a page inside it: `{% dressed %}` around all, `{% stylesheet %}` in the head."""

import re
from typing import Any

from django import template
from django.conf import settings
from django.template.base import Node, NodeList, Parser, Token
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from atoutsud.site import policy
from atoutsud.stylesheet import source_of, worn_by

register = template.Library()
# Nothing that people write can hold this: a style is no element of theirs.
PLACE = '<style data-sheet="{}"></style>'
PLACES = re.compile(r'<style data-sheet="([a-z]+)"></style>')


@register.simple_tag
def stylesheet(name: str = "site") -> SafeString:
    """Where a sheet of ours stands in a page that is `dressed`; a file while it is worked on."""
    return _linked(name) if settings.DEBUG else format_html(PLACE, name)


@register.tag
def dressed(parser: Parser, _token: Token) -> "Dressed":
    nodes = parser.parse(("enddressed",))
    parser.delete_first_token()
    return Dressed(nodes)


class Dressed(Node):
    """A whole page, with the rules of its sheets that can match something in it.

    No block tag of Django's own making: those hide the blocks within from who extends the page.
    """

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Any) -> SafeString:
        page = self.nodelist.render(context)
        names = tuple(PLACES.findall(page))
        request = context.get("request")
        if not names:
            return page
        if request is None:  # nobody to whom the style could be allowed
            return mark_safe(PLACES.sub(lambda place: _linked(place[1]), page))  # noqa: S308
        sheet = worn_by(page, names)
        policy.allow(request, source_of(sheet))
        first, *others = PLACES.split(page)[::2]
        return mark_safe(f"{first}<style>{sheet}</style>{''.join(others)}")  # noqa: S308


def _linked(name: str) -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static(f"css/{name}.css"))
