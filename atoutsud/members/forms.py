from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from atoutsud.content import limits
from atoutsud.members.models import User

# allauth allows five codes in five minutes; who knows the password could go on for days.
CODES_A_DAY = limits.Limit("second-factor", 50, limits.DAY)


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    """The language we write in, and how accepted work is signed."""

    class Meta:
        model = User
        fields = (
            "language", "credit_choice", "credit_name", "notify_decisions", "notify_questions",
        )  # fmt: skip
        labels = {"language": _("We write to you in")}
        widgets = {"language": forms.RadioSelect, "credit_choice": forms.RadioSelect}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        named = values.get("credit_choice") in (User.Credit.NAME, User.Credit.PSEUDONYM)
        if named and not values.get("credit_name"):
            self.add_error("credit_name", _("Give the name or pseudonym to be credited by."))
        return values


ADDRESS = ("login", "email")
# What the validators ask for, in one breath.
PASSWORD = _(
    "At least 8 characters. Not your address, nor a password that many people use. Several words "
    "make a good one."
)


class Plain:
    """allauth's fields under our labels alone: a placeholder says nothing more, and fades."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in ADDRESS:
                field.label = _("E-mail address")
            if name == "password1":
                field.help_text = PASSWORD


class LoginForm(Plain, allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("account_reset_password"), _("Forgotten password")
        )


class SignupForm(Plain, allauth.SignupForm):
    def try_save(self, request: HttpRequest) -> Any:
        """An address that has an account costs a hash too: time must not tell who has one."""
        if self.account_already_exists:
            make_password(self.cleaned_data.get("password1") or None)
        return super().try_save(request)


class RequestLoginCodeForm(Plain, allauth.RequestLoginCodeForm):
    pass


class ResetPasswordForm(Plain, allauth.ResetPasswordForm):
    pass


class NewPasswordForm(Plain, allauth.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(Plain, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(Plain, allauth.SetPasswordForm):
    pass


class AddEmailForm(Plain, allauth.AddEmailForm):
    pass


class ReauthenticateForm(Plain, allauth.ReauthenticateForm):
    pass


class Counted:
    """A code of the second factor: so many a day for one account, right or wrong."""

    user: User

    def clean_code(self) -> str:
        try:
            limits.take((CODES_A_DAY, str(self.user.pk)))
        except limits.Reached:
            raise get_adapter().validation_error("too_many_login_attempts") from None
        return str(super().clean_code())


class AuthenticateForm(Counted, mfa.AuthenticateForm):
    pass


class MfaReauthenticateForm(Counted, mfa.ReauthenticateForm):
    pass
