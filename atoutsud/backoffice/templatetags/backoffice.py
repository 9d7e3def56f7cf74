"""Small words of the form templates."""

from typing import Any

from django import template

from atoutsud.content.languages import LANGUAGES, other

register = template.Library()


@register.filter
def missing(field: Any) -> bool:
    """Whether this language of a text is empty while the other one is written."""
    bound: Any = getattr(field, "field", None)
    name = getattr(bound, "name", "")
    if not name or getattr(field, "is_readonly", False):
        return False
    language = name.rpartition("_")[2]
    if language not in LANGUAGES or "data-lang" not in attributes(bound):
        return False
    twin = f"{name.removesuffix(language)}{other(language)}"
    if twin not in bound.form.fields:
        return False
    return not bound.value() and bool(bound.form[twin].value())


@register.filter
def lag(field: Any) -> Any:
    """What is to be said of a text whose other language changed after it."""
    bound: Any = getattr(field, "field", None)
    form = getattr(bound, "form", None)
    return getattr(form, "lags", {}).get(getattr(bound, "name", ""))


@register.filter
def advice(field: Any) -> list[str]:
    """What could be better in the text of this box."""
    bound: Any = getattr(field, "field", None)
    form = getattr(bound, "form", None)
    return list(getattr(form, "advice", {}).get(getattr(bound, "name", ""), ()))


def attributes(bound: Any) -> dict[str, Any]:
    widget = bound.field.widget
    return dict(getattr(widget, "widget", widget).attrs)
