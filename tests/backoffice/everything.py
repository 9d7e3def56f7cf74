"""One object of each kind that the back office shows, made by somebody else than who looks."""

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from atoutsud.content import drafts, events
from atoutsud.content.documents import snapshot
from atoutsud.content.models import Document, Event, OutboxMessage, Tag, WorkingDraft
from atoutsud.site.links.records import WatchedLink
from atoutsud.site.models import BackupRecord, ContactMessage, MenuEntry, MovedPath, UnfoundQuery
from lexicon.models import ImportBatch, Pointer, Source
from news.models import Article
from tests.content.uploads import a_picture
from tests.lexicon import factories as entries
from tests.site.newsletter import factories as letters
from trainings import report
from trainings.models import FundingCategory, Programme, TrainingRequest


def one_of_each() -> dict[str, Any]:
    found = {}
    for model in admin.site._registry:
        label = model._meta.label_lower
        first = model._default_manager.order_by("pk").first()  # type: ignore[attr-defined]
        found[label] = first or MAKERS[label]()
    return found


def _draft() -> WorkingDraft:
    article = Article.objects.filter(state="published")[0]
    edited = snapshot(article) | {"title.fr": "Réécrit"}
    made = drafts.save_draft(article, edited, author=None, base_version=article.version)
    assert made is not None
    return made


def _event() -> Event:
    events.note("export", what="audit")
    return Event.objects.latest("pk")


def _mail() -> OutboxMessage:
    return OutboxMessage.objects.create(
        to="x@example.org", subject="Bonjour", body="Bonjour", language="fr"
    )


def _now() -> datetime.datetime:
    return timezone.now()


MAKERS: dict[str, Callable[[], Any]] = {
    "content.picture": a_picture,
    "content.document": lambda: Document.objects.create(title_fr="Rapport", language="fr"),
    "content.tag": lambda: Tag.objects.create(name="méthode", slug="methode"),
    "content.outboxmessage": _mail,
    "content.event": _event,
    "content.workingdraft": _draft,
    "site.backuprecord": lambda: BackupRecord.objects.create(name="a", size=1, rows=1, files=0),
    "members.user": lambda: get_user_model().objects.create_user("other@example.org"),
    "auth.group": lambda: Group.objects.create(name="Passage"),
    "site.menuentry": lambda: MenuEntry.objects.create(place="menu", url="https://example.org/"),
    "site.unfoundquery": lambda: UnfoundQuery.objects.create(
        query="mot", language="fr", count=3, last=_now().date()
    ),
    "site.letter": letters.letter,
    "site.subscriber": letters.reader,
    "site.watchedlink": lambda: WatchedLink.objects.create(url="https://example.org/", key="k"),
    "site.movedpath": lambda: MovedPath.objects.create(old="/a.html", new="/fr/"),
    "site.contactmessage": lambda: ContactMessage.objects.create(
        email="x@example.org", message="Bonjour", language="fr"
    ),
    "lexicon.source": lambda: Source.objects.create(title_fr="Guide"),
    "lexicon.pointer": lambda: Pointer.objects.create(lang="fr", text="renvoi"),
    "lexicon.importbatch": lambda: ImportBatch.objects.create(
        filename="a.csv", format="csv", digest="0" * 64
    ),
    "lexicon.contribution": entries.new_proposal,
    "trainings.programme": lambda: Programme.objects.create(name_fr="Programme"),
    "trainings.fundingcategory": lambda: FundingCategory.objects.create(
        code="autre", name_fr="Autre"
    ),
    "trainings.closedyear": lambda: report.close(2016, None),
    "trainings.trainingrequest": lambda: TrainingRequest.objects.create(
        organisation="Bayti", contact_name="Léa", email="lea@example.org"
    ),
}
