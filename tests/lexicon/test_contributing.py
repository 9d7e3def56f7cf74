"""Proposing: as a member, as a visitor who signs in afterwards, and following what became of it."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from atoutsud.content.revisions import history
from lexicon.contributing import COOKIE
from lexicon.forms import sign_base
from lexicon.models import Change, Concept, Contribution, ContributionDraft
from lexicon.moderation import Decision, decide
from tests.lexicon import factories as make
from tests.lexicon.test_moderation import seen

pytestmark = pytest.mark.django_db
NEW = "/fr/lexique/contribuer/"
GOOD = {
    "term": "  théorie   du changement ",
    "acronym": "TdC",
    "definition": "Récit de la façon dont un projet agit.",
    "equivalents": "theory of change\r\npathway of change\nTheory of Change",
    "source": "Un guide, page 4",
    "message": "Très employé dans les appels.",
}


class Typed(Client):
    """A client that has had the form before its eyes for a minute."""

    def post(self, path: str, data: Any = None, **options: Any) -> Any:  # type: ignore[override]
        if isinstance(data, dict) and ("contrib" in path or "propos" in path):
            data = {"shown": make.stamp(), **data}
        return super().post(path, data, **options)


@pytest.fixture
def client() -> Client:
    return Typed()


def signed_in(client: Client) -> Client:
    client.force_login(make.member())
    return client


def page(response: Any) -> Any:
    return html.fromstring(response.content)


def test_a_member_proposes_a_new_entry(client: Client) -> None:
    domain = make.domain()
    response = signed_in(client).post(NEW, {**GOOD, "domain": domain.pk})
    sent = Contribution.objects.get()
    assert (response.status_code, response["Location"]) == (
        303, f"/fr/lexique/mes-contributions/?sent={sent.pk}"
    )  # fmt: skip
    assert (sent.kind, sent.state, sent.concept, sent.source) == (
        "new", "pending", None, "Un guide, page 4"
    )  # fmt: skip
    rows = [change.new for change in sent.changes.filter(path__startswith="terms/")]
    assert [(row["lang"], row["text"], row["status"]) for row in rows] == [
        ("fr", "théorie du changement", "preferred"),
        ("fr", "TdC", "preferred"),
        ("en", "theory of change", "preferred"),
        ("en", "pathway of change", "admitted"),
    ]
    assert sent.changes.filter(path=f"domains/{domain.code}", new=True).exists()
    assert not Concept.objects.exists()
    said = client.get(response["Location"])
    assert said["Cache-Control"] == "private, no-store"
    assert "théorie du changement" in said.content.decode()


def test_what_is_wrong_comes_back_with_everything_typed(client: Client) -> None:
    make.concept("partie prenante", "stakeholder")
    response = signed_in(client).post(
        NEW, {"term": "Partie Prenante", "definition": " ", "equivalents": "interested party"}
    )
    assert response.status_code == 422
    tree = page(response)
    assert len(tree.xpath("//div[@class='summary']//li")) == 2
    assert tree.xpath("//input[@name='term']/@value") == ["Partie Prenante"]
    assert "interested party" in tree.xpath("//textarea[@name='equivalents']")[0].text
    entry = Concept.objects.get()
    assert tree.xpath(f"//form//a[@href='{entry.address('fr')}']")
    assert not Contribution.objects.exists()


def test_another_sense_of_a_known_term_is_welcome_and_flagged(client: Client) -> None:
    entry = make.concept("bénéficiaire", "beneficiary")
    signed_in(client).post(NEW, {**GOOD, "term": "Bénéficiaire", "sense": "d’une subvention"})
    sent = Contribution.objects.get()
    assert sent.checks == {"same_words": [str(entry.uid)], "likely": [str(entry.uid)]}
    assert sent.changes.get(path="disambiguation.fr").new == "d’une subvention"


@pytest.mark.parametrize(
    "wrong",
    [{"term": "…"}, {"term": ""}, {"term": "x" * 201}, {"acronym": "!"}, {"definition": ""},
     {"equivalents": "x" * 201}, {"equivalents": "…"}, {"domain": "999"}, {"source": "x" * 301},
     {"acronym": "theorie du changement"}, {"term": "a\x00b"}],
)  # fmt: skip
def test_a_wrong_field_is_refused(client: Client, wrong: dict[str, str]) -> None:
    assert signed_in(client).post(NEW, {**GOOD, **wrong}).status_code == 422
    assert not Contribution.objects.exists()


def test_a_visitor_writes_first_and_signs_in_without_losing_a_word(client: Client) -> None:
    response = client.post(NEW, GOOD)
    assert response.status_code == 302
    assert response["Location"].endswith(f"?kept=1&next={NEW}")
    assert page(client.get(response["Location"])).xpath("//main//*[@role='status']")
    cookie = response.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 7 * 86_400
    assert not Contribution.objects.exists()
    client.force_login(make.member())
    form = page(client.get(NEW))
    assert form.xpath("//input[@name='acronym']/@value") == ["TdC"]
    assert "Récit" in form.xpath("//textarea[@name='definition']")[0].text
    done = client.post(NEW, GOOD)
    assert done.status_code == 303
    assert not ContributionDraft.objects.exists()
    assert not page(client.get(NEW)).xpath("//input[@name='acronym']/@value")


def test_a_visitors_mistakes_are_kept_too(client: Client) -> None:
    response = client.post(NEW, {"term": "mot"})
    assert response.status_code == 422 and COOKIE in response.cookies
    assert page(client.get(NEW)).xpath("//input[@name='term']/@value") == ["mot"]
    other = Client()
    assert not page(other.get(NEW)).xpath("//input[@name='term']/@value")


def test_a_form_page_is_private_and_needs_its_token() -> None:
    client = Typed(enforce_csrf_checks=True)
    response = client.get(NEW)
    assert set(response["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert client.post(NEW, GOOD).status_code == 403


def suggestion(entry: Concept, **typed: str) -> dict[str, str]:
    """What the form would post when only `typed` is changed."""
    revision = history(entry).first()
    assert revision is not None
    document = revision.document
    posted = {
        f"{name}_{code}": document[f"{name}.{code}"] or ""
        for name in ("definition", "note")
        for code in ("fr", "en")
    }
    posted |= {f"term_{term.uid}": term.text for term in entry.terms.all()}
    return {**posted, "base": sign_base(entry, revision.number), **typed}


def test_a_correction_holds_only_what_changed(client: Client) -> None:
    entry = make.concept(acronym="CL")
    address = f"/fr/lexique/{entry.pk}/proposer/"
    tree = page(signed_in(client).get(address))
    assert "Tableau" in tree.xpath("//textarea[@name='definition_fr']")[0].text
    row = entry.terms.get(text="CL")
    posted = suggestion(entry, definition_en="A better table.", terms_en="logframe",
                        **{f"term_{row.uid}": "C.L."})  # fmt: skip
    assert client.post(address, posted).status_code == 303
    sent = Contribution.objects.get()
    assert (sent.kind, sent.base_revision) == ("edit", history(entry).get())
    assert sorted(sent.changes.values_list("op", flat=True)) == ["add", "set", "set"]
    change = sent.changes.get(path="definition.en")
    assert (change.old, change.new) == ("A table that sums up a project.", "A better table.")


def test_unchanged_words_are_not_sent(client: Client) -> None:
    entry = make.concept()
    response = signed_in(client).post(f"/fr/lexique/{entry.pk}/proposer/", suggestion(entry))
    assert response.status_code == 422
    assert not Contribution.objects.exists()
    client.post(f"/fr/lexique/{entry.pk}/proposer/", suggestion(entry, message="Une coquille."))
    assert Contribution.objects.get().kind == "comment"


def test_a_correction_is_compared_with_the_revision_it_was_written_on(client: Client) -> None:
    entry = make.concept()
    posted = suggestion(entry, note_fr="Ma note.")
    make.change(entry, {"definition.fr": "Changée entre-temps."})
    signed_in(client).post(f"/fr/lexique/{entry.pk}/proposer/", posted)
    sent = Contribution.objects.get()
    assert sent.base_revision is not None and sent.base_revision.number == 1
    assert [change.path for change in sent.changes.all()] == ["note.fr"]


def test_a_forged_base_is_not_believed(client: Client) -> None:
    entry, other = make.concept(), make.concept("pays pivot", "pivotal country")
    make.change(entry, {"note.en": "x"})
    for base in ("x" * 5000, sign_base(other, 1), sign_base(entry, 99)):
        posted = suggestion(entry, note_fr="Ma note.", base=base)
        signed_in(client).post(f"/fr/lexique/{entry.pk}/proposer/", posted)
        sent = Contribution.objects.latest("pk")
        assert sent.base_revision is not None and sent.base_revision.number == 2


def test_a_hidden_entry_takes_no_correction(client: Client) -> None:
    entry = make.concept(state="draft")
    assert signed_in(client).get(f"/fr/lexique/{entry.pk}/proposer/").status_code == 404
    assert client.post(f"/fr/lexique/{entry.pk}/proposer/", {}).status_code == 404


def test_my_contributions_are_mine_alone(client: Client) -> None:
    entry = make.concept()
    sent = make.proposal(entry, ("note.fr", "Une note secrète."))
    assert client.get("/fr/lexique/mes-contributions/").status_code == 302
    client.force_login(make.member("autre@example.org"))
    assert "secrète" not in client.get("/fr/lexique/mes-contributions/").content.decode()
    assert client.get(f"/fr/lexique/mes-contributions/{sent.pk}/").status_code == 404
    response = client.post("/fr/lexique/mes-contributions/", {"take_back": sent.pk})
    assert response.status_code == 404
    assert "secrète" not in client.get(entry.address("fr")).content.decode()


def test_the_contributor_reads_the_outcome_of_each_change_and_its_reason(client: Client) -> None:
    entry = make.concept()
    sent = make.proposal(
        entry, ("definition.fr", "Mieux dit."), ("note.fr", "Une note."), ("note.en", "A note.")
    )
    first, second, third = sent.changes.all()
    decide(
        sent,
        {
            first.pk: Decision("edit", text="Encore mieux dit."),
            second.pk: Decision("refuse", reason_code="needs_source", reason="Laquelle ?"),
            third.pk: Decision("apply"),
        },
        reviewer=make.reviewer(),
        seen=seen(sent),
    )
    client.force_login(make.member())
    for address in ("/en/lexicon/my-contributions/", f"/en/lexicon/my-contributions/{sent.pk}/"):
        said = client.get(address).content.decode()
        for words in ("Encore mieux dit.", "A source is missing. Laquelle ?", "accepted in part"):
            assert words in said.lower() or words in said, words


def test_a_waiting_proposal_can_be_taken_back(client: Client) -> None:
    sent = make.proposal(make.concept(), ("note.fr", "Une note."))
    client.force_login(make.member())
    assert client.post("/fr/lexique/mes-contributions/", {"take_back": sent.pk}).status_code == 303
    assert Contribution.objects.get().state == "withdrawn"
    assert client.post("/fr/lexique/mes-contributions/", {"take_back": sent.pk}).status_code == 404
    for junk in ("", "x", "9" * 30):
        response = client.post("/fr/lexique/mes-contributions/", {"take_back": junk})
        assert response.status_code == 404


def test_nobody_floods_the_queue(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lexicon.proposing.WAITING", 1)
    signed_in(client).post(NEW, GOOD)
    assert client.post(NEW, {**GOOD, "term": "autre mot"}).status_code == 422
    assert Contribution.objects.count() == 1
    assert Change.objects.values("contribution").distinct().count() == 1


def test_old_drafts_are_forgotten(client: Client) -> None:
    from lexicon.jobs import forget_old_drafts

    client.post(NEW, {"term": "mot"})
    forget_old_drafts()
    assert ContributionDraft.objects.exists()
    ContributionDraft.objects.update(expires="2026-01-01T00:00Z")
    assert not page(client.get(NEW)).xpath("//input[@name='term']/@value")
    forget_old_drafts()
    assert not ContributionDraft.objects.exists()
