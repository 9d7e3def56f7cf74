"""The search of the whole site, grouped, from one index."""

from urllib.parse import quote

import pytest
from django.test import Client
from lxml import html

from atoutsud.site import publicpage
from atoutsud.site.pages import Page
from tests.lexicon import factories as entries
from tests.news import factories as news
from tests.trainings import factories as trainings

pytestmark = pytest.mark.django_db
PLAIN = {"accept-encoding": "identity"}


def read(client: Client, address: str) -> html.HtmlElement:
    response = client.get(address, headers=PLAIN)
    assert response.status_code == 200
    return html.fromstring(response.content)


def test_what_answers_stands_grouped_by_kind(client: Client) -> None:
    entry = entries.concept("pays pivot", "pivotal country")
    article = news.article(title_fr="Semaine pivot", body_fr="<p>Texte.</p>")
    training = trainings.engagement(title_fr="Atelier pivot", title_en="Pivotal workshop")
    partner = trainings.partner("Pivot et Cie")
    page = Page.objects.create(
        title_fr="Un pivot", body_fr="<p>Qui.</p>", slug_fr="un-pivot", state="published"
    )
    tree = read(client, "/fr/recherche/?q=pivot")
    groups = [" ".join(h.text_content().split()) for h in tree.xpath("//section//h2")]
    assert groups[:5] == ["Lexique 1", "Formations 1", "Partenaires 1", "Actualités 1", "Pages 1"]
    links = tree.xpath("//article/h3/a/@href")
    assert links == [thing.address("fr") for thing in (entry, training, partner, article, page)]


def test_result_pages_are_not_for_search_engines(client: Client) -> None:
    for address in ("/fr/recherche/?q=pivot", "/en/search/", "/fr/lexique/?q=pivot"):
        assert read(client, address).xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_the_switch_keeps_what_was_asked(client: Client) -> None:
    switch = read(client, "/fr/recherche/?q=pivot").xpath("//a[@class='lang']/@href")
    assert switch == ["/en/search/?q=pivot"]


def test_what_is_in_one_language_keeps_its_words_marked(client: Client) -> None:
    article = news.article(
        title_fr="Semaine pivot", body_fr="<p>Texte.</p>", lead_fr="Une semaine.", state="published"
    )
    (link,) = read(client, "/en/search/?q=pivot").xpath("//article/h3/a")
    assert (link.get("href"), link.get("lang"), link.get("hreflang")) == (
        article.address("fr"), "fr", "fr"
    )  # fmt: skip


def test_many_entries_hide_nothing_else_and_lead_to_the_lexicon(client: Client) -> None:
    for number in range(10):
        entries.concept(f"pivot {number}", f"pivot word {number}")
    article = news.article(title_fr="Semaine pivot", body_fr="<p>Texte.</p>")
    tree = read(client, "/fr/recherche/?q=pivot")
    assert len(tree.xpath("//section[.//h2[contains(., 'Lexique')]]//article")) == 8
    assert tree.xpath("//a[@href='/fr/lexique/?q=pivot']")
    assert tree.xpath(f"//a[@href='{article.address('fr')}']")


def test_nothing_asked_is_a_form_and_nothing_found_leads_to_a_proposal(client: Client) -> None:
    tree = read(client, "/en/search/")
    assert tree.xpath("//main//form[@role='search']//input[@name='q']")
    assert not tree.xpath("//article")
    tree = read(client, "/en/search/?q=xyzzyx")
    assert tree.xpath("//a[contains(@href, 'contribute/?term=xyzzyx')]")


HOSTILE = [
    "\x00", "'", '"', "'; DROP TABLE content_searchline; --", "%", "_", "*", "a*", "(", ")", "()",
    "NEAR(a b)", "a AND", "OR OR OR", "NOT", "a:b", "tokens:a", "^a", "{a}", "-a", "+a", "a & b",
    "a | b", "!a", "a <-> b", ":*", "\\", "\\'", "$1", "%s", "%(q)s", "{{ q }}", "{% url %}",
    "<script>alert(1)</script>", "<b>", "&amp;", "../../etc/passwd", "%00", "\r\n", "\t", "\u202e",
    "\u200b", "\ufeff", "\ud7ff", "\U0010ffff", "😀", "👩‍👩‍👧", "é" * 300, "e\u0301" * 200,
    "œ" * 200,
    "a" * 5000, "a b " * 500, "l’" * 200, "-" * 300, "a-" * 300, "." * 300, "G.C.P." * 60,
    "ﬁnance", "ＡＰＤ", "Ⅷ", "①", "½", "ß", "ẞ", "ı", "İ", "ǆ", "中文", "日本語", "한국어",
    "العربية",
    "עברית", "ไทย", "हिन्दी", "ελληνικά", "русский", "𝔄𝔭𝔡", "\u0130\u0307", "z̷̡", "0", "00", "1e309",
    "-1", "NaN", "null", "undefined", "true", "q=q", "a&b=c", "#", "?", "/", "//", ";", ",", "|",
    "~", "`", "@", "=cmd|' /C calc'!A0", "${jndi:ldap://x}", "a\u00a0b", "l'", "d’", "de la", "du",
    "kenewsarticle", "lfr", "f1", "wprojet", "sprojet", "zzzz" * 20, "qu’", "aujourd’hui", "x" * 39,
    "y" * 41, "un deux trois quatre cinq six sept huit neuf dix onze douze",
]  # fmt: skip


def test_over_a_hundred_awkward_queries_are_answered_calmly(client: Client) -> None:
    entries.concept("économie sociale", "social economy", acronym="ESS")
    news.bilingual()
    assert len(HOSTILE) > 100
    faults = []
    for query in HOSTILE:
        asked = quote(query.encode("utf-8", "surrogatepass"))
        publicpage.SEARCHES.counts.clear()
        for address in ("/fr/recherche/?q=", "/fr/lexique/?q=", "/data/lexicon/suggest?q="):
            response = client.get(address + asked, headers=PLAIN)
            if response.status_code != 200 or len(response.content) > 60_000:
                faults.append(f"{address}{query!r}: {response.status_code}")
            if b"<script>alert" in response.content:
                faults.append(f"{address}{query!r}: live")
    assert not faults


@pytest.mark.parametrize(
    "rest", ["&domain=x", "&domain=-1", "&domain=99999999999", "&domain=1'", "&lang=zz", "&lang="]
)
def test_filters_that_mean_nothing_are_left_aside(client: Client, rest: str) -> None:
    entries.concept("pays pivot", "pivotal country")
    assert read(client, f"/fr/lexique/?q=pivot{rest}").xpath("//article/h3")
