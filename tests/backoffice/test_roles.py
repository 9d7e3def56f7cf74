"""What each group may and may not do; rights over accounts are for superusers."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from atoutsud.backoffice import roles
from tests.backoffice.factories import page, page_form, person, superuser
from tests.members.factories import just_entered

pytestmark = pytest.mark.django_db


def test_granting_twice_changes_nothing() -> None:
    before = {g.name: set(g.permissions.values_list("pk", flat=True)) for g in Group.objects.all()}
    assert set(before) == set(roles.TABLE)
    for label in ("news", "site", "content", "lexicon", "trainings"):
        roles.after_migrate(apps.get_app_config(label))
    after = {g.name: set(g.permissions.values_list("pk", flat=True)) for g in Group.objects.all()}
    assert after == before
    assert all(after.values())


@pytest.mark.parametrize(
    ("role", "permission", "allowed"),
    [
        (roles.EDITORS, "news.change_article", True),
        (roles.EDITORS, "news.add_articlepicture", True),
        (roles.EDITORS, "site.change_page", True),
        (roles.EDITORS, "trainings.change_engagement", True),
        (roles.EDITORS, "content.add_picture", True),
        (roles.EDITORS, "lexicon.change_concept", False),
        (roles.EDITORS, "lexicon.change_contribution", False),
        (roles.REVIEWERS, "lexicon.change_contribution", True),
        (roles.REVIEWERS, "news.change_article", False),
        (roles.REVIEWERS, "site.change_page", False),
        (roles.ADMINISTRATORS, "lexicon.change_concept", True),
        (roles.ADMINISTRATORS, "members.change_user", False),
        (roles.ADMINISTRATORS, "auth.change_group", False),
        (roles.EDITORS, "members.view_user", False),
        (roles.EDITORS, "content.view_outboxmessage", False),
    ],
)
def test_the_table_of_rights(role: str, permission: str, allowed: bool) -> None:
    assert person("p@example.org", role).has_perm(permission) is allowed


@pytest.mark.parametrize("role", list(roles.TABLE))
def test_no_group_reaches_accounts_or_groups(role: str) -> None:
    client = Client()
    client.force_login(person("p@example.org", role))
    for name in ("members_user", "auth_group"):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403
        assert client.post(reverse(f"admin:{name}_add"), {"email": "x@y.fr"}).status_code == 403
    other = superuser("boss@example.org")
    assert client.get(reverse("admin:members_user_change", args=[other.pk])).status_code == 403


def test_staff_without_a_group_see_nothing() -> None:
    client = Client()
    client.force_login(person("alone@example.org"))
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        assert client.get(reverse(name)).status_code == 403, model


def test_a_member_is_kept_out() -> None:
    client = Client()
    client.force_login(person("member@example.org", is_staff=False))
    assert client.get("/admin/").status_code in (302, 403)
    assert client.get("/admin/site/page/").status_code in (302, 403)


def test_an_editor_writes_pages(editor_desk: Client) -> None:
    data = page_form(title_fr="Page", body_fr="<p>a</p>", _publish="1")
    assert editor_desk.post("/admin/site/page/add/", data).status_code == 302


def test_a_reviewer_cannot_turn_pages_by_an_action(admin_user: Any) -> None:
    made = page(admin_user)
    client = Client()
    client.force_login(person("r@example.org", roles.REVIEWERS))
    answer = client.post("/admin/site/page/", {"action": "publish", "_selected_action": [made.pk]})
    made.refresh_from_db()
    assert answer.status_code == 403
    assert made.state == "draft"


def test_nobody_takes_their_own_rights_away(desk: Client, admin_user: Any) -> None:
    url = reverse("admin:members_user_change", args=[admin_user.pk])
    data = {
        "email": admin_user.email,
        "language": "fr",
        "credit_choice": "anonymous",
        "credit_name": "",
        "is_active": "on",
    }
    assert just_entered(desk).post(url, data).status_code == 200
    admin_user.refresh_from_db()
    assert admin_user.is_superuser
    assert admin_user.is_staff


def test_rights_are_given_by_somebody_who_said_who_he_is(desk: Client, admin_user: Any) -> None:
    other = person("someone@example.org", roles.EDITORS)
    admin_user.set_password("a-secret-of-mine")
    admin_user.save()
    desk.force_login(admin_user)
    url = reverse("admin:members_user_change", args=[other.pk])
    data = {"email": other.email, "language": "fr", "credit_choice": "anonymous",
            "credit_name": "", "is_active": "on", "is_superuser": "on"}  # fmt: skip
    asked = desk.post(url, data)
    assert "/compte/confirmer/?next=" in asked["Location"]
    other.refresh_from_db()
    assert not other.is_superuser
    assert just_entered(desk).post(url, data)["Location"] == reverse(
        "admin:members_user_changelist"
    )
    other.refresh_from_db()
    assert other.is_superuser


def test_no_password_is_shown_or_searched(desk: Client, admin_user: Any) -> None:
    admin_user.set_password("a-secret")
    admin_user.save()
    desk.force_login(admin_user)
    text = desk.get(reverse("admin:members_user_change", args=[admin_user.pk])).content.decode()
    assert admin_user.password not in text
    assert "password" not in text.replace("change_password", "")
    found = desk.get(reverse("admin:members_user_changelist"), {"password__startswith": "m"})
    assert found.status_code in (302, 400)


def test_autocomplete_obeys_the_rights_on_the_target() -> None:
    client = Client()
    client.force_login(person("r@example.org", roles.REVIEWERS))
    answer = client.get(
        "/admin/autocomplete/",
        {"app_label": "site", "model_name": "menuentry", "field_name": "page", "term": ""},
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("role", list(roles.TABLE))
def test_rights_changed_by_hand_are_said_and_put_right(role: str, desk: Client) -> None:
    from django.contrib.auth.models import Permission

    group = Group.objects.get(name=role)
    before = set(group.permissions.values_list("pk", flat=True))
    assert roles.amiss() == {}
    group.permissions.add(Permission.objects.get(codename="change_subscriber"))
    group.permissions.remove(Permission.objects.get(codename="view_article"))
    assert set(roles.amiss()) == {role}
    assert role in desk.get("/admin/roles/").text.partition("<dl")[0]
    for label in ("news", "site"):
        roles.after_migrate(apps.get_app_config(label))
    assert set(group.permissions.values_list("pk", flat=True)) == before


def test_the_page_of_rights_says_what_the_table_says(desk: Client) -> None:
    answer = desk.get("/admin/roles/")
    rows = dict(answer.context["rows"])
    news = dict(rows["Articles"])
    assert len(news[roles.EDITORS]) == 4
    assert len(news[roles.TRANSLATORS]) == 1
    assert len(rows) == len(admin.site._registry) + 1
    assert [name for name, _count in answer.context["roles"]] == list(roles.TABLE)


def test_the_page_of_rights_says_what_screens_allow(desk: Client) -> None:
    """Messages are received, not written: the group holds the right, no screen gives it."""
    rows = dict(desk.get("/admin/roles/").context["rows"])
    messages = dict(rows["Messages reçus"])[roles.ADMINISTRATORS]
    assert "ajouter" not in messages and "voir" in messages
