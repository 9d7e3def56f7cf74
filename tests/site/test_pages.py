import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from lxml import html

from atoutsud.content.publication import State
from atoutsud.site.models import Page
from tests.site.factories import bilingual, page

pytestmark = pytest.mark.django_db


def test_a_page_is_found_by_its_slug_in_each_language(client: Client) -> None:
    bilingual()
    for address, words in (("/fr/mentions-legales/", "Un texte."), ("/en/legal-notice/", "Words.")):
        response = client.get(address)
        assert response.status_code == 200
        assert words in response.content.decode()


def test_the_slug_of_the_other_language_leads_to_the_right_address(client: Client) -> None:
    bilingual()
    response = client.get("/en/mentions-legales/?a=1")
    assert (response.status_code, response.headers["Location"]) == (301, "/en/legal-notice/?a=1")


def test_a_page_names_its_counterpart_and_french_as_the_default(client: Client) -> None:
    bilingual()
    tree = html.fromstring(client.get("/en/legal-notice/").content)
    links = {a.get("hreflang"): a.get("href") for a in tree.xpath("//link[@rel='alternate']")}
    assert links["fr"].endswith("/fr/mentions-legales/")
    assert links["en"].endswith("/en/legal-notice/")
    assert links["x-default"] == links["fr"]
    switch = tree.xpath("//a[@class='lang']")[0]
    assert (switch.get("href"), switch.get("lang")) == ("/fr/mentions-legales/", "fr")


def test_a_page_in_one_language_is_a_marked_stub_in_the_other(client: Client) -> None:
    page(lead_fr="Ce que nous sommes.")
    response = client.get("/en/a-propos/")
    tree = html.fromstring(response.content)
    assert response.status_code == 200
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert tree.xpath("//link[@rel='canonical']/@href")[0].endswith("/fr/a-propos/")
    assert not tree.xpath("//link[@rel='alternate' and @hreflang]")
    assert tree.xpath("//h1/span/@lang") == ["fr"]
    assert tree.xpath("//div[@class='prose']/@lang") == ["fr"]
    assert "exists in French only" in tree.text_content()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.DRAFT},
        {"publish_from": timezone.now() + datetime.timedelta(hours=1)},
    ],
)
def test_a_page_that_is_not_public_is_404(client: Client, fields: dict[str, Any]) -> None:
    page(**fields)
    assert client.get("/fr/a-propos/").status_code == 404


def test_a_withdrawn_page_is_gone(client: Client) -> None:
    made = page()
    made.state = State.WITHDRAWN
    made.save()
    response = client.get("/fr/a-propos/")
    assert response.status_code == 410
    assert "no-cache" in response.headers["Cache-Control"]


def test_a_page_answers_304_sets_no_cookie_and_refuses_posts(client: Client) -> None:
    page()
    response = client.get("/fr/a-propos/")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Cache-Control"].startswith("public")
    etag = response.headers["ETag"]
    assert client.get("/fr/a-propos/", headers={"if-none-match": etag}).status_code == 304
    assert client.post("/fr/a-propos/").status_code == 405


def test_a_page_costs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    bilingual()
    with django_assert_max_num_queries(6):
        client.get("/fr/mentions-legales/")


def test_a_long_page_lists_its_parts(client: Client) -> None:
    page(body_fr="<h2>Un</h2><p>a</p><h2>Deux</h2><p>b</p><h2>Trois</h2><p>c</p>")
    tree = html.fromstring(client.get("/fr/a-propos/").content)
    targets = [href.removeprefix("#") for href in tree.xpath("//ul[@class='toc']//a/@href")]
    assert len(targets) == 3
    assert targets == tree.xpath("//h2/@id")


def test_the_slug_is_made_from_the_title_and_kept_when_given() -> None:
    made = page()
    assert (made.slug_fr, made.slug_en) == ("a-propos", None)
    made.title_fr = "Tout autre chose"
    made.save()
    assert made.slug_fr == "a-propos"


def test_a_title_without_latin_letters_still_has_an_address(client: Client) -> None:
    made = page(title_fr="أطلس", body_fr="<p>.</p>")
    assert made.slug_fr.startswith("page-")
    assert client.get(made.address("fr")).status_code == 200


def test_a_title_that_is_an_address_of_the_site_is_set_apart() -> None:
    assert page(title_fr="Contact", body_fr="<p>.</p>").slug_fr == "contact-page"


def test_a_reserved_word_is_refused() -> None:
    made = Page(title_fr="Lexique", slug_fr="lexique")
    with pytest.raises(ValidationError):
        made._meta.get_field("slug_fr").clean("lexique", made)


@pytest.mark.parametrize("fields", [{"slug_fr": "a-propos"}, {"role": "about"}])
def test_a_slug_and_a_role_belong_to_one_page(fields: dict[str, str]) -> None:
    page(role="about")
    with pytest.raises(IntegrityError), transaction.atomic():
        page(title_fr="Autre page", body_fr="<p>.</p>", **fields)


def test_pages_without_a_role_are_many() -> None:
    page()
    page(title_fr="Autre page", body_fr="<p>.</p>")
    assert Page.public.count() == 2


def test_a_page_without_any_title_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.create(body_fr="<p>.</p>")


def test_hostile_text_is_dead_on_the_page(client: Client) -> None:
    page(
        title_fr='<script>alert("x")</script>',
        lead_fr='"><img src=x onerror=alert(1)>',
        body_fr="<p onclick='x()'>a<script>alert(1)</script></p>",
        slug_fr="hostile",
    )
    tree = html.fromstring(client.get("/fr/hostile/").content)
    scripts = tree.xpath("//script")
    assert [s.get("src") for s in scripts] == ["/static/js/site.js"]
    assert not tree.xpath("//@onerror | //@onclick | //img")
