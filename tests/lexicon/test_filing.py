"""What each domain holds stays in step with the entries, and counts say what readers see."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import OuterRef
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atoutsud.content import publication
from atoutsud.content.reindexing import rebuild
from lexicon import browsing
from lexicon.filing import size_of
from lexicon.models import Concept, Domain, Filing
from tests.lexicon import factories as make

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def shown(domain: Domain, language: str = "fr") -> list[str]:
    return [line.text for line in browsing.domain_lines(domain, language, 1)]


def size(domain: Domain) -> int:
    (found,) = Domain.objects.filter(pk=domain.pk).annotate(size=size_of(OuterRef("pk")))
    return int(found.size)


def filed(domain: Domain, *words: str) -> list[Concept]:
    return [
        make.concept(word, f"{word} (en)", **{f"domains/{domain.code}": True}) for word in words
    ]


def test_a_domain_reads_in_the_order_of_each_language() -> None:
    domain = make.domain()
    for fr, en in (("école", "school"), ("eau", "water"), ("égalité", "equality")):
        make.concept(fr, en, **{f"domains/{domain.code}": True})
    assert shown(domain) == ["eau", "école", "égalité"]
    assert shown(domain, "en") == ["equality", "school", "water"]
    assert size(domain) == 3


def test_a_term_that_changes_moves_its_entry() -> None:
    domain = make.domain()
    first, _second = filed(domain, "abri", "budget")
    term = first.terms.get(lang="fr")
    make.change(first, {f"terms/{term.uid}/text": "chantier"})
    assert shown(domain) == ["budget", "chantier"]


@pytest.mark.parametrize(
    "unseen",
    [
        {"state": "withdrawn"},
        {"state": "draft"},
        {"publish_from": timezone.now() + DAY},
        {"publish_until": timezone.now() - DAY},
    ],
)
def test_what_readers_do_not_see_is_neither_listed_nor_counted(unseen: dict[str, Any]) -> None:
    domain = make.domain()
    entry, _other = filed(domain, "abri", "budget")
    Concept.objects.filter(pk=entry.pk).update(**unseen)
    assert shown(domain) == ["budget"]
    assert size(domain) == 1
    assert browsing.letters("fr", "a").size == 0
    assert browsing.letters("fr", "b").size == 1
    assert not [bucket for bucket in browsing.letters("fr").bar if bucket.filled][1:]
    (shelf,) = browsing.shelves("fr")
    assert (shelf.size, [word.text for word in shelf.words]) == (1, ["budget"])


def test_what_is_planned_counts_from_its_moment() -> None:
    domain = make.domain()
    (entry,) = filed(domain, "abri")
    Concept.objects.filter(pk=entry.pk).update(publish_from=timezone.now() - DAY)
    assert Filing.objects.get().planned
    assert (size(domain), shown(domain)) == (1, ["abri"])
    assert browsing.letters("fr", "a").size == 1


def test_another_domain_takes_the_entry_along() -> None:
    here, there = make.domain(), make.domain("suivi", name_fr="Suivi", name_en="Monitoring")
    (entry,) = filed(here, "abri")
    make.change(entry, {f"domains/{here.code}": None, f"domains/{there.code}": True})
    assert (shown(here), shown(there)) == ([], ["abri"])
    entry.domains.clear()
    assert not Filing.objects.exists()


def test_an_entry_deleted_is_filed_nowhere() -> None:
    (entry,) = filed(make.domain(), "abri")
    entry.delete()
    assert not Filing.objects.exists()


def test_a_rebuilt_index_files_everything_anew() -> None:
    domain = make.domain()
    filed(domain, "abri", "budget")
    Filing.objects.all().delete()
    assert shown(domain) == []
    rebuild()
    assert shown(domain) == ["abri", "budget"]


def test_the_letters_count_terms_and_the_words_that_lead_to_them() -> None:
    filed(make.domain(), "abri", "action", "budget")
    assert browsing.letters("fr", "a").size == 2
    assert browsing.letters("fr", "z").size == 0
    filled = [bucket.letter for bucket in browsing.letters("fr", "z").bar if bucket.filled]
    assert filled == ["a", "b"]


def test_what_changed_last_is_read_off_an_index() -> None:
    """The same as all changes in order, without looking at the others."""
    entries = filed(make.domain(), *"abcdef")
    Concept.objects.filter(pk=entries[0].pk).update(publish_from=timezone.now())
    make.change(entries[1], {"state": "withdrawn"})
    every = list(Concept.public.changes().order_by("-moment", "-pk")[:3])
    last = list(Concept.public.last_changes(3).order_by("-moment", "-pk")[:3])
    assert every == last
    assert [recent.concept for recent in browsing.recent("fr")] == list(
        Concept.public.order_by("-updated", "-pk")[:5]
    )


def test_lists_sort_nothing() -> None:
    """The databases must find the orders of the lists in their indexes, whatever they hold."""
    if connection.vendor != "sqlite":
        pytest.skip("on a few rows PostgreSQL rightly sorts; bench/ shows its cost on many")
    domain = make.domain()
    filed(domain, "abri", "budget")
    with CaptureQueriesContext(connection) as queries:
        browsing.domain_lines(domain, "fr", 1)
        browsing.shelves("en")
        browsing.recent("fr")
    for query in list(queries):
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + query["sql"].replace("%", "%%"))
            steps = "\n".join(str(row[3]) for row in cursor.fetchall())
        ordered = "SCAN lexicon_domain" not in steps  # a handful, in their editor's order
        assert not (ordered and "USE TEMP B-TREE FOR ORDER BY" in steps), (query["sql"], steps)


def test_a_line_says_at_once_what_its_entry_says() -> None:
    domain = make.domain()
    (entry,) = filed(domain, "abri")
    english = entry.terms.get(lang="en")

    def line() -> str:
        return browsing.domain_lines(domain, "fr", 1)[0].html

    for change, said in (
        ({"definition.fr": "Un toit."}, "Un toit."),
        ({"disambiguation.fr": "logement"}, "logement"),
        ({f"terms/{english.uid}/text": "shelter"}, "shelter"),
        ({f"terms/{english.uid}/usage_label": "langage courant"}, "langage courant"),
    ):
        before = line()
        make.change(entry, change)
        assert said in line() and said not in before


def test_a_letter_is_counted_anew_once_something_is_published() -> None:
    make.concept("abri", "shelter")
    first = browsing.letters("fr", "a", publication.seen())
    assert first.size == 1
    make.concept("aide", "aid")
    assert browsing.letters("fr", "a", publication.seen()).size == 2
