"""Canary words in everything readers may not see, looked for in every channel they have."""

import datetime
import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from atoutsud.backoffice import preview
from atoutsud.content import drafts, revisions, tagging
from atoutsud.content.documents import snapshot
from atoutsud.content.languages import LANGUAGES
from atoutsud.content.publication import State
from atoutsud.site import search
from atoutsud.site.navigation import MenuEntry
from atoutsud.site.pages import Page
from lexicon.models import Concept, ContributionDraft, Domain, Pointer, Relation
from news.models import Article, ArticlePicture, tags_in_use
from tests.content.uploads import a_picture
from tests.demosite import object_addresses, plain_addresses, sitemap_parts
from tests.lexicon import factories as entries
from tests.members.factories import user
from tests.news import factories as news
from tests.trainings import factories as trainings
from trainings.models import Engagement

pytestmark = pytest.mark.django_db
CANARY = "zqcanari"
NONE = "zqaucunmot"
DAY = datetime.timedelta(days=1)
UNSEEN = ("draft", "planned", "past", "withdrawn")
MACHINES = (
    "/sitemap.xml",
    "/data/news.json",
    "/data/trainings.csv",
    "/data/trainings.json",
    "/data/cofunding.csv",
    "/data/partners.csv",
    "/data/partners.json",
    "/data/lexicon.json",
    "/data/lexicon.csv",
    "/data/lexicon.tbx",
    "/data/lexicon-v2.tbx",
    "/data/lexicon.ttl",
    "/data/lexicon.xlsx",
    "/data/lexicon/changes.json",
    "/data/lexicon/offline.json",
    "/data/iati/activities.xml",
    "/data/iati/organisation.xml",
    "/sw.js",
    "/manifest.webmanifest",
    "/fr/lexique/flux.atom",
    "/en/lexicon/feed.atom",
    "/robots.txt",
    "/readyz",
    "/.well-known/security.txt",
)


def standing(how: str) -> dict[str, Any]:
    now = timezone.now()
    return {
        "draft": {"state": State.DRAFT},
        "planned": {"state": State.PUBLISHED, "publish_from": now + DAY},
        "past": {"state": State.PUBLISHED, "publish_until": now - DAY},
        "withdrawn": {"state": State.WITHDRAWN},
        "published": {"state": State.PUBLISHED},
    }[how]


def words(*names: str) -> dict[str, str]:
    """Each of `names` in both languages, holding the canary."""
    found = {}
    for name in names:
        for code in LANGUAGES:
            found[f"{name}_{code}"] = f"{CANARY} {name} {code}"
    return found


def hidden_entry(how: str) -> Concept:
    entry = entries.concept(
        f"{CANARY} terme", f"{CANARY} term", acronym="ZQCANARI",
        definition_fr=f"{CANARY} sens", definition_en=f"{CANARY} sense",
    )  # fmt: skip
    # The headword of a withdrawn entry goes on standing at its address: here it was never public.
    Concept.objects.filter(pk=entry.pk).update(first_published=None, **standing(how))
    return entry


def plant(how: str) -> list[str]:
    """Everything there is, in the state `how`, and public things that name it; its addresses."""
    state = standing(how)
    entry = hidden_entry(how)
    partner = trainings.partner(CANARY, acronym=CANARY, **words("mission"), **state)
    training = trainings.engagement(**words("title", "summary", "context", "follow_up"), **state)
    article = news.article(**words("title", "lead", "body", "author_line", "place"), **state)
    article.tags.add(f"{CANARY} étiquette")
    news.picture_of(article, **words("caption"))
    page = Page.objects.create(
        slug_fr=CANARY, slug_en=CANARY, **words("title", "lead", "body"), **state
    )
    MenuEntry.objects.create(place="menu", page=page)
    name_from_public(entry, partner, training)
    hidden = [entry, partner, training, article, page]
    return [thing.address(code) for thing in hidden for code in LANGUAGES]


def name_from_public(entry: Concept, partner: Any, training: Any) -> None:
    """Public things that refer to the hidden ones."""
    seen = entries.concept("cadre", "framework")
    Relation.objects.create(concept=seen, target=entry, kind="related")
    Concept.objects.filter(pk=seen.pk).update(replaced_by=entry)
    pointer = Pointer.objects.create(lang="fr", text=f"{CANARY} renvoi")
    pointer.targets.add(entry)
    other = trainings.partner("Bayti", parent=partner)
    shown = trainings.engagement(title_fr="Une semaine", title_en="A week")
    trainings.role(shown, partner)
    trainings.role(shown, other)
    trainings.role(training, other)
    news.bilingual(training=training)


