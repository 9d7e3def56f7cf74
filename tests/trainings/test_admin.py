import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from atoutsud.content import revisions
from tests.trainings import factories
from trainings.models import CofundingLine, Engagement, Partner, TrainingRequest

pytestmark = pytest.mark.django_db

INLINES = (
    "all_partners",
    "all_groups",
    "all_cofunding",
    "all_topics",
    "all_agreements",
    "all_commitments",
    "all_photos",
    "all_documents",
    "all_sectors",
)


@pytest.fixture
def editor(client: Client) -> Client:
    user = get_user_model().objects.create_superuser("editor@example.org", "a-long-password-1")
    client.force_login(user)
    return client


def empty_rows(**counts: int) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for prefix in INLINES:
        data[f"{prefix}-TOTAL_FORMS"] = counts.get(prefix, 0)
        data[f"{prefix}-INITIAL_FORMS"] = 0
    return data


def typed(**more: Any) -> dict[str, Any]:
    return {
        "title_fr": "Une formation",
        "summary_fr": "Pour une association.",
        "kind": "training",
        "our_role": "lead",
        "course": "done",
        "delivery": "on_site",
        "when": "juillet 2016",
        "beneficiaries_complete": "on",
        "_publish": "1",
        **empty_rows(),
        **more,
    }


@pytest.mark.parametrize(
    "model", ["engagement", "partner", "programme", "fundingcategory", "trainingrequest"]
)
def test_lists_and_forms_open(editor: Client, model: str) -> None:
    factories.engagement()
    factories.partner()
    TrainingRequest.objects.create(organisation="Une association", email="a@example.org")
    assert editor.get(reverse(f"admin:trainings_{model}_changelist")).status_code == 200
    add = editor.get(reverse(f"admin:trainings_{model}_add"))
    assert add.status_code == (403 if model == "trainingrequest" else 200)


def test_an_editor_publishes_a_training_with_a_vague_date(editor: Client) -> None:
    who = factories.partner()
    rows = {
        **empty_rows(all_partners=1, all_cofunding=1),
        "all_partners-0-partner": who.pk,
        "all_partners-0-role": "beneficiary",
        "all_partners-0-position": 0,
        "all_cofunding-0-category": factories.category().pk,
        "all_cofunding-0-funder": who.pk,
        "all_cofunding-0-nature": "in_kind",
        "all_cofunding-0-on": "on",
        "all_cofunding-0-position": 0,
    }
    response = editor.post(reverse("admin:trainings_engagement_add"), typed(**rows))
    assert response.status_code == 302, response.context["errors"]
    made = Engagement.public.get()
    assert str(made.start_earliest) == "2016-07-01"
    assert made.precision == "month"
    assert made.all_partners.get().partner == who
    assert CofundingLine.objects.get().share == 100
    assert revisions.history(made).count() == 1
    assert (
        editor.get(reverse("admin:trainings_engagement_change", args=[made.pk])).status_code == 200
    )


def test_a_wrong_split_is_refused_and_nothing_is_lost(editor: Client) -> None:
    rows = empty_rows(all_cofunding=2)
    category = factories.category()
    for number, share in enumerate(("60", "39.99")):
        prefix = f"all_cofunding-{number}-"
        rows |= {
            f"{prefix}category": category.pk,
            f"{prefix}funder": factories.partner(f"P{number}").pk,
            f"{prefix}nature": "unknown",
            f"{prefix}on": "on",
            f"{prefix}share": share,
            f"{prefix}position": number,
        }
    response = editor.post(reverse("admin:trainings_engagement_add"), typed(**rows))
    assert response.status_code == 200
    page = response.content.decode()
    assert "0,01" in page or "0.01" in page
    assert "Une formation" in page
    assert not Engagement.objects.exists()


def test_a_partner_is_published(editor: Client) -> None:
    response = editor.post(
        reverse("admin:trainings_partner_add"),
        {"name_fr": "Bayti", "kind": "other", "countries": ["MA"], "_publish": "1"},
    )
    assert response.status_code == 302
    assert [country.code for country in Partner.public.get().countries] == ["MA"]


def test_what_people_asked_for_cannot_be_rewritten(editor: Client) -> None:
    asked = TrainingRequest.objects.create(organisation="Une association", email="a@example.org")
    address = reverse("admin:trainings_trainingrequest_change", args=[asked.pk])
    page = editor.get(address).content.decode()
    assert "Une association" in page
    assert 'name="organisation"' not in page
    editor.post(address, {"state": "answered", "note": "Écrit le jour même", "organisation": "X"})
    asked.refresh_from_db()
    assert (asked.state, asked.organisation) == ("answered", "Une association")


def test_every_field_of_the_forms_is_kept_by_revisions(rf: Any, admin_user: Any) -> None:
    from django.contrib import admin

    request = rf.get("/")
    request.user = admin_user
    for model in (Engagement, Partner):
        screen: Any = admin.site._registry[model]
        assert screen.unknown_fields(request) == []


@pytest.mark.parametrize("model", ["engagement", "partner"])
def test_several_countries_are_found_by_typing_and_chosen_by_hand_without_a_script(
    editor: Client, model: str
) -> None:
    page = editor.get(reverse(f"admin:trainings_{model}_add")).content.decode()
    held = re.search(r'data-held="([^"]+)"', page)
    assert held and page.count(held[1]) == 2, "said below the list, taken away by the script"
    assert "js/countries" in page
