"""The queue: tabs, how each proposal stands, many decided at once."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from atoutsud.content.mail import OutboxMessage
from lexicon import queue, talking
from lexicon.models import Concept, Contribution
from tests.lexicon import factories as make
from tests.lexicon.test_moderation import settle

pytestmark = pytest.mark.django_db
QUEUE = "/admin/lexicon/contribution/"


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make.reviewer())
    return client


def tree(response: Any) -> Any:
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def listed(page: Any) -> list[str]:
    return [str(a.text) for a in page.xpath("//td[@class='field-what']/a")]


def counts() -> dict[str, int]:
    return {tab.name: tab.count for tab in queue.tabs("decide")}


def stir() -> dict[str, Contribution]:
    """One proposal in each situation."""
    known = make.member("connue@example.org", credit_choice="name", credit_name="Atlas")
    entries = {name: make.concept(name, name) for name in ("clair", "heurt", "parti", "demande")}
    accepted = make.proposal(entries["clair"], ("note.en", "Seen."), author=known)
    settle(accepted, "apply")
    found = {
        "clean": make.proposal(entries["clair"], ("note.fr", "Une note."), author=known),
        "clash": make.proposal(entries["heurt"], ("definition.fr", "Autre."), ("note.fr", "N.")),
        "gone": make.proposal(entries["parti"], ("note.fr", "Une note.")),
        "asked": make.proposal(entries["demande"], ("note.fr", "Une note.")),
        "new": make.new_proposal(),
    }
    make.change(entries["heurt"], {"definition.fr": "Changée depuis."})
    make.change(entries["parti"], {"state": "withdrawn"})
    talking.ask(found["asked"], reviewer=make.reviewer(), text="D’où vient-elle ?")
    return found


def test_tabs_count_what_they_list(office: Client) -> None:
    found = stir()
    expected = {"decide": 4, "conflict": 2, "answered": 0, "first": 3, "asked": 1, "decided": 1}
    assert counts() == expected
    for name, count in expected.items():
        page = tree(office.get(f"{QUEUE}?tab={name}"))
        assert len(listed(page)) == count, name
        current = page.xpath("//nav[@class='tabs']/a[@aria-current]/b/text()")
        assert current == [str(count)], name
    talking.answer(found["asked"], author=make.member(), text="D’un guide.")
    assert counts() | {"answered": 1, "asked": 0, "decide": 5, "first": 4} == counts()
    assert tree(office.get(f"{QUEUE}?tab=nonsense")).xpath("//nav[@class='tabs']")


def test_each_line_says_how_it_stands_and_from_whom(office: Client) -> None:
    stir()
    rows = tree(office.get(QUEUE)).xpath("//table[@id='result_list']/tbody/tr")
    said = [" ".join(" ".join(row.itertext()).split()) for row in rows]
    assert "1 sans conflit Atlas" in said[0] and "première fois" not in said[0]
    assert "1 en conflit 1 sans conflit" in said[1] and "première fois" in said[1]
    assert "1 sans effet" in said[2]
    assert "2 termes" in said[3]


def test_a_search_finds_words_accents_aside_people_and_numbers(office: Client) -> None:
    found = stir()
    for asked, expected in (
        ("THEORIE", ["théorie du changement"]),
        ("atlas", ["clair"]),
        (f"#{found['clash'].pk}", ["heurt"]),
        ("rien de tel", []),
        ("\x00", None),
        ("9" * 40, []),
    ):
        page = office.get(QUEUE, {"q": asked}) if asked != "\x00" else office.get(QUEUE)
        if expected is not None:
            assert listed(tree(page)) == expected, asked


def test_filters_by_domain_and_by_account(office: Client) -> None:
    domain = make.domain()
    entry = make.concept("cadre", "frame", **{f"domains/{domain.code}": True})
    author = make.member("autre@example.org")
    make.proposal(entry, ("note.fr", "x"), author=author)
    make.new_proposal()
    assert listed(tree(office.get(f"{QUEUE}?concept__domains__id__exact={domain.pk}"))) == ["cadre"]
    assert listed(tree(office.get(f"{QUEUE}?author={author.pk}"))) == ["cadre"]


def test_the_number_of_queries_does_not_follow_the_length(office: Client) -> None:
    stir()

    def measured() -> int:
        office.get(QUEUE)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            office.get(QUEUE)
        return len(seen)

    before = measured()
    for number in range(12):
        entry = make.concept(f"mot {number}", f"word {number}")
        author = make.member(f"m{number}@example.org")
        make.proposal(entry, ("definition.fr", "Autre."), ("note.en", "N."), author=author)
        make.change(entry, {"definition.fr": "Changée."})
    assert measured() == before


def test_a_review_costs_the_same_whatever_it_holds(office: Client) -> None:
    entry = make.concept()
    uids = [str(term.uid) for term in entry.terms.all()]
    small = make.proposal(entry, ("note.fr", "Une note."))
    great = make.proposal(
        entry,
        ("definition.fr", "a"), ("definition.en", "b"), ("note.fr", "c"), ("note.en", "d"),
        *((f"terms/{uid}/usage_label", "rare") for uid in uids),
        *((f"terms/{uid}/region", "Maroc") for uid in uids),
    )  # fmt: skip

    def measured(sent: Contribution) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert office.get(f"{QUEUE}{sent.pk}/change/").status_code == 200
        return len(seen)

    measured(small)
    assert measured(great) == measured(small)


def ticked(*sent: Contribution, **more: str) -> dict[str, Any]:
    return {"_selected_action": [str(one.pk) for one in sent], "index": "0", **more}


def confirmed(page: Any) -> dict[str, Any]:
    """What the page of confirmation posts."""
    form = next(f for f in page.forms if f.xpath(".//input[@name='confirm']"))
    posted: dict[str, Any] = {}
    for name, value in form.form_values():
        posted.setdefault(name, []).append(value)
    return posted


def test_what_is_clean_is_shown_then_published(office: Client) -> None:
    found = stir()
    chosen = [found["clean"], found["clash"], found["new"]]
    page = tree(office.post(QUEUE, ticked(*chosen, action="accept_clean")))
    assert "Une note." in page.text_content() and Concept.public.count() == 3
    assert office.post(QUEUE, confirmed(page)).status_code == 302
    states = [Contribution.objects.get(pk=one.pk).state for one in chosen]
    assert states == ["accepted", "pending", "accepted"]
    assert found["clash"].changes.get(path="note.fr").decision == "applied"
    assert Concept.public.count() == 4


def test_what_moved_between_the_two_pages_is_left(office: Client) -> None:
    found = stir()
    page = tree(office.post(QUEUE, ticked(found["clean"], action="accept_clean")))
    entry = found["clean"].concept
    assert entry is not None
    make.change(entry, {"note.fr": "Écrite entre-temps."})
    office.post(QUEUE, confirmed(page))
    assert Concept.objects.get(pk=entry.pk).note_fr == "Écrite entre-temps."
    assert Contribution.objects.get(pk=found["clean"].pk).state == "pending"


def test_many_are_refused_with_one_reason_and_each_is_told(office: Client) -> None:
    found = stir()
    OutboxMessage.objects.all().delete()
    chosen = [found["clean"], found["clash"]]
    page = tree(office.post(QUEUE, ticked(*chosen, action="refuse")))
    posted = confirmed(page)
    again = tree(office.post(QUEUE, posted))
    assert again.xpath("//p[@class='errornote']")
    assert office.post(QUEUE, {**posted, "reason": "needs_source"}).status_code == 302
    assert {Contribution.objects.get(pk=one.pk).state for one in chosen} == {"refused"}
    assert OutboxMessage.objects.count() == 2


def test_an_account_is_reported_whole_in_two_clicks(office: Client) -> None:
    spammer = make.member("pub@example.org")
    rows = [make.new_proposal(f"réclame {n}", author=spammer) for n in range(3)]
    kept = make.new_proposal("mot honnête")
    page = tree(office.get(f"{QUEUE}{rows[0].pk}/change/"))
    link = page.xpath("//a[contains(@href, '/unwanted/')]/@href")[0]
    assert office.get(link).status_code == 200
    assert Contribution.objects.filter(state="spam").count() == 0
    assert office.post(link, {"_all": "1"}).status_code == 302
    assert Contribution.objects.filter(state="spam").count() == 3
    assert Contribution.objects.get(pk=kept.pk).state == "pending"
    assert not OutboxMessage.objects.exists()
    assert LogEntry.objects.filter(object_id=str(rows[0].pk)).exists()


def test_one_alone_may_be_reported(office: Client) -> None:
    rows = [make.new_proposal(f"réclame {n}") for n in range(2)]
    office.post(f"{QUEUE}{rows[0].pk}/unwanted/", {"_one": "1"})
    states = list(Contribution.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["spam", "pending"]
    assert office.post(QUEUE, ticked(rows[1], action="set_aside")).status_code == 200
    assert office.post(QUEUE, ticked(rows[1], action="set_aside", confirm="1")).status_code == 302
    assert Contribution.objects.filter(state="spam").count() == 2


@pytest.mark.parametrize("action", ["accept_clean", "refuse", "set_aside"])
def test_who_only_reads_decides_nothing(client: Client, action: str) -> None:
    from django.contrib.auth.models import Group

    editor = make.member("edition@example.org", is_staff=True)
    editor.groups.add(Group.objects.get(name="Éditeurs"))
    client.force_login(editor)
    sent = make.new_proposal()
    more = {"action": action, "confirm": "1", "reason": "copied"}
    client.post(QUEUE, ticked(sent, **more))
    assert client.get(f"{QUEUE}{sent.pk}/unwanted/").status_code == 403
    assert client.post(f"{QUEUE}{sent.pk}/unwanted/", {"_all": "1"}).status_code == 403
    assert Contribution.objects.get(pk=sent.pk).state == "pending"
