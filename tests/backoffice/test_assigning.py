"""Whose task a text or a proposal is: given in the lists, shown to whom it was given."""

import json
from typing import Any

import pytest
from django.contrib import admin
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from atoutsud.backoffice import roles
from atoutsud.backoffice.assigning import Assigning, people
from atoutsud.content import assignments, privacy, revisions
from atoutsud.content.assignments import Assignment
from atoutsud.content.models import Event
from atoutsud.members.views import erase
from lexicon.models import Contribution
from news.models import Article
from tests.backoffice.factories import person
from tests.backoffice.test_history import article
from tests.lexicon import factories as lexicon
from tests.lexicon.test_moderation import settle

pytestmark = pytest.mark.django_db
NEWS, QUEUE = "/admin/news/article/", "/admin/lexicon/contribution/"


def give(desk: Client, made: list[Any], to: Any = "", address: str = NEWS, **more: Any) -> Any:
    ticked = {"action": "assign", "_selected_action": [one.pk for one in made]}
    asked = {"person": getattr(to, "pk", to)} if to else {}
    return desk.post(address, {**ticked, **asked, **more})


def whose(obj: Any) -> Any:
    found = Assignment.objects.of(obj).first()
    return found and found.person


@pytest.fixture
def lea(db: None) -> Any:
    return person("lea@example.org", roles.EDITORS, credit_name="Léa")


def test_texts_are_given_taken_over_and_given_back(desk: Client, admin_user: Any, lea: Any) -> None:
    made = [article(admin_user), article(admin_user)]
    asked = give(desk, made)
    assert asked.status_code == 200
    assert f'<option value="{lea.pk}">Léa</option>' in asked.text
    assert give(desk, made, lea).status_code == 302
    assert [whose(one) for one in made] == [lea, lea]
    give(desk, made[:1], admin_user)
    assert [whose(one) for one in made] == [admin_user, lea]
    give(desk, made, "nobody")
    assert [whose(one) for one in made] == [None, None]


def test_it_moves_neither_the_version_nor_the_history_nor_the_site(
    desk: Client, admin_user: Any, lea: Any, client: Client
) -> None:
    made = article(admin_user, state="published")
    tag = client.get("/fr/actualites/").headers["ETag"]
    give(desk, [made], lea)
    made.refresh_from_db()
    assert made.version == 1 and revisions.history(made).count() == 1
    assert client.get("/fr/actualites/").headers["ETag"] == tag


def test_the_list_the_form_and_the_front_page_say_whose_it_is(
    desk: Client, admin_user: Any, lea: Any
) -> None:
    made = [article(admin_user), article(admin_user)]
    give(desk, made[:1], lea)
    assert desk.get(NEWS).text.count(">Léa<") == 1
    assert "Léa" in desk.get(f"{NEWS}{made[0].pk}/change/").text
    assert "Léa" not in desk.get(f"{NEWS}{made[1].pk}/change/").text
    client = Client()
    client.force_login(lea)
    front = client.get("/admin/")
    (line,) = front.context["mine"]
    assert (line.count, line.address) == (1, f"{NEWS}?assigned=me")
    assert client.get(line.address).context["cl"].result_count == 1
    assert desk.get("/admin/").context["mine"] == []


@pytest.mark.parametrize(("value", "count"), [("me", 1), ("someone", 2), ("nobody", 1), ("x", 3)])
def test_the_list_is_narrowed_to_whose_they_are(
    desk: Client, admin_user: Any, lea: Any, value: str, count: int
) -> None:
    made = [article(admin_user) for _number in range(3)]
    give(desk, made[:1], lea)
    give(desk, made[1:2], admin_user)
    assert desk.get(f"{NEWS}?assigned={value}").context["cl"].result_count == count


def test_a_proposal_is_given_in_the_queue_and_leaves_the_tasks_when_decided(lea: Any) -> None:
    chief, sent = lexicon.reviewer(), lexicon.new_proposal("mot", author=lexicon.member())
    chief.is_staff = True
    chief.save()
    client = Client()
    client.force_login(chief)
    assert give(client, [sent], lea, QUEUE).status_code == 400  # editors decide nothing
    assert give(client, [sent], chief, QUEUE).status_code == 302
    assert whose(sent) == chief
    assert [line.count for line in client.get("/admin/").context["mine"]] == [1]
    assert "state is-answer" in client.get(QUEUE).text
    settle(sent, "refuse", "refuse", "refuse")
    assert client.get("/admin/").context["mine"] == []


