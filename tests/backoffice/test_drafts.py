"""Editing what is public without unpublishing it, and showing it before readers see it."""

import datetime
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atoutsud.backoffice import preview
from atoutsud.content import documents, drafts, publication, revisions
from atoutsud.content.drafts import WorkingDraft, draft_of
from atoutsud.site.pages import Page
from atoutsud.stylesheet import source_of
from news.models import Article
from tests.backoffice.browser import posted
from tests.backoffice.factories import page, page_form, person
from tests.content.uploads import a_picture
from tests.lexicon import factories as lexicon

pytestmark = pytest.mark.django_db


def address(obj: Any, view: str, *more: Any) -> str:
    meta = obj._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{view}", args=[obj.pk, *more])


def live_page(author: Any, **fields: Any) -> Page:
    return page(author, state="published", **fields)


def keep(desk: Client, obj: Page, **fields: Any) -> Any:
    data = page_form(obj) | {"_keep": "1", **fields}
    data.pop("_draft", None)
    return desk.post(address(obj, "change"), data)


def article(author: Any, **fields: Any) -> Article:
    made = Article()
    words = {"title.fr": "Une semaine", "body.fr": "<p>Bonjour.</p>", "state": "published"}
    revisions.apply(made, {**words, **fields}, seen_version=0, author=author)
    return made


def is_dressed(answer: Any) -> bool:
    style = re.search(r"<style>(.*?)</style>", answer.content.decode(), re.DOTALL)
    assert style
    return source_of(style[1]) in answer["Content-Security-Policy"]


# Keeping


def test_a_kept_change_is_seen_by_no_reader(desk: Client, admin_user: Any) -> None:
    made = live_page(admin_user)
    before = publication.seen()
    assert keep(desk, made, title_fr="En chantier").status_code == 302
    made.refresh_from_db()
    assert (made.title_fr, made.version, made.state) == ("Qui sommes-nous", 1, "published")
    assert draft_of(made).document["title.fr"] == "En chantier"
    assert "En chantier" not in Client().get(made.address("fr")).content.decode()
    assert publication.seen() == before


def test_the_form_shows_the_draft_and_says_so(desk: Client, admin_user: Any) -> None:
    made = live_page(admin_user)
    keep(desk, made, title_fr="En chantier")
    html = desk.get(address(made, "change")).content.decode()
    assert 'value="En chantier"' in html
    assert address(made, "draft") in html


def test_the_enter_key_publishes_nothing(desk: Client, admin_user: Any) -> None:
    html = desk.get(address(live_page(admin_user), "change")).content.decode()
    assert html.index('name="_keep"') < html.index('name="_publish"')


def test_keeping_what_is_live_already_keeps_nothing(desk: Client, admin_user: Any) -> None:
    made = live_page(admin_user)
    keep(desk, made)
    assert draft_of(made) is None
    keep(desk, made, title_fr="En chantier")
    form = posted(desk.get(address(made, "change")).content, "page_form", "_keep")
    desk.post(address(made, "change"), form | {"title_fr": "Qui sommes-nous"})
    assert draft_of(made) is None


def test_publishing_the_form_publishes_the_draft_and_ends_it(desk: Client, admin_user: Any) -> None:
    made = live_page(admin_user)
    keep(desk, made, title_fr="En chantier", lead_en="A lead")
    form = posted(desk.get(address(made, "change")).content, "page_form", "_publish")
    assert desk.post(address(made, "change"), form | {"lead_fr": "Chapeau"}).status_code == 302
    made.refresh_from_db()
    assert (made.title_fr, made.lead_en, made.lead_fr) == ("En chantier", "A lead", "Chapeau")
    assert made.version == 2
    assert draft_of(made) is None


