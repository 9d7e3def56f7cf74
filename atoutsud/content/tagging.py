"""Tags: one key (`name`), one slug for both languages, and a label to translate.

The name itself is not translated: it is unique, and a translated unique name cannot be left empty.
"""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import GenericTaggedItemBase, TagBase

from atoutsud.content.publication import SeenByReaders, SeenQuerySet


class Tag(SeenByReaders, TagBase):
    label = models.CharField(
        _("label"),
        max_length=100,
        blank=True,
        default="",
        help_text=_("What readers see. Left empty, they see the name."),
    )

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def merge_into(self, target: "Tag") -> int:
        """Give everything this tag marks to `target`, then delete it; how many were moved."""
        with transaction.atomic():
            marked = TaggedItem.objects.filter(tag=self)
            already = TaggedItem.objects.filter(tag=target).values_list(
                "content_type_id", "object_id"
            )
            known = set(already)
            moved = 0
            for item in marked:
                if (item.content_type_id, item.object_id) not in known:
                    item.tag = target
                    item.save()
                    moved += 1
            self.delete()
        return moved


class TaggedItem(SeenByReaders, GenericTaggedItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="all_items")

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("tagged item")
        verbose_name_plural = _("tagged items")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "tag"], name="content_tagged_once"
            )
        ]


def tags_field(**kwargs: Any) -> TaggableManager:
    return TaggableManager(
        through=TaggedItem,
        blank=True,
        verbose_name=_("tags"),
        help_text=_("A few words, separated by commas."),
        **kwargs,
    )
