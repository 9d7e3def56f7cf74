"""What is known of each link of the published texts: where it stands, since when it fails."""

import hashlib
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = 2_000
# A site that is down for a night is not a broken link.
BROKEN_AFTER = 3


class WatchedLinkQuerySet(models.QuerySet["WatchedLink"]):
    def broken(self) -> Self:
        """An address of this site at once, any other after several days."""
        return self.filter(Q(inside=True) | Q(tries__gte=BROKEN_AFTER), tries__gt=0)

    def doubtful(self) -> Self:
        return self.filter(inside=False, tries__gt=0, tries__lt=BROKEN_AFTER)

    def outside(self) -> Self:
        return self.filter(inside=False)


class WatchedLink(models.Model):
    """`tries`: how many times in a row it failed; `key` is the hash of the address."""

    url = models.CharField(_("link"), max_length=LONGEST)
    key = models.CharField(max_length=64, unique=True, editable=False)
    inside = models.BooleanField(_("on this site"), default=False)
    tries = models.PositiveSmallIntegerField(_("failed tries"), default=0)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    checked = models.DateTimeField(_("last tried"), null=True, blank=True)
    next_check = models.DateTimeField(_("next try"), default=timezone.now, db_index=True)
    told = models.CharField(_("answer"), max_length=200, blank=True, default="")

    objects = WatchedLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["-tries", "failing_since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tries=0, failing_since=None)
                | Q(tries__gt=0, failing_since__isnull=False),
                name="site_watched_link_fails_since_a_moment",
            )
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_broken(self) -> bool:
        return self.tries >= (1 if self.inside else BROKEN_AFTER)


class LinkUse(models.Model):
    """A published text that holds the link; its title as it was when texts were last read."""

    link = models.ForeignKey(WatchedLink, on_delete=models.CASCADE, related_name="uses")
    model = models.CharField(max_length=100)
    object_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("place of a link")
        verbose_name_plural = _("places of links")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["link", "model", "object_id"], name="site_link_use_once_per_text"
            )
        ]

    def __str__(self) -> str:
        return self.title


def key_of(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


Use = tuple[str, int]
Found = dict[str, dict[Use, str]]


def note(found: Found, faults: dict[str, str], now: Any) -> None:
    """Make the rows say what the texts say: `found` is url -> places and their titles.

    `faults`: addresses of this site that readers cannot open, and why.
    """
    wanted = {key_of(url): url for url in found}
    known = dict(WatchedLink.objects.values_list("key", "pk"))
    gone = [pk for key, pk in known.items() if key not in wanted]
    WatchedLink.objects.filter(pk__in=gone).delete()
    for key, url in wanted.items():
        row, _made = WatchedLink.objects.get_or_create(key=key, defaults={"url": url})
        if url in faults:
            row.inside = True
            row.tries = min(row.tries + 1, 9_999)
            row.failing_since = row.failing_since or now
            row.checked, row.told = now, faults[url][:200]
            row.save()
        _note_uses(row, found[url])


def _note_uses(row: WatchedLink, places: dict[Use, str]) -> None:
    known = {(use.model, use.object_id): use for use in row.uses.all()}
    gone = [use.pk for place, use in known.items() if place not in places]
    if gone:
        row.uses.filter(pk__in=gone).delete()
    for (model, object_id), title in places.items():
        use = known.get((model, object_id))
        if use is None:
            LinkUse.objects.create(link=row, model=model, object_id=object_id, title=title)
        elif use.title != title:
            row.uses.filter(pk=use.pk).update(title=title)