def test_rows_sets_and_dates_of_a_draft_come_back_in_the_form(
    desk: Client, admin_user: Any
) -> None:
    one, two = a_picture(alt_fr="Un"), a_picture(alt_fr="Deux")
    first, second = f"pictures/{uuid.uuid4()}", f"pictures/{uuid.uuid4()}"
    made = article(admin_user, **{f"{first}/picture": documents.identity(one), "tags/genre": True})
    document = documents.patched(
        revisions.snapshot(made),
        {
            first: None,
            f"{second}/picture": documents.identity(two),
            f"{second}/caption.fr": "Neuve",
            "tags/genre": None,
            "tags/climat": True,
            "publish_until": "2031-01-01T00:00:00+00:00",
        },
    )
    drafts.save_draft(made, document, author=admin_user, base_version=1)
    form = posted(desk.get(address(made, "change")).content, "article_form", "_publish")
    assert form["tags"] == ["climat"]
    assert form["publish_until_0"] == ["01/01/2031"]
    assert desk.post(address(made, "change"), form).status_code == 302
    made.refresh_from_db()
    rows = list(made.all_pictures.all())
    assert [(row.picture, row.caption_fr) for row in rows] == [(two, "Neuve")]
    assert [tag.name for tag in made.tags.all()] == ["climat"]
    assert made.publish_until.year == 2031


def test_withdrawing_keeps_the_draft_for_later(desk: Client, admin_user: Any) -> None:
    made = live_page(admin_user)
    keep(desk, made, title_fr="En chantier")
    form = posted(desk.get(address(made, "change")).content, "page_form", "_withdraw")
    desk.post(address(made, "change"), form)
    made.refresh_from_db()
    assert (made.state, made.title_fr) == ("withdrawn", "Qui sommes-nous")
    assert draft_of(made).document["title.fr"] == "En chantier"


def test_an_entry_is_kept_and_published_by_its_own_rules(desk: Client) -> None:
    entry = lexicon.concept()
    document = {**revisions.snapshot(entry), "definition.fr": "Autre définition."}
    drafts.save_draft(entry, document, author=None, base_version=entry.version)
    assert desk.post(address(entry, "draft"), {"_publish": "1"}).status_code == 302
    entry.refresh_from_db()
    assert entry.definition_fr == "Autre définition."
    assert draft_of(entry) is None


# Several editors


def test_two_editors_of_one_draft_both_keep_their_words(desk: Client, admin_user: Any) -> None:
    made = live_page(admin_user)
    keep(desk, made, title_fr="En chantier")
    mine = posted(desk.get(address(made, "change")).content, "page_form", "_keep")
    theirs = mine | {"title_en": "Under way"}
    desk.post(address(made, "change"), theirs)
    assert desk.post(address(made, "change"), mine | {"lead_fr": "Chapeau"}).status_code == 302
    kept = draft_of(made).document
    assert (kept["title.fr"], kept["title.en"], kept["lead.fr"]) == (
        "En chantier",
        "Under way",
        "Chapeau",
    )


