"""Headwords that only say where to look."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.fields import uid_field
from atoutsud.content.folding import FoldedField, fold, sort_key
from atoutsud.content.publication import SeenByReaders, SeenQuerySet
from lexicon.models.words import language_field


class Pointer(SeenByReaders):
    """“Plus-value: see added value”. A plain synonym is rather an admitted term of its entry."""

    version_channel = "lexicon"

    uid = uid_field()
    lang = language_field()
    text = models.CharField(
        _("word"),
        max_length=200,
        help_text=_("A word without an entry of its own. A synonym is better added to the entry."),
    )
    targets = models.ManyToManyField(
        "lexicon.Concept", verbose_name=_("see"), related_name="pointers"
    )
    key = FoldedField(max_length=250, editable=False, blank=True, default="", db_index=True)
    sort_key = FoldedField(max_length=500, editable=False, blank=True, default="")

    objects = SeenQuerySet.as_manager()
    public = models.Manager()

    class Meta:
        verbose_name = _("pointer")
        verbose_name_plural = _("pointers")
        ordering = ["lang", "sort_key"]
        default_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="lexicon_pointer_filled",
                violation_error_message=_("Write the word."),
            ),
            models.UniqueConstraint(
                fields=["lang", "key"],
                name="lexicon_pointer_once",
                violation_error_message=_("This word already leads somewhere: complete that one."),
            ),
        ]
        indexes = [models.Index(fields=["lang", "sort_key"], name="lexicon_pointer_order")]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.make_keys()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.make_keys()

    def make_keys(self) -> None:
        self.key = fold(self.text)
        self.sort_key = sort_key(self.text)
