"""Each language of a text is a column of its own: one is written or emptied, the other stays."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.utils import translation
from lxml import etree, html
from modeltranslation.translator import translator

from atoutsud.content.languages import LANGUAGES
from lexicon.exchange import formats
from lexicon.exchange.reading import Further
from news.models import Article
from tests.lexicon import factories as entries
from tests.news import factories as news
from tests.site import factories as site
from tests.trainings import factories as trainings

pytestmark = pytest.mark.django_db
# Letters of every script our readers use, and signs that some layer or other likes to change.
HONEST = (
    "العربية في التعاون",
    "ⵜⴰⵎⴰⵣⵉⵖⵜ ⴰⵣⵓⵍ",
    "Recherche & développement : R&D",
    "baisse de -5 % en 2026",
    "appeler le +212 522 00 00 00",
    "1 000 000 € — « œuvre »",
)


def translated() -> list[tuple[str, str]]:
    """Those that somebody types; plain twins and slugs are made of the others."""
    found = []
    for model in translator.get_registered_models(abstract=False):
        if not model._meta.proxy:
            names = translator.get_options_for_model(model).get_field_names()
            typed = [name for name in names if name != "slug" and not name.endswith("_plain")]
            found += [(model._meta.label, name) for name in typed]
    return sorted(found)


def a_row(label: str) -> Any:
    makers: dict[str, Any] = {
        "news.Article": news.bilingual,
        "site.Page": site.bilingual,
        "lexicon.Concept": entries.concept,
        "lexicon.Domain": entries.domain,
        "trainings.Engagement": lambda: trainings.engagement(title_fr="x", title_en="y"),
        "trainings.Partner": lambda: (
            trainings.partner(name_fr="x", name_en="y")
            if hasattr(apps.get_model("trainings.Partner"), "name_fr")
            else trainings.partner()
        ),
    }
    return makers[label]() if label in makers else None


def test_there_are_many_translated_columns() -> None:
    assert len(translated()) > 25


@pytest.mark.parametrize("active", LANGUAGES)
def test_emptying_one_language_neither_fills_nor_empties_the_other(active: str) -> None:
    """For every translated column of every model, whatever the language of the page."""
    faults, tried = [], 0
    rows: dict[str, Any] = {}
    for label, name in translated():
        if label not in rows:
            rows[label] = a_row(label) or apps.get_model(label)()
        row = rows[label]
        for emptied in LANGUAGES:
            other = "en" if emptied == "fr" else "fr"
            field = row._meta.get_field(f"{name}_{emptied}")
            if not isinstance(field, models.CharField | models.TextField):
                continue
            with translation.override(active):
                setattr(row, f"{name}_{emptied}", None if field.null else "")
                setattr(row, f"{name}_{other}", "words")
                kept = row
                if row.pk:
                    columns = {f"{name}_{c}": getattr(row, f"{name}_{c}") for c in LANGUAGES}
                    try:
                        with transaction.atomic():
                            type(row)._base_manager.filter(pk=row.pk).update(**columns)
                            kept = type(row)._base_manager.get(pk=row.pk)
                            kept.save()
                            kept = type(row)._base_manager.get(pk=row.pk)
                    except Exception as fault:
                        faults.append(f"{label}.{name}: {type(fault).__name__} {fault}")
                        continue
            tried += 1
            found = [getattr(kept, f"{name}_{code}") or "" for code in (emptied, other)]
            if found[0] or "words" not in found[1]:
                faults.append(f"{label}.{name} without {emptied} while {active}: {found}")
    assert not faults, "\n".join(faults)
    assert tried > 40


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_comes_through_every_layer_unchanged(client: Client, text: str) -> None:
    article = news.bilingual()
    Article.objects.filter(pk=article.pk).update(title_fr=f"{text} !", title_en=text)
    article.refresh_from_db()
    article.save()
    entry = entries.concept(text, text, definition_fr=f"{text}.", definition_en=f"{text}.")
    assert Article.objects.get(pk=article.pk).title_en == text
    assert {term.text for term in entry.terms.all()} == {text}
    page = client.get(article.address("en"), headers={"accept-encoding": "identity"}).content
    feed = client.get("/en/news/feed.atom", headers={"accept-encoding": "identity"}).content

    def bare(words: str) -> str:
        return "".join(words.split())  # spaces are typography's

    assert bare(html.fromstring(page).xpath("//h1")[0].text_content()) == bare(text)
    titles = etree.fromstring(feed).xpath("//*[local-name()='entry']/*[local-name()='title']")
    assert bare(text) in [bare(title.text) for title in titles]
    for name in ("json", "csv", "tbx", "ttl"):
        answer = client.get(f"/data/lexicon.{name}", headers={"accept-encoding": "identity"})
        whole = answer.getvalue().decode()
        if name == "csv":
            whole = str([e.record for e in formats.read("csv", whole.encode(), Further())])
        if name == "tbx":
            whole = "".join(etree.fromstring(whole.encode()).itertext())
        assert text in whole, name
