from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Mention(models.Model):
    """That a text of another app says a word of an entry; kept in step by `lexicon.mentions`."""

    concept = models.ForeignKey(
        "lexicon.Concept", on_delete=models.CASCADE, related_name="all_mentions"
    )
    model = models.CharField(max_length=100)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "model", "object_id"], name="lexicon_mention_once"
            )
        ]
        indexes = [models.Index(fields=["model", "object_id"], name="lexicon_mention_of_text")]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"


class TextRead(models.Model):
    """Which version of a text was last read, and with which version of the lexicon."""

    model = models.CharField(max_length=100)
    object_id = models.PositiveBigIntegerField()
    version = models.PositiveIntegerField()
    lexicon = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("text read")
        verbose_name_plural = _("texts read")
        constraints = [
            models.UniqueConstraint(fields=["model", "object_id"], name="lexicon_text_read_once"),
            models.CheckConstraint(condition=~Q(model=""), name="lexicon_text_read_named"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
