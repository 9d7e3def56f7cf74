"""The rich text box: the editor where scripts run, a text box holding HTML where they do not."""

import json
import re
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import Media

from atoutsud.content.targets import by_identity

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
        "Pictures are not pasted: put them in the library of pictures, then choose them with the "
        "button “Picture” of this box."
    ),
    "Add caption": _("Give it a caption of its own"),
    "Remove caption": _("Without a caption of its own"),
    # The choice of a picture or of a target
    "choose a picture": _("A picture of the library"),
    "search pictures": _("Search: what it shows, caption, credit"),
    "add pictures": _("Add pictures to the library (another tab)"),
    "picture note": _("Its description, caption and credit come with it."),
    "remove picture": _("Take this picture out of the text"),
    "choose a target": _("Where the link leads"),
    "search pages": _("Search this site: a text, a training, a partner, an entry, a document"),
    "or an address": _("Or an address elsewhere (https://… or mailto:…)"),
    "leads to": _("Leads to:"),
    "put the link": _("Put the link"),
    "wrong address": _("Begin with https:// or mailto:."),
    "nothing found": _("Nothing found."),
    "one found": _("One found."),
    "some found": _("%s found."),
    "not reached": _("The list cannot be reached: check the connection, then search again."),
    "unknown picture": _("This picture is no longer in the library."),
    "unknown target": _("a page that no longer exists"),
}

# The key Tab in the last cell of a table opens a further row, which is often left empty.
_BLANK_ROW = r"<tr>(?:<t[dh][^>]{0,200}>(?:<p></p>)?</t[dh]>){1,50}</tr>"
_BLANK_ROWS = re.compile(rf"(?<=</tr>)(?:{_BLANK_ROW}){{1,20}}(?=</tbody>)")


class RichTextFormWidget(AdminProseEditorWidget):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            attrs={"cols": "60", "rows": "14", **(attrs or {})},
            config={"extensions": EXTENSIONS},
            preset="configurable",
        )

    def get_config(self) -> dict[str, Any]:
        """Ours come last, in the place of the editor's own pictures, figures and links."""
        return {**super().get_config(), "js_modules": [static("js/prosepick.js")]}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """A link to this site is kept by identity, pasted ones too."""
        value = super().value_from_datadict(data, files, name)
        return by_identity(_BLANK_ROWS.sub("", value)) if value else value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        said = {key: str(words) for key, words in WORDS.items()}
        context["widget"]["attrs"]["data-references"] = reverse("admin:references")
        context["widget"]["attrs"]["data-library"] = reverse("admin:content_picture_several")
        context["widget"]["attrs"]["data-prose-words"] = json.dumps(said, ensure_ascii=False)
        return context

    @property
    def media(self) -> forms.Media:
        return Media(js=[Script("js/prose.js", defer=True)]) + super().media
