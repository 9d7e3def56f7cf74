"""`{% part a b %}…{% endpart %}`: made once for each value of a and b, and each language."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from atoutsud.content.parts import Parts

register = template.Library()
# A menu that marks where one is has a dozen forms in each language.
MOST = 100


class PartNode(template.Node):
    """What stands in it may read nothing but the values named: they are its key."""

    def __init__(self, values: list[FilterExpression], nodelist: NodeList) -> None:
        self.values = values
        self.nodelist = nodelist
        self.parts = Parts(MOST)

    def render(self, context: Any) -> SafeString:
        key = (get_language(), *(value.resolve(context) for value in self.values))
        return self.parts.get(key, lambda: self.nodelist.render(context))  # type: ignore[no-any-return]


@register.tag
def part(parser: Parser, token: Token) -> PartNode:
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodelist = parser.parse(("endpart",))
    parser.delete_first_token()
    return PartNode(values, nodelist)


@register.filter
def among(path: str, links: Any) -> str:
    """The path where one of the links leads there, else nothing."""
    return path if any(link.address == path for link in links) else ""


@register.filter
def markup(lines: Any) -> SafeString:
    """Lines that are written already, one after the other."""
    return mark_safe("".join(line.html for line in lines))  # noqa: S308 (each is safe)
