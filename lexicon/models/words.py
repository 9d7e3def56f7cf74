"""The languages words of the lexicon may be in, and what every row of an entry shares."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from atoutsud.content.publication import SeenByReaders, SeenQuerySet, State


class WordLanguage(models.TextChoices):
    """Further languages cost a line here: words are rows."""

    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")
    ARABIC = "ar", _("Arabic")
    GERMAN = "de", _("German")
    ITALIAN = "it", _("Italian")
    DUTCH = "nl", _("Dutch")
    PORTUGUESE = "pt", _("Portuguese")
    SPANISH = "es", _("Spanish")


def language_field(**options: Any) -> "models.CharField[Any, Any]":
    return models.CharField(
        _("language"),
        max_length=12,
        choices=WordLanguage.choices,
        default=WordLanguage.FRENCH,
        **options,
    )


@models.CharField.register_lookup
class Plainly(Exact):
    """Equal, asked of the rows that other conditions find.

    SQLite knows little about its rows and takes the index of any column for a good one: it would
    read every published entry to find the words of a few.
    """

    lookup_name = "plainly"

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> tuple[str, Any]:
        sql, params = super().process_lhs(compiler, connection, lhs)
        return (f"+{sql}" if connection.vendor == "sqlite" else sql), params

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"= {rhs}"


def public_now(prefix: str) -> Q:
    """Rows whose entry, reached by `prefix`, readers may see now."""
    now = Now()
    return Q(
        Q(**{f"{prefix}publish_from": None}) | Q(**{f"{prefix}publish_from__lte": now}),
        Q(**{f"{prefix}publish_until": None}) | Q(**{f"{prefix}publish_until__gt": now}),
        **{f"{prefix}state__plainly": State.PUBLISHED},
    )


class PublicRows(models.Manager.from_queryset(SeenQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> Any:
        return super().get_queryset().filter(public_now("concept__"))


class EntryRow(SeenByReaders):
    """A row that belongs to one entry and is published with it."""

    version_channel = "lexicon"

    objects = SeenQuerySet.as_manager()
    public = PublicRows()

    class Meta:
        abstract = True
