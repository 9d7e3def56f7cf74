"""Words of the lexicon in other texts: which, where, once, and never where they would be wrong."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from atoutsud.content import linking, markup, publication
from atoutsud.content.linking import Passage
from atoutsud.content.rendering import prepare, render
from lexicon import autolink
from lexicon.inflection import is_form_of, opening, words
from lexicon.models import Concept
from tests.lexicon import factories as make

pytestmark = pytest.mark.django_db


def linked(source: str, language: str = "fr") -> list[str]:
    """The words linked in a text, in order."""
    return re.findall(r'class="lx"[^>]*>([^<]*)<', linking.render(source, language, None))


@pytest.fixture
def lexicon() -> dict[str, Concept]:
    return {
        "frame": make.concept("cadre logique", "logical framework", acronym="CL"),
        "cycle": make.concept("gestion du cycle de projet", "project cycle management",
                              acronym="GCP", acronym_en="PCM"),
        "aid": make.concept("aide d’urgence", "emergency aid"),
        "work": make.concept("travail décent", "decent work"),
        "market": make.concept("marché", "market"),
        "fund": make.concept("fonds", "fund"),
    }  # fmt: skip


@pytest.mark.usefixtures("lexicon")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le cadre logique sert.", ["cadre logique"]),
        ("Deux cadres logiques servent.", ["cadres logiques"]),
        ("CADRE LOGIQUE", ["CADRE LOGIQUE"]),
        ("Cadre\u00a0logique", ["Cadre\u00a0logique"]),
        ("Le cadre, logique, sert.", []),
        ("La gestion du cycle de projet (GCP)", ["gestion du cycle de projet"]),
        ("La GCP sert ; la gcp non.", ["GCP"]),
        ("une aide d'urgence, une aide l’urgence", ["aide d’urgence"]),
        ("le marché, la marche", ["marché"]),
        ("la marche à suivre", []),
        ("le fond du fonds", ["fonds"]),
        ("au fond", []),
        ("des travaux décents", ["travaux décents"]),
        ("marchés Marché", ["marchés"]),
        ("a logical framework", []),
    ],
)
def test_a_word_is_known_in_its_forms_and_no_other(text: str, expected: list[str]) -> None:
    assert linked(f"<p>{text}</p>") == expected


@pytest.mark.usefixtures("lexicon")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Logical frameworks and PCMs", ["Logical frameworks", "PCMs"]),
        ("market cadre logique", ["market"]),
        ("markets and marketing", ["markets"]),
        ("pcm", []),
    ],
)
def test_the_language_of_a_text_decides_its_words(text: str, expected: list[str]) -> None:
    assert linked(f"<p>{text}</p>", "en") == expected


@pytest.mark.usefixtures("lexicon")
@pytest.mark.parametrize(
    "text",
    [
        '<p><a href="/fr/">cadre logique</a></p>',
        "<h2>Le cadre logique</h2>",
        "<p><code>cadre logique</code></p>",
        "<blockquote><p>Juste.</p><p><cite>Le cadre logique, 2004</cite></p></blockquote>",
        '<p><em lang="en">cadre logique</em></p>',
        "<table><tbody><tr><th>cadre logique</th></tr></tbody></table>",
        "<p><em>cadre</em> logique</p>",
    ],
)
def test_links_headings_code_attributions_and_other_languages_are_left_alone(text: str) -> None:
    assert linked(text) == []


@pytest.mark.usefixtures("lexicon")
def test_a_word_is_linked_once_a_section_and_explained_once_a_page() -> None:
    text = (
        "<p>Un cadre logique, ce cadre logique.</p><p>Un cadre logique.</p>"
        "<h2>Plus loin</h2><p>Le cadre logique encore.</p>"
    )
    html = linking.render(text, "fr", None)
    assert html.count('class="lx"') == 2
    assert html.count('class="gloss"') == 1
    assert html.index('class="gloss"') < html.index("<h2")
    described = re.findall(r'aria-describedby="(lx\d+)"', html)
    assert described == [re.findall(r'id="(lx\d+)"', html)[0]] * 2


def test_the_longest_term_wins(lexicon: dict[str, Concept]) -> None:
    make.concept("cycle de projet", "project cycle")
    make.concept("projet", "project")
    html = linking.render("<p>la gestion du cycle de projet et un projet</p>", "fr", None)
    assert re.findall(r'class="lx" href="([^"]+)"', html)[0] == lexicon["cycle"].address("fr")
    assert linked("<p>la gestion du cycle de projet et un projet</p>") == [
        "gestion du cycle de projet", "projet"
    ]  # fmt: skip


def test_homographs_ordinary_words_and_drafts_are_not_linked() -> None:
    make.concept("bénéficiaire", "beneficiary")
    make.concept("bénéficiaire", "grantee")
    make.concept("action", "action", autolink=False)
    make.concept("secret", "secret", state="draft")
    gone = make.concept("tiers-monde", "third world")
    make.change(gone, {"state": "withdrawn"})
    assert linked("<p>Un bénéficiaire, une action, un secret, le tiers-monde.</p>") == []


def test_what_is_a_homograph_of_an_ordinary_word_is_still_linked() -> None:
    make.concept("mission", "mission", autolink=False)
    known = make.concept("mission", "assignment")
    html = linking.render("<p>Une mission.</p>", "fr", None)
    assert known.address("fr") in html


def test_a_plural_that_is_a_term_of_its_own_is_linked_to_itself() -> None:
    make.concept("ressource", "resource")
    own = make.concept("ressources", "resources, in a budget")
    assert own.address("fr") in linking.render("<p>Les ressources.</p>", "fr", None)


def test_an_entry_does_not_link_to_itself(client: Any) -> None:
    entry = make.concept(
        "cadre logique",
        "logical framework",
        definition_fr="Un cadre logique est un tableau issu d’une analyse des besoins.",
    )
    other = make.concept("analyse des besoins", "needs assessment")
    page = client.get(entry.address("fr"), headers={"accept-encoding": "identity"})
    said = page.content.decode()
    assert f'class="lx" href="{other.address("fr")}"' in said
    assert f'class="lx" href="{entry.address("fr")}"' not in said


def test_the_preview_is_short_whole_words_in_the_language_of_the_text() -> None:
    long = "Un tableau " + "de bord " * 40
    make.concept("cadre logique", "", definition_fr=long, definition_en="")
    html = linking.render("<p>Un cadre logique.</p>", "fr", None)
    said = re.search(r"</b> ([^<]*)</span>", html)
    assert said and len(said[1]) <= autolink.PREVIEW and said[1].endswith(("bord…", "de…"))


def test_a_definition_in_another_language_is_marked() -> None:
    make.concept("cadre logique", "logical framework", definition_fr="")
    html = linking.render("<p>Un cadre logique.</p>", "fr", None)
    assert '<span lang="en">A table that sums up a project.</span>' in html


def test_one_query_whatever_the_texts_hold(lexicon: dict[str, Concept]) -> None:
    text = "<p>" + " ".join(f"mot{n} cadre logique marché" for n in range(3000)) + "</p>"
    passages = [Passage(prepare(text, "fr"), "fr"), Passage(prepare("<p>market</p>", "en"), "en")]
    with CaptureQueriesContext(connection) as queries:
        found = autolink.find(passages)
    assert len(queries) == 1
    assert set(found.texts) == {lexicon["frame"].pk, lexicon["market"].pk}


def test_a_text_without_words_costs_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert linking.render("<p>…</p>", "fr", None) == render("<p>…</p>", "fr")


@pytest.mark.django_db(transaction=True)
def test_what_was_found_is_kept_until_the_lexicon_changes() -> None:
    autolink.kept.clear()
    make.concept()
    passages = [Passage(prepare("<p>Un cadre logique, un marché.</p>", "fr"), "fr")]
    with CaptureQueriesContext(connection) as queries:
        first = autolink.find(passages, publication.seen())
        assert autolink.find(passages, publication.seen()) is first
    assert len([q for q in queries if "lexicon_term" in q["sql"]]) == 1
    publication.bump("site")
    assert autolink.find(passages, publication.seen()) is first
    make.concept("marché", "market")
    assert len(autolink.find(passages, publication.seen()).texts) == 2
    assert len(autolink.kept) == 2


def test_nothing_is_kept_of_a_transaction_that_may_be_rolled_back() -> None:
    autolink.kept.clear()
    make.concept()
    autolink.find([Passage(prepare("<p>Un cadre logique.</p>", "fr"), "fr")], publication.seen())
    assert len(autolink.kept) == 0


def test_what_is_kept_is_bounded() -> None:
    store = autolink._Kept(3)
    for number in range(9):
        store.put(str(number).encode(), autolink.Found([], {}))
    assert len(store) == 3
    assert store.get(b"8") and not store.get(b"0")


WORDS = st.lists(
    st.sampled_from(
        ["cadre", "cadres", "logique", "logiques", "l’", "GCP", "marché", ",", ".", "<", "&", "é"]
    ),
    max_size=25,
)


@given(WORDS)
def test_linking_never_changes_what_a_text_says(said: list[str]) -> None:
    if not Concept.objects.exists():
        make.concept("cadre logique", "logical framework", acronym="GCP")
        make.concept("marché", "market")
    passage = Passage([markup.Token("text", text=" ".join(said))], "fr")
    (tokens,) = autolink.annotate([passage], None)
    shown, hidden = [], 0
    for token in tokens:
        if token.attributes.get("class") == "gloss":
            hidden += 1
        elif hidden and token.kind == "end" and token.name == "span":
            hidden -= 1
        elif not hidden and token.kind == "text":
            shown.append(token.text)
    assert "".join(shown) == " ".join(said)


@pytest.mark.parametrize(
    ("said", "known", "language", "expected"),
    [
        ("réseaux", "réseau", "fr", True), ("régionaux", "régional", "fr", True),
        ("taux", "tal", "fr", False), ("Économies", "économie", "fr", True),
        ("Economies", "économie", "fr", True), ("oeuvre", "œuvre", "fr", True),
        ("policies", "policy", "en", True), ("analyses", "analysis", "en", True),
        ("status", "statu", "en", False), ("women", "woman", "en", True),
        ("évalué", "évaluation", "fr", False), ("ongs", "ong", "fr", True),
    ],
)  # fmt: skip
def test_plurals(said: str, known: str, language: str, expected: bool) -> None:
    assert is_form_of(said, known, language) is expected


def test_a_term_opens_with_its_full_words() -> None:
    assert opening("Gestion des cycles de projets", "fr") == "gestion cycle projet"
    assert opening("les acteurs locaux", "fr") == "acteur local"
    assert opening("O.N.G.", "fr", acronym=True) == "ong"
    assert [word.text for word in words("l’O.N.G. d'Ici, aujourd’hui")] == [
        "O.N.G.", "Ici", "aujourd", "hui"
    ]  # fmt: skip
