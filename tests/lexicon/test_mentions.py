"""Where an entry appears: public trainings and news, kept in step with what is published."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from atoutsud.content import publication, revisions
from lexicon import mentions
from lexicon.models import Concept, Mention, TextRead
from news.models import Article
from tests.lexicon import factories as make
from tests.trainings import factories as trainings
from trainings.models import Engagement

pytestmark = pytest.mark.django_db


def article(body: str = "<p>Un cadre logique.</p>", **changes: Any) -> Article:
    made = Article()
    wanted = {"title.fr": "Nouvelle", "body.fr": body, "state": "published", **changes}
    revisions.apply(made, wanted, seen_version=0, author=None)
    return made


def training(**changes: Any) -> Engagement:
    made = Engagement()
    wanted = {"title.fr": "Formation", "summary.fr": "Résumé.", "state": "published", **changes}
    revisions.apply(made, wanted, seen_version=0, author=None)
    return made


def shown(client: Client, entry: Concept, language: str = "fr") -> list[str]:
    page = client.get(entry.address(language), headers={"accept-encoding": "identity"})
    found = html.fromstring(page.content).xpath("//dl[@class='facts']//dd/a/@href")
    return [str(address) for address in found]


def test_an_entry_says_which_public_texts_mention_it(client: Client) -> None:
    entry = make.concept()
    public = article()
    article("<p>Le cadre logique, en brouillon.</p>", state="draft")
    article("<p>Rien de tel.</p>")
    course = training(**{"objectives.fr": "- Bâtir un cadre logique\n- Le tenir"})
    assert shown(client, entry) == [course.address("fr"), public.address("fr")]
    assert shown(client, entry, "en") == [course.address("fr"), public.address("fr")]


def test_a_topic_counts_without_being_said(client: Client) -> None:
    entry = make.concept()
    topic = {"concept": entry.pk, "label.fr": "", "position": 0}
    topic["concept"] = str(entry.uid)
    course = training(**{f"topics/{uuid.uuid4()}": topic})
    assert shown(client, entry) == [course.address("fr")]


def test_what_is_withdrawn_or_no_longer_says_it_leaves_at_once(client: Client) -> None:
    entry = make.concept()
    one, two = article(), article()
    revisions.apply(one, {"state": "withdrawn"}, seen_version=one.version, author=None)
    assert shown(client, entry) == [two.address("fr")]
    revisions.apply(two, {"body.fr": "<p>Autre chose.</p>"}, seen_version=two.version, author=None)
    assert shown(client, entry) == []
    assert not Mention.objects.exists()


def test_a_text_that_links_no_words_mentions_none(client: Client) -> None:
    entry = make.concept()
    article(autolink=False)
    training(**{"objectives.fr": "Un cadre logique.", "autolink": False})
    assert shown(client, entry) == []


def test_trainings_and_partners_may_be_left_without_links(client: Client) -> None:
    make.concept()
    made = training(**{"objectives.fr": "Un cadre logique."})
    partner = trainings.partner("Bayti", mission_fr="Faire un cadre logique.")
    for obj in (made, partner):
        address = obj.address("fr")
        assert b'class="lx"' in client.get(address, headers={"accept-encoding": "identity"}).content
        revisions.apply(obj, {"autolink": False}, seen_version=obj.version, author=None)
        page = client.get(address, headers={"accept-encoding": "identity"}).content
        assert b'class="lx"' not in page and b"cadre logique" in page


def test_the_job_reads_again_what_a_new_entry_explains(client: Client) -> None:
    made = article()
    entry = make.concept()
    assert shown(client, entry) == []
    assert mentions.read_again() >= 1
    assert shown(client, entry) == [made.address("fr")]
    assert mentions.read_again() == 0
    before = publication.seen()
    make.concept("marché", "market")
    read = mentions.read_again()
    assert read == Article.public.count() + Engagement.public.count()
    assert publication.seen().site == before.site


def test_a_change_of_mentions_makes_pages_new() -> None:
    make.concept()
    before = publication.seen().site
    article()
    assert publication.seen().site > before


def test_what_is_deleted_is_forgotten() -> None:
    make.concept()
    made = article()
    made.delete()
    assert not Mention.objects.exists() and not TextRead.objects.filter(model="news.article")


def test_the_page_stays_within_its_queries_however_many_texts_mention_it(client: Client) -> None:
    entry = make.concept()
    for _number in range(30):
        article()
    publication.bump()
    with CaptureQueriesContext(connection) as found:
        assert len(shown(client, entry)) == mentions.MOST
    assert len(found) <= 9
