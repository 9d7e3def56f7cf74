"""Hostile words in every text of everything public: nothing comes alive, wherever it is shown."""

from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from lxml import etree, html

from atoutsud.site.navigation import MenuEntry
from atoutsud.site.pages import Page
from lexicon.models import Concept, Pointer
from tests.backoffice import factories as office
from tests.lexicon import factories as entries
from tests.news import factories as news
from tests.test_drafts_never_leak import channels
from tests.trainings import factories as trainings

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MARK = "zqvif"
# Ends an attribute, a title, a text area, a script, a comment, a CDATA section and a tag.
BREAKERS = (
    f"{MARK}\"'></title></textarea></script><script>{MARK}()</script>",
    f"{MARK}--><img src=x onerror={MARK}()>]]><svg onload={MARK}()>",
    f"{MARK}{{{{7*7}}}}${{7*7}} javascript:{MARK}() &lt;b onclick={MARK}()&gt;",
)
KEPT = {"slug", "code", "uid", "key", "reference", "state", "kind", "lang", "url", "uri",
        "org_identifier"}  # fmt: skip


def texts_of(model: type[models.Model]) -> dict[str, str]:
    """Every text an editor types, in both languages: all of it, or as much as its column takes."""
    found = {}
    for field in model._meta.concrete_fields:
        plain = field.name.removesuffix("_fr").removesuffix("_en")
        typed = isinstance(field, models.CharField | models.TextField) and field.editable
        if not typed or field.choices or plain in KEPT or "slug" in plain:
            continue
        most = (getattr(field, "max_length", None) or 10_000) - 4
        fitting = [text for text in (" ".join(BREAKERS), *BREAKERS) if len(text) <= most]
        if fitting:
            found[field.name] = fitting[0]
    return found


def plant() -> list[Any]:
    """One public thing of each kind, stored as if every form had been passed by."""
    article = news.bilingual()
    picture = news.picture_of(article)
    page = Page.objects.create(slug_fr="vif", slug_en="alive", title_fr="x", title_en="x")
    partner, payer = trainings.partner("Un"), trainings.partner("Deux")
    training = trainings.engagement(title_fr="x", title_en="x")
    trainings.role(training, partner)
    line = trainings.line(training, payer)
    concept = entries.concept("amont", "upstream")
    pointer = Pointer.objects.create(lang="fr", text="aval")
    pointer.targets.add(concept)
    domain = entries.domain()
    concept.domains.add(domain)
    menu = MenuEntry.objects.create(place="menu", page=page)
    everything = [article, picture, picture.picture, page, partner, payer, training, line, concept,
                  *concept.terms.all(), pointer, domain, menu]  # fmt: skip
    for thing in everything:
        model = type(thing)
        columns = texts_of(model)
        if columns:
            model._base_manager.filter(pk=thing.pk).update(**columns)
    article.tags.add(BREAKERS[0])
    Concept.objects.filter(pk=concept.pk).update(heading_fr=BREAKERS[0], heading_en=BREAKERS[1])
    Page.objects.filter(pk=page.pk).update(state="published")
    return everything


def alive(answer: Any) -> list[str]:
    """What of the mark a browser would run or load, rather than show."""
    kind = answer.headers.get("Content-Type", "")
    text = answer.getvalue()
    if kind.partition(";")[0].endswith(("/xml", "+xml")):
        etree.fromstring(text)
        return []
    if "html" not in kind:
        return []
    found = []
    for element in html.document_fromstring(text).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "script" and MARK in (element.text or ""):
            data = (element.get("type") or "").endswith("json")
            if not data or "</" in element.text or "<!--" in element.text:
                found.append(etree.tostring(element)[:200].decode())
        for name, value in element.attrib.items():
            runs = name.startswith("on") or (name == "src" and value == "x")
            leads = name in ("href", "src", "action", "formaction")
            if runs or (leads and value.strip().lower().startswith(("javascript", "data"))):
                found.append(f"{element.tag} {name}={value[:80]}")
    return found


def test_nothing_comes_alive_anywhere(client: Client) -> None:
    things = plant()
    told, shown = [], 0
    for address in channels():
        answer = client.get(address, headers={"accept-encoding": "identity"}, follow=True)
        assert answer.status_code < 500, address
        found = alive(answer)
        shown += MARK.encode() in (b"" if answer.streaming else answer.content)
        told += [f"{address}: {one}" for one in found]
    desk = Client()
    desk.force_login(office.superuser())
    for thing in things:
        meta = type(thing)._meta
        root = f"admin:{meta.app_label}_{meta.model_name}"
        try:
            addresses = [reverse(f"{root}_changelist"), reverse(f"{root}_change", args=[thing.pk])]
        except Exception:
            continue  # rows are edited with what they belong to
        for address in addresses:
            answer = desk.get(address)
            assert answer.status_code == 200, address
            shown += MARK.encode() in answer.content
            told += [f"{address}: {one}" for one in alive(answer)]
    assert not told, "\n".join(told)
    assert shown > 30
