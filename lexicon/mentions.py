"""Which texts of the site say a word of which entry.

A text is read when it is saved, and again by a job once the lexicon has changed. What is kept is
only that a text says a word: whether readers may see the text is asked when a page is made.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F, Q
from django.db.models.signals import post_delete, post_save

from atoutsud.content import linking
from atoutsud.content.linking import Texts
from atoutsud.content.publication import bump, seen
from lexicon import autolink
from lexicon.models import Mention, TextRead

BATCH = 50
MOST = 10


def offered() -> Iterator[tuple[Texts, Any]]:
    for source in linking.texts:
        yield source, apps.get_model(source.model)


def read(source: Texts, obj: Any, lexicon: int) -> bool:
    """Keep which entries `obj` mentions; whether that changed. Drafts mention nothing."""
    label = source.model.lower()
    wanted = words_of(source, obj) if obj.is_public else set()
    rows = Mention.objects.filter(model=label, object_id=obj.pk)
    known = set(rows.values_list("concept", flat=True))
    if wanted != known:
        rows.exclude(concept__in=wanted).delete()
        Mention.objects.bulk_create(
            [Mention(concept_id=pk, model=label, object_id=obj.pk) for pk in wanted - known],
            ignore_conflicts=True,
        )
        bump("site")
    TextRead.objects.update_or_create(
        model=label, object_id=obj.pk, defaults={"version": obj.version, "lexicon": lexicon}
    )
    return wanted != known


def words_of(source: Texts, obj: Any) -> set[int]:
    """The entries whose words would be linked; homographs count for none."""
    found = autolink.find(source.passages(obj))
    return {
        pk
        for places in found.places
        for matches in places.values()
        for match in matches
        if len(match.concepts) == 1
        for pk in match.concepts
    }


def read_again() -> int:
    """Read the texts that changed, or all once the lexicon has; how many were read."""
    count = 0
    lexicon = seen().lexicon
    for source, model in offered():
        label = source.model.lower()
        up_to_date = dict(
            TextRead.objects.filter(model=label, lexicon=lexicon).values_list(
                "object_id", "version"
            )
        )
        late = [
            pk
            for pk, version in model.public.order_by("pk").values_list("pk", "version")
            if up_to_date.get(pk) != version
        ]
        for start in range(0, len(late), BATCH):
            with transaction.atomic():
                for obj in model.public.filter(pk__in=late[start : start + BATCH]):
                    read(source, obj, lexicon)
                    count += 1
    return count


def mentioning(source: Texts, model: Any, concept: Any) -> Any:
    """Public objects that say a word of the entry, or have it as a topic."""
    said = Mention.objects.filter(concept=concept, model=source.model.lower())
    condition = Q(pk__in=said.values("object_id"))
    if source.topics:
        through = getattr(model, source.topics).through
        link = model._meta.get_field(source.topics).m2m_field_name()
        led = Q(concept=concept) | Q(concept__merged_into=concept)
        own = through.objects.filter(led).values(link)
        condition |= Q(pk__in=own)
    return model.public.filter(condition)


def latest(rows: Any) -> Any:
    return rows.order_by(F("pk").desc())[:MOST]


def _on_save(sender: Any, instance: Any, raw: bool = False, **_: Any) -> None:
    label = sender._meta.label
    source = next((s for s in linking.texts if s.model == label), None) if not raw else None
    if source is not None:
        read(source, instance, seen().lexicon)


def _on_delete(sender: Any, instance: Any, **_: Any) -> None:
    label = sender._meta.label_lower
    if any(source.model.lower() == label for source in linking.texts):
        Mention.objects.filter(model=label, object_id=instance.pk).delete()
        TextRead.objects.filter(model=label, object_id=instance.pk).delete()


def watch() -> None:
    """Read texts as they are saved."""
    post_save.connect(_on_save, dispatch_uid="lexicon-mentions-save")
    post_delete.connect(_on_delete, dispatch_uid="lexicon-mentions-delete")
