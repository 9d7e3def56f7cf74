"""The review screen, the queue, and the editors' forms."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from lexicon.models import Concept, Contribution, Pointer, Source
from tests.lexicon import factories as make

pytestmark = pytest.mark.django_db
QUEUE = "/admin/lexicon/contribution/"


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make.reviewer())
    return client


def review(contribution: Contribution) -> str:
    return reverse("admin:lexicon_contribution_change", args=[contribution.pk])


def tree(response: Any) -> Any:
    return html.fromstring(response.content.decode())


def form_of(response: Any, **choices: str) -> dict[str, str]:
    """What the page would post with `choices` ticked."""
    form = tree(response).get_element_by_id("review")
    posted = {name: value or "" for name, value in form.form_values()}
    return {**posted, **choices}


def test_the_queue_is_oldest_first_and_says_what_is_about(office: Client) -> None:
    first = make.proposal(make.concept(), ("note.fr", "Une note."))
    make.new_proposal(
        author=make.member("b@example.org", credit_choice="name", credit_name="Atlas")
    )
    page = tree(office.get(QUEUE))
    about = [cell.text_content().strip() for cell in page.xpath("//td[@class='field-what']/a")]
    assert about == ["cadre logique", "théorie du changement"]
    assert "Atlas" in page.text_content()
    Contribution.objects.filter(pk=first.pk).update(state="withdrawn")
    page = tree(office.get(QUEUE))
    assert len(page.xpath("//td[@class='field-what']/a")) == 1
    assert len(tree(office.get(QUEUE + "?tab=decided")).xpath("//td[@class='field-what']")) == 1
    assert office.get(QUEUE + "add/").status_code == 403
    assert office.get(f"{QUEUE}{first.pk}/delete/").status_code == 403


def test_the_screen_shows_each_field_beside_the_current_one(office: Client) -> None:
    entry = make.concept()
    sent = make.proposal(entry, ("definition.fr", "Tableau qui résume un grand projet."))
    response = office.get(review(sent))
    page = tree(response)
    card = page.xpath("//section[contains(@class, 'change')]")[0]
    assert card.get("data-state") == "clean"
    assert [ins.text.strip() for ins in card.xpath(".//ins")] == ["grand"]
    assert card.xpath(".//input[@type='radio'][@checked]/@value") == ["later"]
    assert len(page.findall(".//h1")) == 1
    assert not page.xpath("//*[@style] | //script[not(@src) and not(@type)]")


def test_decisions_are_published_in_one_post(office: Client) -> None:
    entry = make.concept()
    sent = make.proposal(
        entry, ("definition.fr", "Mieux dit."), ("note.fr", "Une note."), ("note.en", "A note.")
    )
    one, two, three = (f"c{change.pk}" for change in sent.changes.all())
    posted = form_of(
        office.get(review(sent)),
        **{one: "apply", two: "edit", f"{two}-text": "Ma note.", three: "refuse",
           f"{three}-reason": "needs_source", f"{three}-word": "Which one?"},
    )  # fmt: skip
    response = office.post(review(sent), {**posted, "_publish": "1"})
    assert (response.status_code, response["Location"]) == (302, QUEUE)
    entry.refresh_from_db()
    assert (entry.definition_fr, entry.note_fr, entry.note_en) == ("Mieux dit.", "Ma note.", "")
    sent.refresh_from_db()
    assert sent.state == "partly"
    assert entry.address("fr") in office.get(QUEUE).content.decode()


def test_a_new_entry_is_accepted_and_found(office: Client) -> None:
    sent = make.new_proposal()
    posted = form_of(office.get(review(sent)))
    posted |= {f"c{change.pk}": "apply" for change in sent.changes.all()}
    assert office.post(review(sent), {**posted, "_publish": "1"}).status_code == 302
    entry = Concept.objects.get()
    assert entry.address("fr") in Client().get("/fr/lexique/?q=theorie").content.decode()


def test_a_refusal_without_a_reason_writes_nothing_and_keeps_choices(office: Client) -> None:
    sent = make.proposal(make.concept(), ("note.fr", "Une note."))
    name = f"c{sent.changes.get().pk}"
    posted = form_of(office.get(review(sent)), **{name: "refuse"})
    response = office.post(review(sent), {**posted, "_publish": "1"})
    assert response.status_code == 422
    checked = tree(response).xpath("//input[@type='radio'][@checked]/@value")
    assert checked == ["refuse"]
    assert Contribution.objects.get().state == "pending"
    response = office.post(review(sent), {**posted, name: "later", "_publish": "1"})
    assert response.status_code == 422


def test_a_publication_meanwhile_answers_409_with_choices_kept(office: Client) -> None:
    entry = make.concept()
    sent = make.proposal(entry, ("definition.fr", "Mieux dit."), ("note.fr", "Une note."))
    one, two = (f"c{change.pk}" for change in sent.changes.all())
    posted = form_of(
        office.get(review(sent)), **{one: "edit", f"{one}-text": "Ma version.", two: "apply"}
    )
    make.change(entry, {"definition.fr": "Dit entre-temps."})
    response = office.post(review(sent), {**posted, "_publish": "1"})
    assert response.status_code == 409
    page = tree(response)
    cards = page.xpath("//section[contains(@class, 'change')]")
    assert [card.get("data-state") for card in cards] == ["conflict", "clean"]
    assert not cards[0].xpath(".//input[@type='radio'][@checked]")
    assert cards[0].xpath(".//textarea")[0].text.strip() == "Ma version."
    assert cards[1].xpath(".//input[@checked]/@value") == ["apply"]
    entry.refresh_from_db()
    assert (entry.definition_fr, entry.note_fr) == ("Dit entre-temps.", "")
    again = form_of(response, **{one: "edit"})
    assert office.post(review(sent), {**again, "_publish": "1"}).status_code == 302
    entry.refresh_from_db()
    assert entry.definition_fr == "Ma version."


def test_ticking_the_clean_ones_publishes_nothing(office: Client) -> None:
    entry = make.concept()
    sent = make.proposal(entry, ("definition.fr", "Mieux dit."), ("note.fr", "Une note."))
    make.change(entry, {"definition.fr": "Dit entre-temps."})
    posted = form_of(office.get(review(sent)))
    page = tree(office.post(review(sent), {**posted, "_tick": "clean"}))
    assert page.xpath("//input[@type='radio'][@checked]/@value") == ["apply"]
    assert Contribution.objects.get().state == "pending"


def test_other_proposals_on_the_same_text_are_shown(office: Client) -> None:
    entry = make.concept()
    sent = make.proposal(entry, ("note.fr", "Une note."))
    beside = make.proposal(entry, ("note.fr", "Autre note."), author=make.member("b@example.org"))
    page = tree(office.get(review(sent)))
    assert page.xpath(f"//details[@class='near']//a[@href='{review(beside)}']")


def test_a_remark_is_answered_and_an_unwanted_one_set_aside(office: Client) -> None:
    from lexicon.proposing import contribute

    entry = make.concept()
    for button, state in (("_publish", "accepted"), ("_refuse", "refused")):
        sent = contribute(
            [], author=make.member(), language="fr", concept=entry, message="Une remarque."
        )
        posted = form_of(office.get(review(sent)), word="Merci.")
        assert office.post(review(sent), {**posted, button: "1"}).status_code == 302
        sent.refresh_from_db()
        assert sent.state == state
        assert office.get(review(sent)).status_code == 200


def test_only_those_with_the_right_review(client: Client) -> None:
    sent = make.proposal(make.concept(), ("note.fr", "Une note."))
    assert client.get(review(sent)).status_code == 302
    client.force_login(make.member())
    assert client.get(review(sent)).status_code in (302, 403)
    client.force_login(make.member("equipe@example.org", is_staff=True))
    assert client.get(review(sent)).status_code == 403
    assert client.post(review(sent), {"_publish": "1"}).status_code == 403


@pytest.mark.parametrize("model", ["concept", "domain", "source", "pointer", "contribution"])
def test_every_list_and_form_opens(office: Client, model: str) -> None:
    domain = make.domain()
    entry = make.concept(acronym="CL", **{f"domains/{domain.code}": True})
    source = Source.objects.create(title="Guide")
    pointer = Pointer.objects.create(lang="fr", text="renvoi")
    pointer.targets.add(entry)
    sent = make.proposal(entry, ("note.fr", "x"))
    rows = {"concept": entry, "domain": domain, "source": source, "pointer": pointer,
            "contribution": sent}  # fmt: skip
    base = f"/admin/lexicon/{model}/"
    assert office.get(base).status_code == 200
    assert office.get(base + "?q=cadre").status_code == 200
    assert office.get(f"{base}{rows[model].pk}/change/").status_code == 200
    if model != "contribution":
        assert office.get(base + "add/").status_code == 200


def test_an_editor_publishes_a_new_entry_from_the_form(office: Client) -> None:
    page = office.get("/admin/lexicon/concept/add/")
    form = next(f for f in tree(page).forms if f.get("id") == "concept_form")
    posted = {name: value or "" for name, value in form.form_values()}
    posted |= {
        "definition_fr": "Une définition.",
        "terms-TOTAL_FORMS": "2",
        "terms-0-lang": "fr", "terms-0-text": "mot neuf", "terms-0-kind": "full",
        "terms-0-status": "preferred", "terms-0-position": "0", "terms-0-browse": "on",
        "terms-1-lang": "en", "terms-1-text": "new word", "terms-1-kind": "full",
        "terms-1-status": "preferred", "terms-1-position": "0", "terms-1-browse": "on",
        "_publish": "1",
    }  # fmt: skip
    response = office.post("/admin/lexicon/concept/add/", posted)
    assert response.status_code == 302, tree(response).xpath(
        "//*[contains(@class, 'error')]//text()"
    )
    entry = Concept.objects.get()
    assert (entry.heading_fr, entry.heading_en, entry.version) == ("mot neuf", "new word", 1)
    posted["terms-0-text"] = ""
    posted["terms-1-text"] = ""
    response = office.post("/admin/lexicon/concept/add/", {**posted, "terms-TOTAL_FORMS": "0"})
    assert response.status_code == 200
    assert Concept.objects.count() == 1
