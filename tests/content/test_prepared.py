"""Prepared queries say what their queryset says."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atoutsud.content.prepared import Prepared, columns, instance
from atoutsud.content.publication import DueMoment
from lexicon.models import Term
from news.models import Article
from tests.lexicon import factories as make

pytestmark = pytest.mark.django_db


def _terms(pk: int, openings: Any, order: str) -> Any:
    found = Term.public.filter(concept=pk, opening__among=openings)
    return found.order_by(order).values_list("text", "uid", "concept__updated", "browse")


def test_the_rows_are_those_of_the_queryset_with_its_types() -> None:
    prepared = Prepared(_terms)
    first, second = make.concept(fr="dotation"), make.concept(fr="plaidoyer")
    for concept, words in ((first, ["dotation"]), (second, ["plaidoyer", "xyz"]), (first, [])):
        wanted = list(_terms(concept.pk, words, "text"))
        assert prepared.rows(concept.pk, words, fixed=("text",)) == wanted
        assert len(wanted) == min(len(words), 1)
    assert prepared.rows(first.pk, ["dotation"], fixed=("-pk",)) == list(
        _terms(first.pk, ["dotation"], "-pk")
    )


def test_the_sql_is_made_once() -> None:
    asked = []

    def build(pk: int) -> Any:
        asked.append(pk)
        return DueMoment.objects.filter(pk=pk).order_by().values_list("pk")

    prepared = Prepared(build)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert [prepared.rows(number) for number in (1, 2, 3)] == [[], [], []]
    assert len(queries) == 3
    assert len(asked) == 1


def test_what_a_reader_sees_later_or_no_more_is_asked_each_time() -> None:
    prepared = Prepared(_terms)
    concept = make.concept(fr="dotation")
    assert prepared.rows(concept.pk, ["dotation"], fixed=("text",))
    type(concept).objects.filter(pk=concept.pk).update(state="draft")
    assert prepared.rows(concept.pk, ["dotation"], fixed=("text",)) == []


@pytest.mark.parametrize("number", [0, 2**63, 2**200])
def test_a_number_that_no_row_can_have_finds_nothing(number: int) -> None:
    assert Prepared(_terms).rows(number, ["dotation"], fixed=("text",)) == []


def test_a_translated_model_is_refused_whose_columns_come_in_any_order() -> None:
    def build() -> Any:
        return Article.objects.order_by("pk").values_list("title_fr", "title_en")

    with pytest.raises(TypeError, match="rewrite"):
        Prepared(build).rows()
    assert Prepared(lambda: build().rewrite(False)).rows() == []


def test_a_row_is_the_object_it_was_read_from() -> None:
    concept = make.concept(fr="dotation")
    term = concept.terms.get(lang="fr")

    def build(pk: int) -> Any:
        return Term.objects.filter(pk=pk).order_by().values_list(*columns(Term))

    (row,) = Prepared(build).rows(term.pk)
    found = instance(Term, columns(Term), row)
    assert found == term and vars(found).keys() >= set(columns(Term))
    assert all(getattr(found, name) == getattr(term, name) for name in columns(Term))
    assert not found._state.adding and found._state.db == "default"
    assert "title" not in columns(Article) and {"title_fr", "title_en"} <= set(columns(Article))
