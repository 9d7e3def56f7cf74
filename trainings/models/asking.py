from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from atoutsud.content.fields import Prose


class State(models.TextChoices):
    NEW = "new", _("to answer")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")


class TrainingRequest(models.Model):
    """Somebody asks for a training; personal data, never shown to readers."""

    State = State

    organisation = models.CharField(_("organisation"), max_length=200)
    country = CountryField(verbose_name=_("country"), blank=True, default="")
    contact_name = models.CharField(_("your name"), max_length=150)
    email = models.EmailField(_("e-mail"))
    need = Prose(_("what you need"), max_length=5000)
    wished_for = models.CharField(_("when"), max_length=200, blank=True, default="")
    people = models.CharField(_("how many people"), max_length=100, blank=True, default="")
    language = models.CharField(
        _("language"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    created = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.NEW, db_index=True
    )
    note = Prose(
        _("note"),
        max_length=5000,
        blank=True,
        default="",
        help_text=_("For the team: who answered, what was agreed. Never shown."),
    )

    class Meta:
        verbose_name = _("request for a training")
        verbose_name_plural = _("requests for a training")
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.created:%Y-%m-%d}"
