"""The one box of the date, with how it is understood, said while one types and without a script."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from atoutsud.content import dates
from atoutsud.content.dateparsing import VagueDateInput
from trainings import gates


class WhenInput(VagueDateInput):
    """`address`: where the script asks how a text is understood."""

    address = ""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        given = {**(attrs or {}), "data-understood": self.address, "autocomplete": "off"}
        key = str(given.get("id", name))
        given["aria-describedby"] = f"{key}_echo"
        box = super(VagueDateInput, self).render(name, value, given, renderer)
        echo = gates.understood(str(value or ""))
        examples = format_html_join(
            " ",
            '<button type="button" class="tiny" data-try="{}">{}</button>',
            ((example, example) for example in gates.EXAMPLES),
        )
        return format_html(
            '<div class="when">{}<output id="{}_echo" for="{}" class="echo{}">{}</output>'
            '<p class="tries quiet" hidden>{} {}</p></div>',
            box,
            key,
            key,
            "" if echo.good else " bad",
            echo.words,
            _("As you would write it:"),
            examples,
        )


def box(address: str) -> Any:
    """The form field, with the widget that knows where to ask."""
    widget = WhenInput()
    widget.address = address
    return dates.VagueDateFormField(
        required=False,
        label=_("Date"),
        widget=widget,
        help_text=_("As precisely as you know it; empty when it is not known."),
    )
