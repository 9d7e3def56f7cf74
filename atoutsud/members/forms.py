from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atoutsud.members.models import User


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    """The language we write in, and how accepted work is signed."""

    class Meta:
        model = User
        fields = ("language", "credit_choice", "credit_name")
        labels = {"language": _("We write to you in")}
        widgets = {"language": forms.RadioSelect, "credit_choice": forms.RadioSelect}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        named = values.get("credit_choice") in (User.Credit.NAME, User.Credit.PSEUDONYM)
        if named and not values.get("credit_name"):
            self.add_error("credit_name", _("Give the name or pseudonym to be credited by."))
        return values
