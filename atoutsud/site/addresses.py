"""The `<id>-<slug>` of detail addresses."""

from django.urls import register_converter

from atoutsud.content.languages import in_words

__all__ = ["IdSlugConverter", "in_words"]


class IdSlugConverter:
    """`12` or `12-any-thing`, given to the view as (12, "any-thing").

    At most 18 digits, so that the id always fits a database integer.
    """

    regex = r"[1-9][0-9]{0,17}(?:-[^/]*)?"

    def to_python(self, value: str) -> tuple[int, str]:
        number, _dash, slug = value.partition("-")
        return int(number), slug

    def to_url(self, value: str | int | tuple[int, str]) -> str:
        if isinstance(value, tuple):
            number, slug = value
            return f"{number}-{slug}" if slug else str(number)
        return str(value)


register_converter(IdSlugConverter, "idslug")
