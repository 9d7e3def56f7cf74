"""The rich text box: the editor where scripts run, a text box holding HTML where they do not."""

from typing import Any

from django import forms
from django.forms.widgets import Script
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import Media

# The subset that `richtext.clean` keeps; nothing is offered that would be lost on saving.
EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "ref"]},
    "Table": {"resizable": False},
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Figure": True,
    "Image": True,
    "Caption": True,
    "NoSpellCheck": False,
    "HTML": True,
}


class RichTextFormWidget(AdminProseEditorWidget):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            attrs={"cols": "60", "rows": "14", **(attrs or {})},
            config={"extensions": EXTENSIONS},
            preset="configurable",
        )

    @property
    def media(self) -> forms.Media:
        return Media(js=[Script("js/prose.js", defer=True)]) + super().media
