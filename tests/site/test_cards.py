"""The card of a shared page: one for each public item and language, bounded, never a draft."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import html
from PIL import Image

from atoutsud.content import revisions
from atoutsud.site import carddrawing, cards
from atoutsud.site.pages import Page
from tests.lexicon import factories as entries
from tests.news.factories import article
from tests.trainings import factories as trainings

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BOTH = {"title_fr": "Un suivi", "body_fr": "<p>Le suivi.</p>", "title_en": "Monitoring",
        "body_en": "<p>It.</p>"}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "cards"


def shown(client: Client, address: str) -> dict[str, str]:
    tree = html.fromstring(client.get(address).content.decode())
    metas = tree.xpath("//meta[starts-with(@property, 'og:') or starts-with(@name, 'twitter:')]")
    return {m.get("property") or m.get("name"): m.get("content") for m in metas}


def path_of(told: dict[str, str]) -> str:
    return "/cards/" + told["og:image"].rpartition("/cards/")[2]


def test_each_kind_of_page_has_a_card_in_each_language(client: Client) -> None:
    things = [
        article(**BOTH), entries.concept("suivi", "monitoring", definition_fr="Sens.",
        definition_en="Sense."), trainings.engagement(), trainings.partner("Bayti"),
        Page.objects.create(state="published", slug_fr="mots", slug_en="words", **BOTH),
    ]  # fmt: skip
    addresses = [thing.address(code) for thing in things for code in ("fr", "en")]
    addresses += ["/fr/", "/en/", "/fr/lexique/"]
    found = set()
    for address in addresses:
        told = shown(client, address)
        response = client.get(path_of(told))
        assert response.status_code == 200, address
        picture = Image.open(io.BytesIO(response.content))
        assert picture.format == "PNG" and picture.size == carddrawing.SIZE
        assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
        assert told["og:image:alt"].endswith("Atoutsud")
        assert told["twitter:card"] == "summary_large_image"
        assert len(response.content) < 40_000
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not response.cookies
        found.add(path_of(told))
    # Pages about no one thing share the card of the site in their language.
    assert len(found) == 2 * (len(things) + 1)


def test_a_card_says_what_it_is_what_it_is_called_and_what_is_beside_it(client: Client) -> None:
    entry = entries.concept("suivi", "monitoring")
    assert shown(client, entry.address("fr"))["og:image:alt"] == (
        "Suivi, monitoring, Lexique, Atoutsud"
    )
    assert cards.of(entry, "en").alt == "Monitoring, suivi, Lexicon, Atoutsud"


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_public_has_no_card(client: Client, state: str, folder: Path) -> None:
    hidden = article(**BOTH, state=state)
    assert client.get(cards.of(hidden, "fr").address).status_code == 404
    assert not folder.exists()


def test_a_card_leaves_with_its_article(client: Client) -> None:
    made = article(**BOTH)
    address = cards.of(made, "fr").address
    assert client.get(address).status_code == 200
    revisions.apply(made, {"state": "withdrawn"}, seen_version=made.version, author=None)
    assert client.get(address).status_code == 404


def test_an_article_in_one_language_has_the_card_and_the_locale_of_it(client: Client) -> None:
    made = article(title_fr="Un suivi", body_fr="<p>Le suivi.</p>")
    here, there = shown(client, made.address("fr")), shown(client, made.address("en"))
    assert here["og:image"] == there["og:image"] and "-fr." in here["og:image"]
    assert here["og:locale"] == there["og:locale"] == "fr_FR"
    assert client.get(cards.of(made, "en").address).status_code == 404


def test_a_renamed_article_has_another_card_and_the_old_address_leads_to_it(client: Client) -> None:
    made = article(**BOTH)
    before = cards.of(made, "fr").address
    made.title_fr = "Un autre suivi"
    made.save()
    after = cards.of(made, "fr").address
    assert before != after
    moved = client.get(before)
    assert (moved.status_code, moved.headers["Location"]) == (302, after)
    assert "no-cache" in moved.headers["Cache-Control"]


@pytest.mark.parametrize(
    "name",
    ["x.png", "news-1-fr.png", "news-1-fr.0123456789ab.jpg", "news-1-de.0123456789ab.png",
     "nothing-1-fr.0123456789ab.png", "site-1-fr.0123456789ab.png",
     "news-999999-fr.0123456789ab.png", "news-999999999999999999-fr.0123456789ab.png",
     "news-1-fr.0123456789ab.png%00", "a" * 400],
)  # fmt: skip
def test_anything_else_is_404_and_draws_nothing(client: Client, name: str, folder: Path) -> None:
    assert client.get(f"/cards/{name}").status_code == 404
    assert not folder.exists()


def test_a_card_is_drawn_once_and_the_folder_is_bounded(
    client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "MOST", 2)
    addresses = [cards.of(article(**BOTH | {"title_fr": f"N{n}"}), "fr").address for n in "123"]
    first = [client.get(address).content for address in addresses]
    assert len(list(folder.iterdir())) == 2
    monkeypatch.setattr(carddrawing, "png", lambda *words: pytest.fail("drawn again"))
    assert client.get(addresses[-1]).content == first[-1]


@pytest.mark.parametrize("title", ["x" * 5000, "mot " * 900, "قاموس", "a\u0301\u202f!", " ", "😀"])
def test_any_title_can_be_set_within_the_card(title: str) -> None:
    picture = Image.open(io.BytesIO(carddrawing.png("Lexique", title, title))).convert("RGB")
    ground = picture.getpixel((5, 5))
    for edge in ((0, 0, 60, 630), (1150, 0, 1200, 630), (0, 600, 1200, 630)):
        assert picture.crop(edge).getcolors() == [
            ((edge[2] - edge[0]) * (edge[3] - edge[1]), ground)
        ]


def test_the_shipped_letters_set_both_languages() -> None:
    words = "ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸàâæçéèêëîïôœùûüÿñãšžığ€«»’“”–—…·°№ABCabc0123456789?!;:()/&@%"
    for name in (carddrawing.SERIF, carddrawing.SANS):
        assert not [mark for mark in words if not carddrawing.has(name, mark)]
