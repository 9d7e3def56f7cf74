"""Searches without an answer, counted without saying who asked.

Reading a page writes nothing to the database, so a process appends the folded words to a small
file of its own; a job adds them up. Kept: words, language, how often, the last day. Left out: what
may name a person (an address, figures, a long sentence).
"""

import datetime
import os
from collections import Counter
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from atoutsud.content.folding import FoldedField, fold

FOLDER = "unfound"
LARGEST_FILE = 64 * 1024
LONGEST = 60
MOST_WORDS = 6
MOST_FIGURES = 3
MOST_ROWS = 2000
KEPT = datetime.timedelta(days=365)


class UnfoundQuery(models.Model):
    query = FoldedField(_("words"), max_length=LONGEST)
    language = models.CharField(_("page in"), max_length=2)
    count = models.PositiveIntegerField(_("times"), default=0)
    last = models.DateField(_("last time"))

    class Meta:
        verbose_name = _("search without an answer")
        verbose_name_plural = _("searched, not found")
        ordering = ["-count", "query"]
        constraints = [
            models.UniqueConstraint(fields=["query", "language"], name="site_unfound_query_once")
        ]

    def __str__(self) -> str:
        return self.query


def worth_keeping(query: str) -> str:
    """The folded words, or nothing when they may say more than a term."""
    key = fold(query)
    figures = sum(letter.isdigit() for letter in key)
    plain = "@" not in query and figures <= MOST_FIGURES and len(key.split()) <= MOST_WORDS
    return key if plain and 2 < len(key) <= LONGEST else ""


def note(query: str, language: str) -> None:
    """Remember that nothing answered; a full or missing disk loses the count, not the page."""
    key = worth_keeping(query)
    if not key:
        return
    path = Path(settings.DATA_DIR) / FOLDER / f"{os.getpid()}.txt"
    with suppress(OSError):
        path.parent.mkdir(mode=0o750, exist_ok=True)
        if not path.exists() or path.stat().st_size < LARGEST_FILE:
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{language}\t{key}\n")


def collect() -> None:
    """Add up what the processes noted, and keep the table small."""
    found: Counter[tuple[str, str]] = Counter()
    taken = []
    for path in sorted((Path(settings.DATA_DIR) / FOLDER).glob("*.txt")):
        with suppress(OSError):
            mine = path.replace(path.with_suffix(".taken"))
            taken.append(mine)
            for line in mine.read_text(encoding="utf-8", errors="replace").splitlines():
                language, _tab, key = line.partition("\t")
                if key and len(language) == 2:
                    found[key[:LONGEST], language] += 1
    with transaction.atomic():
        _add(found)
        _prune()
    for mine in taken:
        mine.unlink(missing_ok=True)


def _add(found: Counter[tuple[str, str]]) -> None:
    today = timezone.localdate()
    for (key, language), count in sorted(found.items()):
        row, _made = UnfoundQuery.objects.get_or_create(
            query=key, language=language, defaults={"last": today}
        )
        UnfoundQuery.objects.filter(pk=row.pk).update(count=F("count") + count, last=today)


def _prune() -> None:
    UnfoundQuery.objects.filter(last__lt=timezone.localdate() - KEPT).delete()
    kept = UnfoundQuery.objects.order_by("-count", "-last", "pk").values_list("pk", flat=True)
    surplus = list(kept[MOST_ROWS:])
    for start in range(0, len(surplus), 500):
        UnfoundQuery.objects.filter(pk__in=surplus[start : start + 500]).delete()