def beside() -> None:
    """What is no object of the site yet: proposals, texts kept, edits not published."""
    entries.new_proposal(f"{CANARY} proposition")
    seen = entries.concept("suivi", "monitoring")
    entries.proposal(seen, ("definition.fr", f"{CANARY} autre sens"))
    ContributionDraft.objects.create(form="new", data={"term": CANARY})
    article = Article()
    about = {"title.fr": "Neuf", "body.fr": "<p>Neuf.</p>", "state": "published"}
    revisions.apply(article, about, seen_version=0, author=None)
    edited = snapshot(article) | {"title.fr": f"{CANARY} réécrit"}
    drafts.save_draft(article, edited, author=None, base_version=article.version)
    tagging.Tag.objects.create(name=f"{CANARY} inutile", slug=f"{CANARY}-inutile")


def channels() -> list[str]:
    found = list(MACHINES)
    for code in LANGUAGES:
        found += plain_addresses(code)
        with translation.override(code):
            found += [f"{reverse('lexicon-letter', args=[letter])}" for letter in "cz"]
            lists = [reverse(n) for n in ("news-list", "trainings-list", "lexicon-index")]
            found += [f"{a}?preview=1&state=draft&status=draft&draft=1" for a in lists]
            found += around(code)
    for addresses in object_addresses().values():
        found += addresses.values()
    found += sitemap_parts()
    found += [reverse("lexicon-entry-data", args=[entry.pk]) for entry in Concept.public.all()]
    return sorted(set(found))


def around(code: str) -> list[str]:
    """What stands around public objects in one language: histories, embeds, feeds, calendars."""
    found = [reverse("trainings-report", args=[2016])]
    found += [reverse("news-tag", args=[tag.slug]) for tag in tags_in_use()]
    for entry in Concept.public.all():
        names = ("lexicon-history", "lexicon-embed", "lexicon-suggest")
        found += [reverse(name, args=[entry.pk]) for name in names]
    for domain in Domain.public.all():
        names = ("lexicon-domain", "lexicon-domain-feed")
        found += [reverse(name, args=[domain.where(code)]) for name in names]
    found += [reverse("trainings-event", args=[one.pk]) for one in Engagement.public.all()]
    return found


def said_by(response: Any) -> str:
    """Words and headers; of a workbook, its sheets."""
    body = response.getvalue()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return b"".join([body, str(response.headers).encode()]).decode()


def leaks(client: Client) -> list[str]:
    found = []
    for address in channels():
        response = client.get(address, headers={"accept-encoding": "identity"})
        text = said_by(response)
        if CANARY in text.casefold():
            at = text.casefold().index(CANARY)
            found.append(f"{address}: …{text[max(0, at - 80) : at + 40]!r}")
    return found + searches(client)


def searches(client: Client) -> list[str]:
    """The same answer to the canary as to a word that exists nowhere."""
    found = []
    for code in LANGUAGES:
        with translation.override(code):
            address = reverse("lexicon-index")
            offered = client.get(reverse("lexicon-suggestions"), {"q": CANARY[:5], "lang": code})
            if CANARY in offered.text.casefold():
                found.append(f"suggestions in {code}")
            for group in search.find(CANARY, code):
                found.append(f"search of {group.label} in {code}")
        told = [
            client.get(f"{address}?q={word}", headers={"accept-encoding": "identity"})
            .content.decode()
            .replace(word, "")
            for word in (CANARY, NONE)
        ]
        if told[0] != told[1]:
            found.append(f"{address}?q=")
    return found


@pytest.mark.parametrize("how", UNSEEN)
def test_nothing_unseen_is_read_anywhere(client: Client, how: str) -> None:
    addresses = plant(how)
    beside()
    assert not (found := leaks(client)), "\n".join(found)
    for address in addresses:
        response = client.get(address)
        assert response.status_code in (404, 410), address
        # The page may lead to the same address in the other language: what was asked, not told.
        told = re.sub(r"/[\w/-]*/", "", response.content.decode())
        assert CANARY not in told, address
    client.force_login(user())
    assert not (found := leaks(client)), "\n".join(found)


def edited_aside() -> list[Any]:
    """One public object of each kind, in both languages, with a working draft that readers miss."""
    article = news.bilingual()
    news.picture_of(article)
    page = Page.objects.create(
        state="published", slug_fr="mots", slug_en="words", title_fr="Mots", title_en="Words",
        body_fr="<p>x</p>", body_en="<p>x</p>",
    )  # fmt: skip
    entry = entries.concept("suivi", "monitoring", definition_fr="Sens.", definition_en="Sense.")
    made = [article, page, entry, trainings.engagement(), trainings.partner("Bayti")]
    for thing in made:
        seen = snapshot(thing)
        texts = {
            path: f"<p>{CANARY}</p>" if path.startswith("body") else f"{CANARY} {path}"
            for path in seen
            if path.rpartition(".")[2] in LANGUAGES and not path.startswith("slug")
        }
        more = {f"tags/{CANARY}": True} if "tags" in thing.document.sets else {}
        drafts.save_draft(thing, {**seen, **texts, **more}, author=None, base_version=thing.version)
        assert drafts.draft_of(thing) is not None, thing
    return made