def test_the_same_words_of_a_draft_changed_twice_give_a_choice(
    desk: Client, admin_user: Any
) -> None:
    made = live_page(admin_user)
    keep(desk, made, lead_fr="Chapeau")
    mine = posted(desk.get(address(made, "change")).content, "page_form", "_keep")
    desk.post(address(made, "change"), mine | {"title_fr": "Le leur"})
    answer = desk.post(address(made, "change"), mine | {"title_fr": "Le mien"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Le mien" in html
    assert "Le leur" in html
    assert draft_of(made).document["title.fr"] == "Le leur"
    again = posted(answer.content, "page_form", "_keep")
    assert desk.post(address(made, "change"), again).status_code == 302
    assert draft_of(made).document["title.fr"] == "Le mien"


def test_two_who_begin_a_draft_at_once_lose_nothing(desk: Client, admin_user: Any) -> None:
    made = live_page(admin_user)
    keep(desk, made, title_fr="Le leur")
    assert keep(desk, made, lead_fr="Le mien").status_code == 302
    kept = draft_of(made).document
    assert (kept["title.fr"], kept["lead.fr"]) == ("Le leur", "Le mien")
    assert keep(desk, made, title_fr="Autre").status_code == 409


def test_what_was_published_meanwhile_is_not_overwritten_by_a_draft(
    desk: Client, admin_user: Any
) -> None:
    made = live_page(admin_user)
    keep(desk, made, title_fr="Du brouillon")
    changed = {"title.fr": "Publié entre-temps", "lead.fr": "Gardé"}
    revisions.apply(made, changed, seen_version=1, author=admin_user)
    form = posted(desk.get(address(made, "change")).content, "page_form", "_publish")
    answer = desk.post(address(made, "change"), form)
    assert answer.status_code == 409
    assert "Publié entre-temps" in answer.content.decode()
    assert desk.post(address(made, "draft"), {"_publish": "1"}).status_code == 409
    again = posted(answer.content, "page_form", "_publish")
    assert desk.post(address(made, "change"), again).status_code == 302
    made.refresh_from_db()
    assert (made.title_fr, made.lead_fr) == ("Du brouillon", "Gardé")


def test_a_draft_given_up_leaves_no_trace(desk: Client, admin_user: Any) -> None:
    made = live_page(admin_user)
    keep(desk, made, title_fr="En chantier")
    assert "<ins>En chantier</ins>" in desk.get(address(made, "draft")).content.decode()
    assert draft_of(made) is not None
    desk.post(address(made, "draft"), {"_discard": "1"})
    assert not WorkingDraft.objects.exists()
    made.refresh_from_db()
    assert made.version == 1


# Preview


def test_the_preview_is_the_public_page_in_both_languages(desk: Client, admin_user: Any) -> None:
    made = live_page(admin_user, **{"title.en": "Us", "body.en": "<p>Hello.</p>"})
    keep(desk, made, title_fr="En chantier", title_en="Under way")
    for code, words in (("fr", "En chantier"), ("en", "Under way")):
        answer = desk.get(address(made, "preview_page", code))
        html = answer.content.decode()
        assert answer.status_code == 200
        assert words in html
        assert f'<html lang="{code}"' in html
        assert "admin@example.org" not in html
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
        assert is_dressed(answer)
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]


def test_a_preview_changes_nothing_and_leaves_nothing_behind(desk: Client, admin_user: Any) -> None:
    made = live_page(admin_user, role="about")
    keep(desk, made, title_fr="En chantier", slug_fr="en-chantier")
    before = publication.seen()
    desk.get(address(made, "preview_page", "fr"))
    made.refresh_from_db()
    assert (made.title_fr, made.version) == ("Qui sommes-nous", 1)
    assert publication.seen() == before
    assert "en-chantier" not in Client().get("/fr/").content.decode()
    revisions.apply(made, {"lead.fr": "Chapeau"}, seen_version=1, author=admin_user)
    assert "en-chantier" not in Client().get("/fr/").content.decode()


def test_preview_from_the_form_keeps_first(desk: Client, admin_user: Any) -> None:
    made = live_page(admin_user)
    data = page_form(made) | {"_preview": "1", "title_fr": "En chantier"}
    data.pop("_draft")
    answer = desk.post(address(made, "change"), data)
    assert answer["Location"] == address(made, "preview")
    screen = desk.get(answer["Location"])
    assert "frame-src 'self'" in screen["Content-Security-Policy"]
    assert address(made, "preview_page", "fr") in screen.content.decode()


def test_a_draft_planned_for_later_is_previewed_as_published(desk: Client, admin_user: Any) -> None:
    later = (timezone.now() + datetime.timedelta(days=9)).isoformat()
    made = page(admin_user, state="published", publish_from=later)
    assert desk.get(address(made, "preview_page", "fr")).status_code == 200
    assert Client().get(made.address("fr")).status_code == 404


def test_an_entry_not_yet_published_is_previewed_with_its_terms(desk: Client) -> None:
    entry = lexicon.concept("théorie du changement", "theory of change", state="draft")
    answer = desk.get(address(entry, "preview_page", "en"))
    assert answer.status_code == 200
    assert "theory of change" in answer.content.decode()


def test_a_rule_that_forbids_publication_is_told_in_the_preview(
    desk: Client, admin_user: Any
) -> None:
    made = live_page(admin_user)
    document = {**revisions.snapshot(made), "title.fr": "", "title.en": ""}
    drafts.save_draft(made, document, author=None, base_version=1)
    refused = desk.get(address(made, "preview_page", "fr"))
    assert refused.status_code == 422 and is_dressed(refused)


@pytest.mark.parametrize("view", ["draft", "preview"])
def test_who_may_not_change_it_sees_no_draft(admin_user: Any, view: str) -> None:
    made = article(admin_user)
    document = {**revisions.snapshot(made), "title.fr": "En chantier"}
    drafts.save_draft(made, document, author=None, base_version=1)
    reader = Client()
    reader.force_login(person("relecture@example.org", "Relecteurs"))
    assert reader.get(address(made, view)).status_code == 403
    assert reader.get(address(made, "preview_page", "fr")).status_code == 403
    assert reader.post(address(made, "draft"), {"_discard": "1"}).status_code == 403
    assert "En chantier" not in reader.get(address(made, "change")).content.decode()


# The link for a partner


def link(desk: Client, obj: Any, days: int = 7) -> str:
    html = desk.post(address(obj, "preview"), {"days": days}).content.decode()
    found = re.search(r'value="https?://[^/]+(/fr/apercu/[^"]+)"', html)
    assert found, "no link"
    return found[1]


def test_a_partner_reads_the_draft_without_an_account(desk: Client, admin_user: Any) -> None:
    made = page(admin_user, **{"title.en": "Us", "body.en": "<p>Hello.</p>"})
    where = link(desk, made)
    answer = Client().get(where)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Qui sommes-nous" in html
    assert 'name="robots" content="noindex"' in html
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert is_dressed(answer)
    assert not answer.cookies
    english = where.replace("/fr/apercu/", "/en/preview/")
    assert english in html
    assert "Hello." in Client().get(english).content.decode()


def test_a_link_dies_on_publication(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    where = link(desk, made)
    revisions.apply(made, {"state": "published"}, seen_version=1, author=admin_user)
    answer = Client().get(where)
    assert answer.status_code == 410
    assert made.address("fr") in answer.content.decode()


def test_the_link_of_a_working_draft_dies_with_it(desk: Client, admin_user: Any) -> None:
    made = live_page(admin_user)
    keep(desk, made, title_fr="En chantier")
    where = link(desk, made)
    assert "En chantier" in Client().get(where).content.decode()
    drafts.publish_draft(made, author=admin_user)
    assert Client().get(where).status_code == 410
    made.refresh_from_db()
    document = {**revisions.snapshot(made), "title.fr": "Un autre chantier"}
    drafts.save_draft(made, document, author=admin_user, base_version=made.version)
    assert Client().get(where).status_code == 410


def test_a_link_ends_with_its_time(desk: Client, admin_user: Any, monkeypatch: Any) -> None:
    made = page(admin_user)
    where = link(desk, made, days=2)
    later = timezone.now() + datetime.timedelta(days=2, minutes=1)
    monkeypatch.setattr(preview.timezone, "now", lambda: later)
    assert Client().get(where).status_code == 410


def test_a_link_of_what_was_withdrawn_tells_nothing(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    where = link(desk, made)
    revisions.apply(made, {"state": "withdrawn"}, seen_version=1, author=admin_user)
    answer = Client().get(where)
    assert answer.status_code == 410
    assert "Qui sommes-nous" not in answer.content.decode()


@pytest.mark.parametrize("token", ["x", "a:b:c", "é" * 50, "W10:1tY:abc", "." * 2000])
def test_forged_links_lead_nowhere(token: str) -> None:
    assert Client().get(f"/fr/apercu/{token}/").status_code in (404, 414)


def test_a_token_of_another_signature_is_refused(admin_user: Any) -> None:
    from django.core import signing

    made = page(admin_user)
    stolen = signing.dumps(["site.page", made.pk, 0, 2**33], salt="something else")
    assert Client().get(f"/fr/apercu/{stolen}/").status_code == 404
    wrong = signing.dumps(["members.user", 1, 0, 2**33], salt=preview.SALT)
    assert Client().get(f"/fr/apercu/{wrong}/").status_code == 404


def test_no_link_is_made_of_what_everybody_reads(desk: Client, admin_user: Any) -> None:
    made = live_page(admin_user)
    html = desk.post(address(made, "preview"), {"days": 7}).content.decode()
    assert "/fr/apercu/" not in html
