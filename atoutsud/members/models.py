"""Accounts: the e-mail address is the identifier, there is no user name."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from atoutsud.content.mail import email_key
from atoutsud.content.publication import bump
from atoutsud.content.revisions import recredit

CREDIT = ("credit_name", "credit_choice")


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def _make(self, email: str, password: str | None, **fields: Any) -> "User":
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self._make(email, password, **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self._make(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email_key=email_key(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    class Credit(models.TextChoices):
        NAME = "name", _("by my name")
        PSEUDONYM = "pseudonym", _("by a pseudonym")
        ANONYMOUS = "anonymous", _("not at all: anonymous")

    email = models.EmailField(_("e-mail address"), unique=True, max_length=254)
    # Folding can lengthen an address, so the key has more room than the address.
    email_key = models.CharField(max_length=512, unique=True, editable=False)
    language = models.CharField(
        _("language"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    credit_name = models.CharField(
        _("name or pseudonym"),
        max_length=100,
        blank=True,
        default="",
        help_text=_("Shown beside your accepted contributions, if you choose so."),
    )
    credit_choice = models.CharField(
        _("how to credit you"), max_length=10, choices=Credit.choices, default=Credit.ANONYMOUS
    )
    notify_decisions = models.BooleanField(_("tell me what becomes of my proposals"), default=True)
    notify_questions = models.BooleanField(
        _("tell me when the reviewers ask me something"), default=True
    )
    is_staff = models.BooleanField(
        _("back office"), default=False, help_text=_("May enter the back office.")
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Untick rather than delete an account.")
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    _credit_read: tuple[Any, ...] | None = None

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email_key__gt=""), name="members_user_email_key_filled"
            ),
            models.CheckConstraint(
                condition=~models.Q(credit_choice__in=["name", "pseudonym"], credit_name=""),
                name="members_user_credit_has_a_name",
                violation_error_message=_("Give the name or pseudonym to be credited by."),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **kwargs: Any) -> "User":
        user = super().from_db(db, field_names, values, **kwargs)
        known = dict(zip(field_names, values, strict=True))
        user._credit_read = tuple(known.get(name) for name in CREDIT)
        return user

    def clean(self) -> None:
        super().clean()
        self.email_key = email_key(self.email)
        others = type(self).objects.filter(email_key=self.email_key).exclude(pk=self.pk)
        if self.email_key and others.exists():
            raise ValidationError({"email": _("An account with this address exists already.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Readers see credited names, so changing one moves the content version."""
        self.email_key = email_key(self.email)
        fields = kwargs.get("update_fields")
        if fields is not None and "email" in fields:
            kwargs["update_fields"] = {*fields, "email_key"}
        super().save(*args, **kwargs)
        credit = tuple(getattr(self, name) for name in CREDIT)
        if self._credit_read is not None and credit != self._credit_read:
            recredit(self, self.credited_name)
            bump("site")
            bump("lexicon")
        self._credit_read = credit

    @property
    def credited_name(self) -> str:
        """How accepted work is signed; empty means anonymous."""
        return "" if self.credit_choice == self.Credit.ANONYMOUS else self.credit_name


class Session(AbstractBaseSession):
    """A signed-in device, so that its holder can see it and end it. No address is kept."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, related_name="sessions", editable=False
    )
    agent = models.CharField(_("with"), max_length=60, blank=True, default="", editable=False)
    began = models.DateTimeField(_("began"), null=True, editable=False)
    seen = models.DateTimeField(_("last seen"), null=True, editable=False)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @classmethod
    def get_session_store_class(cls) -> Any:
        from atoutsud.members.sessions import SessionStore

        return SessionStore