def test_nothing_kept_aside_is_read_anywhere(client: Client) -> None:
    """Working drafts of every kind, in both languages, before and after they were previewed."""
    made = edited_aside()
    assert not (found := leaks(client)), "\n".join(found)
    desk, shown = Client(), 0
    desk.force_login(user("chief@example.org", is_staff=True, is_superuser=True))
    for thing in made:
        meta = thing._meta
        for code in LANGUAGES:
            name = f"admin:{meta.app_label}_{meta.model_name}_preview_page"
            shown += CANARY in desk.get(reverse(name, args=[thing.pk, code])).text.casefold()
            address = preview.address_of(preview.token_for(thing, 1), code)
            answer = client.get(address)
            shown += CANARY in answer.text.casefold()
            assert "noindex" in answer.headers["X-Robots-Tag"]
            assert "no-store" in answer.headers["Cache-Control"]
    assert shown == 4 * len(made)  # the previews do show it
    assert not (found := leaks(client)), "\n".join(found)


@pytest.mark.parametrize("how", UNSEEN)
def test_pictures_of_what_is_unseen_have_no_address_anywhere(client: Client, how: str) -> None:
    article = news.article(**standing(how))
    picture = a_picture(consent="not_needed", alt_fr="Carte", alt_en="Map")
    ArticlePicture.objects.create(article=article, picture=picture)
    assert len(picture.key) >= 22  # 128 bits: not to be guessed
    for address in channels():
        response = client.get(address, headers={"accept-encoding": "identity"})
        assert picture.key not in said_by(response), address


def test_the_canaries_sing_once_published(client: Client) -> None:
    """The same things, published, are found in every kind of channel: the test above bites."""
    plant("published")
    found = "\n".join(leaks(client))
    for place in (
        "/fr/:", "/en/:", "/sitemap-news-", "/data/news.json", "flux.atom", "feed.atom",
        "/fr/actualites/", "/fr/formations/", "/fr/partenaires/", "/fr/lexique/", "search of",
        "?q=", "/fr/lexique/lettre/z/", "/data/trainings.json", "/data/partners.csv",
    ):  # fmt: skip
        assert place in found, place


def test_withdrawing_takes_effect_at_once(client: Client) -> None:
    article = news.article(title_fr=CANARY)
    tag = client.get("/fr/").headers["ETag"]
    assert leaks(client)
    revisions.apply(article, {"state": "withdrawn"}, seen_version=article.version, author=None)
    answer = client.get("/fr/", headers={"if-none-match": tag})
    assert answer.status_code == 200 and answer.headers["ETag"] != tag
    assert not leaks(client)
    assert client.get(article.address("fr")).status_code == 410


def test_a_draft_saved_again_tells_nothing_but_that_something_changed(client: Client) -> None:
    article = news.article(state="draft", title_fr=CANARY)
    shown = re.sub(r"\s+", " ", client.get("/fr/", headers={"accept-encoding": "identity"}).text)
    article.title_fr = f"{CANARY} encore"
    article.save()
    again = client.get("/fr/", headers={"accept-encoding": "identity"}).text
    assert re.sub(r"\s+", " ", again) == shown


def test_an_unknown_and_a_hidden_address_answer_alike(client: Client) -> None:
    article = news.article(state="draft", title_fr=CANARY)
    hidden = client.get(f"/fr/actualites/{article.pk}-x/")
    unknown = client.get(f"/fr/actualites/{article.pk + 999}-x/")
    assert hidden.status_code == unknown.status_code == 404
    strip = str(article.pk), str(article.pk + 999)
    assert hidden.text.replace(strip[0], "") == unknown.text.replace(strip[1], "").replace(
        strip[0], ""
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_half_a_translation_is_read_nowhere(client: Client, code: str) -> None:
    """A language is public when all its declared fields are filled, and then only."""
    other = "en" if code == "fr" else "fr"
    half = {f"title_{code}": CANARY, f"title_{other}": "Words"}
    article = news.article(**half, **{f"body_{other}": "<p>Words.</p>"})
    summary = {f"summary_{code}": "", f"summary_{other}": "Some words."}
    training = trainings.engagement(**half, **summary)
    page = Page.objects.create(
        state="published", slug_fr="mots", slug_en="words", **half, **{f"body_{other}": "<p>x</p>"}
    )
    MenuEntry.objects.create(place="menu", page=page)
    for made in (article, training, page):
        assert made.languages == (other,)
    assert not (found := leaks(client)), "\n".join(found)
