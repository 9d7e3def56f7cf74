"""Our Turtle in somebody else's parser, and back."""

from collections import Counter
from typing import Any

import pytest
import rdflib
from hypothesis import given, settings
from rdflib.namespace import RDF, SKOS

from tests.lexicon import factories
from tests.lexicon.exchange import made

pytestmark = pytest.mark.django_db
# Each example is a whole lexicon written, sent out and read again.
lexicons = settings(max_examples=max(1, settings.default.max_examples // 5))


def graph() -> Any:
    found = rdflib.Graph()
    found.parse(data=made.exported("skos").decode(), format="turtle")
    return found


@lexicons
@given(made.lexicons)
def test_one_preferred_label_in_a_language_and_no_label_twice(found: Any) -> None:
    concepts = made.write(found)
    read = graph()
    assert len(set(read.subjects(RDF.type, SKOS.Concept))) == len(concepts)
    for subject in read.subjects(RDF.type, SKOS.Concept):
        preferred = [label.language for label in read.objects(subject, SKOS.prefLabel)]
        assert preferred and max(Counter(preferred).values()) == 1
        labels = [
            label
            for name in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
            for label in read.objects(subject, name)
        ]
        assert len(labels) == len(set(labels))
        assert all(label.language for label in labels)


@lexicons
@given(made.lexicons)
def test_the_words_come_through_whole(found: Any) -> None:
    concepts = made.write(found)
    said = {str(text) for text in graph().objects(None, SKOS.definition)}
    assert {concept.definition_fr for concept in concepts} <= said


def test_a_hierarchy_is_not_also_an_association() -> None:
    above = factories.concept("outil")
    link = f"relations/{above.uid}"
    factories.concept("cadre logique", **{link: {"kind": "broader", "target": str(above.uid)}})
    read = graph()
    pairs = set(read.subject_objects(SKOS.broader))
    assert len(pairs) == 1
    assert not pairs & set(read.subject_objects(SKOS.related))


def test_turtle_comes_back_without_a_change() -> None:
    factories.concept("cadre logique", "logical framework", acronym="CL")
    factories.concept("mission")
    batch = made.read(made.exported("skos"), "a.ttl")
    assert batch.count("same") == 2, made.why(batch)
