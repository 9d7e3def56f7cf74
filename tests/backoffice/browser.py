"""What a browser would post from a page, so that tests post what the form really holds."""

from typing import Any

from lxml import html


def posted(content: bytes, form_id: str, button: str = "") -> dict[str, Any]:
    """The values of a form as they stand in the page, with the button that is pressed."""
    page = html.document_fromstring(content.decode())
    form = page.get_element_by_id(form_id)
    values: dict[str, Any] = {}
    for name, value in form.form_values():
        if "__prefix__" not in name:
            values.setdefault(name, []).append(value)
    if button:
        values[button] = ["1"]
    return values
