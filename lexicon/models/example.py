from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.fields import Prose, uid_field
from lexicon.models.words import EntryRow, language_field


class Example(EntryRow):
    """A sentence that shows a term at work; examples belong to one language."""

    uid = uid_field()
    concept = models.ForeignKey(
        "lexicon.Concept", on_delete=models.CASCADE, related_name="examples"
    )
    lang = language_field()
    text = Prose(_("sentence"), max_length=1000)
    term = models.ForeignKey(
        "lexicon.Term",
        verbose_name=_("term shown"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="examples",
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("example")
        verbose_name_plural = _("examples")
        ordering = ["lang", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="lexicon_example_filled",
                violation_error_message=_("Write the sentence."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
