"""What allauth asks of us: accounts without user names, mail through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from atoutsud.content import languages, limits, mail

# One sentence per change an account's holder must hear of; the mail around it is always the same.
CHANGES = {
    "email_changed": _("The address of your account was changed."),
    "email_confirm": _("An address was confirmed for your account."),
    "email_deleted": _("An address was removed from your account."),
    "password_changed": _("The password of your account was changed."),
    "password_reset": _("A new password was set for your account."),
    "password_set": _("A password was added to your account."),
    "recovery_codes_generated": _("New recovery codes were made for your account."),
    "totp_activated": _("An authenticator app was added to your account."),
    "totp_deactivated": _("The authenticator app was removed from your account."),
    "webauthn_added": _("A passkey was added to your account."),
    "webauthn_removed": _("A passkey was removed from your account."),
}
# Said where the holder of the account still is; the others would wait for some later page.
SILENT = ("logged_in", "logged_out", "login_code_sent", "email_confirmation_sent")
# allauth counts by account and by address; this stops a password tried from everywhere at once.
PASSWORDS_OF_ALL = limits.Limit("password-all", 1000, 5 * 60)


class AccountAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request: HttpRequest) -> str:
        """Where limits count from: only our own proxies are believed, IPv6 by its /64."""
        return limits.block_of(request).partition("/")[0] or "0.0.0.0"  # noqa: S104 (a name)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        try:
            limits.take((PASSWORDS_OF_ALL, limits.EVERYBODY))
        except limits.Reached:
            raise self.validation_error("too_many_login_attempts") from None

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: BaseForm, commit: bool = True
    ) -> AbstractBaseUser:
        """The language someone signs up in is the language we write to them in."""
        user.language = languages.active()  # type: ignore[attr-defined]
        return super().save_user(request, user, form, commit)

    def populate_username(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        return None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail to the outbox; the worker sends it.

        A code goes out in the language of the page that waits for it, a notice in the reader's own.
        """
        name = template_prefix.rpartition("/")[2]
        change = CHANGES.get(name)
        holder = context.get("user") or getattr(self.request, "user", None)
        language = getattr(holder, "language", "") if change else ""
        values = {key: context[key] for key in context if key not in ("user", "request")}
        mail.queue(
            email,
            "members_notice" if change else f"members_{name}",
            {**values, "email": email, "change": change},
            language or languages.active(),
            about=f"account:{name}",
        )

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        name = (message_template or "").rpartition("/")[2].removesuffix(".txt")
        if name not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)


class MfaAdapter(DefaultMFAAdapter):
    def build_totp_svg(self, url: str) -> SafeString:
        """Drawn in the page itself, on white: the policy allows no image from a data address."""
        svg = super().build_totp_svg(url)
        start = svg.index("<svg")
        head_end = svg.index(">", start) + 1
        paper = '<rect width="100%" height="100%" fill="#fff"/>'
        return mark_safe(svg[start:head_end] + paper + svg[head_end:])  # noqa: S308 (our own drawing)
