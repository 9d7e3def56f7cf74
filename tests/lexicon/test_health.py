"""What the lexicon lacks: each question counted once, each count leading to its list."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lexicon import health
from lexicon.models import Concept, Contribution, Pointer, Source
from tests.lexicon import factories as make

pytestmark = pytest.mark.django_db


def found(name: str) -> list[str]:
    asked = health.question(name)
    assert asked is not None
    return [str(getattr(row, "heading_fr", "") or row) for row in asked.rows()]


def sourced(fr: str, en: str, **changes: Any) -> Concept:
    source = Source.objects.get_or_create(title="Guide", lang="fr")[0]
    today = timezone.localdate().isoformat()
    cited = {f"citations/{uuid.uuid4()}": {"source": str(source.uid), "lang": "fr"}}
    return make.concept(fr, en, **{"reviewed_on": today, **cited, **changes})


def test_a_sound_entry_is_asked_nothing() -> None:
    sourced("cadre logique", "logical framework")
    assert all(count == 0 for _asked, count in health.counts())


def test_each_lack_is_seen_by_its_question() -> None:
    sourced("seul", "", definition_en="")
    sourced("muet", "mute", definition_en="")
    make.concept("sans source", "unsourced", reviewed_on=timezone.localdate().isoformat())
    old = timezone.localdate() - datetime.timedelta(days=900)
    sourced("vieux", "old", reviewed_on=old.isoformat())
    make.concept("brouillon", "draft", state="draft")
    assert found("english") == ["muet", "seul"] or found("english") == ["seul", "muet"]
    assert found("definition") == ["muet"]
    assert found("source") == ["sans source"]
    assert found("review") == ["vieux"]


def test_homographs_are_asked_until_they_are_told_apart() -> None:
    sourced("bénéficiaire", "beneficiary")
    sourced("bénéficiaire", "grantee", **{"disambiguation.fr": "d’une subvention"})
    assert found("homographs") == ["bénéficiaire"]
    assert found("duplicates") == []


def test_likely_duplicates_share_a_word_in_both_languages() -> None:
    sourced("cadre logique", "logframe")
    twin = sourced("cadres logiques", "logframes")
    sourced("cadre logique du projet", "logframe of the project")
    assert sorted(found("duplicates")) == ["cadre logique", "cadres logiques"]
    make.change(twin, {"state": "withdrawn"})
    assert found("duplicates") == []


def test_what_leads_nowhere_is_seen() -> None:
    entry, gone = sourced("cadre logique", "logframe"), sourced("grille", "grid")
    make.change(entry, {f"relations/{uuid.uuid4()}": {"kind": "see_also", "target": str(gone.uid)}})
    pointer = Pointer.objects.create(lang="fr", text="tableau")
    pointer.targets.add(gone)
    assert found("links") == [] and found("pointers") == []
    make.change(gone, {"state": "withdrawn"})
    assert found("links") == ["cadre logique"]
    assert found("pointers") == ["tableau"]


def test_proposals_with_a_doubt_are_seen() -> None:
    sent = make.new_proposal()
    assert found("doubtful") == []
    Contribution.objects.filter(pk=sent.pk).update(checks={"same_words": [1]})
    assert len(found("doubtful")) == 1


def test_each_count_leads_to_its_list(client: Client) -> None:
    sourced("seul", "", definition_en="")
    sourced("bon", "good")
    pointer = Pointer.objects.create(lang="fr", text="égaré")
    client.force_login(make.reviewer())
    page = client.get(reverse("admin:lexicon_concept_health")).content.decode()
    for asked, count in health.counts():
        if count:
            assert asked.address.replace("&", "&amp;") in page
        answer = client.get(asked.address)
        assert answer.status_code == 200, asked.name
        assert answer.context["cl"].result_count == count, asked.name
    assert str(pointer) in client.get(health.QUESTIONS[7].address).content.decode()


def test_health_is_for_those_who_may_see_entries(client: Client) -> None:
    client.force_login(make.member("lecteur@example.org", is_staff=True))
    assert client.get(reverse("admin:lexicon_concept_health")).status_code == 403


def test_as_many_queries_as_questions_whatever_the_size() -> None:
    for size in (1, 12):
        for number in range(size):
            make.concept(f"mot {size} {number}", f"word {size} {number}")
        with CaptureQueriesContext(connection) as queries:
            health.counts()
        assert len(queries) == len(health.QUESTIONS)
