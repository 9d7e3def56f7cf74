from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from atoutsud.content.fields import uid_field
from lexicon.models.words import EntryRow


class Relation(EntryRow):
    """From one entry to another. Kinds that hold both ways are stored once, in either direction."""

    class Kind(models.TextChoices):
        BROADER = "broader", _("broader notion")
        RELATED = "related", _("related notion")
        SEE_ALSO = "see_also", _("see also")
        NOT_TO_CONFUSE_WITH = "not_to_confuse_with", _("not to be confused with")

    BOTH_WAYS = (Kind.RELATED, Kind.NOT_TO_CONFUSE_WITH)

    uid = uid_field()
    concept = models.ForeignKey(
        "lexicon.Concept",
        verbose_name=_("entry"),
        on_delete=models.CASCADE,
        related_name="relations",
    )
    kind = models.CharField(_("link"), max_length=20, choices=Kind.choices, default=Kind.SEE_ALSO)
    target = models.ForeignKey(
        "lexicon.Concept",
        verbose_name=_("other entry"),
        on_delete=models.CASCADE,
        related_name="incoming",
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("link to another entry")
        verbose_name_plural = _("links to other entries")
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(concept=F("target")),
                name="lexicon_relation_between_two",
                violation_error_message=_("An entry cannot be linked to itself."),
            ),
            models.UniqueConstraint(
                fields=["concept", "target", "kind"],
                name="lexicon_relation_once",
                violation_error_message=_("These two entries are already linked this way."),
            ),
            models.UniqueConstraint(
                Least("concept", "target"),
                Greatest("concept", "target"),
                "kind",
                condition=Q(kind__in=["related", "not_to_confuse_with"]),
                name="lexicon_relation_both_ways_once",
                violation_error_message=_("The other entry already says this of this one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.target}"
