import datetime
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils import timezone, translation
from lxml import html

from atoutsud.content.languages import Wording
from atoutsud.site.models import Page
from tests.site.factories import bilingual, page

NARROW = "\N{NARROW NO-BREAK SPACE}"


def rendered(source: str, language: str = "fr", **values: Any) -> str:
    with translation.override(language):
        return Template("{% load wording %}" + source).render(Context(values))


def test_words_in_the_language_of_the_page_stand_plain() -> None:
    said = rendered('{% say page "title" %}', page=Page(title_fr="Qui paie ?"))
    assert said == f"Qui paie{NARROW}?"


def test_foreign_words_are_marked() -> None:
    said = rendered('{% say page "title" %}', "en", page=Page(title_fr="À propos"))
    assert said == '<span lang="fr">À propos</span>'


def test_words_are_escaped() -> None:
    hostile = Page(title_fr="<b>&</b>")
    assert rendered('{% say page "title" %}', page=hostile) == "&lt;b&gt;&amp;&lt;/b&gt;"
    assert "<b>" not in rendered("{{ page|headline }}", page=hostile)
    assert "<b>" not in rendered("{% wording w %}", w=Wording("<b>", "en", True))


def test_nothing_is_said_of_what_is_empty() -> None:
    assert rendered('{% say page "lead" %}', page=Page(title_fr="x")) == ""


def test_rich_text_is_cleaned_set_and_marked() -> None:
    made = Page(body_fr="<p onclick='x()'>Quoi ?<script>x</script></p>")
    assert rendered('{% rich page "body" %}', page=made) == f"<p>Quoi{NARROW}?</p>"
    assert rendered('{% rich page "body" %}', "en", page=made).startswith('<div lang="fr">')


@pytest.mark.django_db
def test_a_link_leads_where_the_thing_is_written() -> None:
    only_french = rendered("{% link page %}", "en", page=page())
    link = html.fromstring(only_french)
    assert (link.get("href"), link.get("hreflang"), link.get("lang")) == (
        "/fr/a-propos/",
        "fr",
        "fr",
    )
    both = html.fromstring(rendered('{% link page "x" %}', "en", page=bilingual()))
    assert (both.get("href"), both.get("hreflang"), both.get("class")) == (
        "/en/legal-notice/",
        None,
        "x",
    )


def test_a_missing_date_is_told_in_words() -> None:
    assert 'class="unknown"' in rendered("{% when thing %}", thing=None)


@pytest.mark.parametrize(("language", "words"), [("fr", "1er mars 2026"), ("en", "1 March 2026")])
def test_a_day_is_told_in_words(language: str, words: str) -> None:
    told = rendered("{% day d %}", language, d=datetime.date(2026, 3, 1))
    element = html.fromstring(told)
    assert element.get("datetime") == "2026-03-01"
    assert element.text_content().replace("\xa0", " ") == words


def test_a_moment_is_told_by_its_day_in_our_time() -> None:
    moment = datetime.datetime(2026, 2, 28, 23, 30, tzinfo=datetime.UTC)
    assert 'datetime="2026-03-01"' in rendered("{% day d %}", d=moment)
    assert rendered("{% day d %}", d=None) == ""


def test_a_page_prints_the_date_it_was_read() -> None:
    here = timezone.localdate().isoformat()
    assert html.fromstring(rendered("{% today %}")).get("datetime") == here


def numbers(rf: Any, number: int, count: int, query: str = "") -> Any:
    request = rf.get(f"/fr/actualites/?page={number}{query}")
    paged = Paginator(range(count), 1).page(number)
    return html.fromstring("<div>" + rendered("{% pages p %}", p=paged, request=request) + "</div>")


def test_pages_name_their_neighbours_and_keep_the_question(rf: Any) -> None:
    tree = numbers(rf, 6, 20, "&q=é+%26")
    assert tree.xpath("//a[@rel='prev']/@href") == ["?page=5&q=%C3%A9+%26"]
    assert tree.xpath("//a[@rel='next']/@href") == ["?page=7&q=%C3%A9+%26"]
    assert tree.xpath("//a[@aria-current='page']/text()") == ["6"]
    assert "…" in tree.text_content()


def test_the_first_page_has_no_previous_one_and_a_single_page_no_numbers(rf: Any) -> None:
    assert not numbers(rf, 1, 3).xpath("//a[@rel='prev']")
    assert not numbers(rf, 1, 1).xpath("//nav")
