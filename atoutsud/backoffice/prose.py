"""The rich text box: the editor where scripts run, a text box holding HTML where they do not."""

import json
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _
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

# The editor's own words, which its catalogue does not give.
WORDS = {
    "paragraph": _("Kind of paragraph"),
    "Paragraph": _("Plain text"),
    "Heading 2": _("Heading"),
    "Heading 3": _("Subheading"),
    "Heading 4": _("Small heading"),
    "unordered list": _("List with bullets"),
    "ordered list": _("Numbered list"),
    "List properties": _("How the list is numbered"),
    "blockquote": _("Quotation"),
    "figure": _("Picture"),
    "bold": _("Bold"),
    "italic": _("Italic"),
    "insert link": _("Link (select words first)"),
    "remove link": _("Remove the link"),
    "Insert table": _("Table"),
    "Add column": _("Add a column"),
    "Delete column": _("Remove the column"),
    "Add row": _("Add a row"),
    "Delete row": _("Remove the row"),
    "Merge cells": _("Join the cells"),
    "Split cell": _("Split the cell"),
    "Toggle header cell": _("Heading of a column or row, yes or no"),
    "Delete table": _("Remove the table"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "edit HTML": _("HTML source"),
    "Edit HTML": _("HTML source"),
    "Prettify": _("Tidy up"),
    "Update": _("Put into the text"),
    "The HTML contents of the editor. Note that the allowed HTML is restricted "
    "by the editor schema.": _("For those who write HTML: only what the box offers is kept."),
    "Table Properties": _("Table"),
    "Insert Table": _("Put the table in"),
    "Rows": _("Rows"),
    "Columns": _("Columns"),
    "Include header row": _("First row made of headings"),
    "Yes": _("Yes"),
    "No": _("No"),
    "URL": _("Address (https://…)"),
    "Title": _("Shown when pointed at"),
    "Edit Link": _("Link"),
    "Cancel": _("Cancel"),
    "pictures left out": _(
        "Pictures are not pasted: put them in the library of pictures, "
        "then add them below, under the text."
    ),
}


class RichTextFormWidget(AdminProseEditorWidget):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            attrs={"cols": "60", "rows": "14", **(attrs or {})},
            config={"extensions": EXTENSIONS},
            preset="configurable",
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        said = {key: str(words) for key, words in WORDS.items()}
        context["widget"]["attrs"]["data-prose-words"] = json.dumps(said, ensure_ascii=False)
        return context

    @property
    def media(self) -> forms.Media:
        return Media(js=[Script("js/prose.js", defer=True)]) + super().media