def test_it_is_given_to_those_alone_who_can_do_it(desk: Client, admin_user: Any, lea: Any) -> None:
    translator = person("t@example.org", roles.TRANSLATORS)
    reviewer = person("r@example.org", roles.REVIEWERS)
    member = person("m@example.org", is_staff=False)
    gone = person("g@example.org", roles.EDITORS, is_active=False)
    assert set(people(Article)) == {admin_user, lea, translator, reviewer}
    assert set(people(Contribution)) == {admin_user, reviewer}
    made = article(admin_user)
    for other in (member, gone, 10**6, "x"):
        answer = give(desk, [made], other)
        assert answer.status_code == 400 and "errornote" in answer.text
    assert whose(made) is None


def test_a_translator_may_be_given_a_text_and_gives_none(lea: Any, admin_user: Any) -> None:
    client, made = Client(), article(admin_user)
    translator = person("t@example.org", roles.TRANSLATORS)
    client.force_login(translator)
    give(client, [made], lea)
    assert whose(made) is None
    assignments.assign(Article, [made.pk], translator)
    assert [line.count for line in client.get("/admin/").context["mine"]] == [1]


def test_the_right_is_asked_of_each_text(
    desk: Client, admin_user: Any, lea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = article(admin_user), article(admin_user)
    office = type(admin.site._registry[Article])
    monkeypatch.setattr(
        office,
        "has_change_permission",
        lambda self, request, obj=None: obj is None or obj.pk == mine.pk,
    )
    give(desk, [mine, theirs], lea)
    assert (whose(mine), whose(theirs)) == (lea, None)


def test_the_audit_log_says_who_gave_what_to_which_account(
    desk: Client, admin_user: Any, lea: Any
) -> None:
    made = article(admin_user)
    before = Event.objects.order_by("pk").values_list("pk", flat=True).last()
    give(desk, [made], lea)
    give(desk, [made], lea)  # it is already: nothing to tell
    give(desk, [made], "nobody")
    since = Event.objects.filter(pk__gt=before).order_by("pk")
    told = [(row.by, row.label, row.object_id, row.told) for row in since]
    assert told == [
        (admin_user, "news.article", made.pk, {"action": "assigned", "to": lea.pk}),
        (admin_user, "news.article", made.pk, {"action": "released"}),
    ]
    assert f"confié, au compte {lea.pk}" in desk.get("/admin/content/event/").text


def test_two_people_never_hold_the_same_text(admin_user: Any, lea: Any) -> None:
    made = article(admin_user)
    assignments.assign(Article, [made.pk], lea)
    row = Assignment.objects.get()
    row.pk, row.person = None, admin_user
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_many_cost_the_same_statements_as_few(desk: Client, admin_user: Any, lea: Any) -> None:
    made = [article(admin_user) for _number in range(12)]
    give(desk, made[:1], lea)
    costs = []
    for lot in (made[1:4], made[4:12]):
        for action in (lambda lot=lot: give(desk, lot, lea), lambda: desk.get(NEWS)):
            with CaptureQueriesContext(connection) as seen:
                action()
            costs.append(len(seen))
    assert costs[:2] == costs[2:]


def test_every_list_of_what_can_be_a_task_offers_it() -> None:
    offering = {
        model
        for model, office in admin.site._registry.items()
        if "assign" in (office.actions or ())
    }
    assert offering == {
        model for model in admin.site._registry if getattr(model, "assignable", False)
    }
    assert len(offering) == 6  # news, trainings, partners, entries, pages; proposals
    assert all(isinstance(admin.site._registry[model], Assigning) for model in offering)


def test_a_task_goes_with_its_text_and_with_its_proposal(admin_user: Any, lea: Any) -> None:
    made, sent = article(admin_user), lexicon.new_proposal("mot", author=lexicon.member())
    assignments.assign(Article, [made.pk], lea)
    assignments.assign(Contribution, [sent.pk], lea)
    made.delete()
    assert [row.object_id for row in Assignment.objects.all()] == [sent.pk]
    Contribution.objects.all().delete()
    assert not Assignment.objects.exists()


def test_tasks_are_part_of_the_export_and_go_with_the_account(admin_user: Any, lea: Any) -> None:
    made, other = article(admin_user), article(admin_user)
    assignments.assign(Article, [made.pk], lea)
    assignments.assign(Article, [other.pk], admin_user)
    held = json.loads(json.dumps(privacy.export(lea)))
    assert [(row["kind"], row["id"]) for row in held["tasks"]] == [("news.article", made.pk)]
    erase(lea)
    assert [row.person for row in Assignment.objects.all()] == [admin_user]
    assert Article.objects.count() == 2


def test_the_page_keeps_what_was_ticked(desk: Client, admin_user: Any) -> None:
    made = article(admin_user)
    text = give(desk, [made], select_across="1").text
    assert f'name="_selected_action" value="{made.pk}"' in text
    assert 'name="select_across" value="1"' in text
    assert reverse("admin:index") in text
