"""Making the whole search index anew, and saying where it disagrees with the rows."""

from collections.abc import Callable
from typing import Any

from atoutsud.content import engines, matching
from atoutsud.content.index import (
    BATCH,
    SearchEntry,
    SearchLine,
    SearchWord,
    Sheet,
    Source,
    entry_of,
    lines_of,
    refresh,
    sources,
)

Said = Callable[[str, int, int], None]


def rebuild(said: Said | None = None) -> int:
    """Write every entry anew, batch by batch while readers search; how many there are."""
    total = 0
    for source in sources:
        pks = list(source.model._base_manager.order_by("pk").values_list("pk", flat=True))
        kept = SearchEntry.objects.filter(kind=source.kind)
        gone = sorted(set(kept.values_list("object_id", flat=True)) - set(pks))
        everything = pks + gone
        for start in range(0, len(everything), BATCH):
            refresh(source, everything[start : start + BATCH])
            if said:
                said(source.kind, min(start + BATCH, len(everything)), len(everything))
        total += len(pks)
    kinds = [source.kind for source in sources]
    for entry in SearchEntry.objects.exclude(kind__in=kinds):
        entry.delete()
    _forget_words()
    engines.renew()
    return total


def _forget_words() -> None:
    used: set[str] = set()
    for key in SearchLine.objects.values_list("key", flat=True).iterator():
        used.update(word[: matching.LONGEST_WORD] for word in key.split())
    stale = [pk for pk, word in SearchWord.objects.values_list("pk", "word") if word not in used]
    for start in range(0, len(stale), BATCH):
        SearchWord.objects.filter(pk__in=stale[start : start + BATCH]).delete()


def is_empty() -> bool:
    """Whether there are things to find and no entry for any: an index never made."""
    return not SearchEntry.objects.exists() and any(
        source.model._base_manager.exists() for source in sources
    )


def disagreements() -> list[str]:
    """Objects of which the index says something else than their rows do, as `kind pk`."""
    found = []
    for source in sources:
        pks = set(source.model._base_manager.values_list("pk", flat=True))
        pks |= set(SearchEntry.objects.filter(kind=source.kind).values_list("object_id", flat=True))
        ordered = sorted(pks)
        for start in range(0, len(ordered), BATCH):
            batch = ordered[start : start + BATCH]
            wanted = {sheet.pk: _written(source, sheet) for sheet in source.read(batch)}
            kept = _kept(source, batch)
            found += [f"{source.kind} {pk}" for pk in batch if wanted.get(pk) != kept.get(pk)]
    return found


_COMPARED = ("lang", "text", "key", "compact", "order", "acronym", "open", "standing", "size",
             "tokens")  # fmt: skip
_ENTRY = ("state", "publish_from", "publish_until", "shown")


def _written(source: Source, sheet: Sheet) -> Any:
    entry = entry_of(source, sheet)
    rows = [tuple(getattr(line, name) for name in _COMPARED) for line in lines_of(source, sheet, 0)]
    return tuple(getattr(entry, name) for name in _ENTRY), sorted(rows)


def _kept(source: Source, pks: list[int]) -> dict[int, Any]:
    entries = SearchEntry.objects.filter(kind=source.kind, object_id__in=pks)
    found = {}
    for entry in entries.prefetch_related("lines"):
        rows = [tuple(getattr(line, name) for name in _COMPARED) for line in entry.lines.all()]
        found[entry.object_id] = (tuple(getattr(entry, name) for name in _ENTRY), sorted(rows))
    return found
