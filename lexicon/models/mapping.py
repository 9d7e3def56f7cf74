from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.fields import uid_field
from lexicon.models.words import EntryRow


class Mapping(EntryRow):
    """The same notion in somebody else’s vocabulary (IATE, UNTERM, AGROVOC, Wikidata)."""

    class Kind(models.TextChoices):
        EXACT = "exact", _("the same notion")
        CLOSE = "close", _("a very near notion")
        BROAD = "broad", _("a broader notion")
        NARROW = "narrow", _("a narrower notion")

    uid = uid_field()
    concept = models.ForeignKey(
        "lexicon.Concept", on_delete=models.CASCADE, related_name="mappings"
    )
    uri = models.URLField(_("address there"), max_length=300)
    kind = models.CharField(_("nearness"), max_length=10, choices=Kind.choices, default=Kind.CLOSE)

    class Meta:
        verbose_name = _("entry elsewhere")
        verbose_name_plural = _("entries elsewhere")
        ordering = ["uri"]
        constraints = [
            models.CheckConstraint(condition=~Q(uri=""), name="lexicon_mapping_filled"),
            models.UniqueConstraint(
                fields=["concept", "uri"],
                name="lexicon_mapping_once",
                violation_error_message=_("This address is already given for this entry."),
            ),
        ]

    def __str__(self) -> str:
        return self.uri
