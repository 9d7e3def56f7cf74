"""What each domain holds, in the order of the alphabet: lists read it without sorting anything."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from atoutsud.content.folding import FoldedField


class Filing(models.Model):
    """A published entry in one of its domains; `planned` ones have dates that decide as well.

    Written with the search entry of the entry, in the same transaction (`lexicon.filing`).
    """

    domain = models.ForeignKey(
        "lexicon.Domain", on_delete=models.CASCADE, related_name="filings", db_index=False
    )
    concept = models.ForeignKey(
        "lexicon.Concept", on_delete=models.CASCADE, related_name="filings", db_index=False
    )
    planned = models.BooleanField(default=False)
    sort_fr = FoldedField(max_length=500, blank=True, default="")
    sort_en = FoldedField(max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("place in a domain")
        verbose_name_plural = _("places in domains")
        constraints = [
            models.UniqueConstraint(fields=["concept", "domain"], name="lexicon_filing_once")
        ]
        indexes = [
            models.Index(fields=["domain", "sort_fr", "concept"], name="lexicon_filing_fr"),
            models.Index(fields=["domain", "sort_en", "concept"], name="lexicon_filing_en"),
            models.Index(fields=["domain", "planned"], name="lexicon_filing_size"),
        ]

    def __str__(self) -> str:
        return f"{self.domain_id} {self.sort_fr}"
