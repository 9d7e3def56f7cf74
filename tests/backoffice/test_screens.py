"""Every screen of the back office answers, obeys the policy and speaks in plain words."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from atoutsud.backoffice.publishing import PublishableAdmin
from tests.backoffice.factories import page

pytestmark = pytest.mark.django_db
INLINE = re.compile(
    r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\b(?:src|type=.importmap|type=.application/json)\b)",
    re.I,
)
OUTSIDE = re.compile(r"(?:src|href)=[\"'](?:https?:)?//(?!127\.0\.0\.1|testserver)", re.I)


def registered() -> list[Any]:
    return sorted(admin.site._registry, key=lambda model: model._meta.label)


def names(model: Any) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_list_and_add_form_answers(desk: Client, admin_user: Any, language: str) -> None:
    admin_user.language = language
    admin_user.save()
    for model in registered():
        answer = desk.get(reverse(f"{names(model)}_changelist"))
        assert answer.status_code == 200, model
        assert not INLINE.search(answer.content.decode()), model
        added = desk.get(reverse(f"{names(model)}_add"))
        may = admin.site._registry[model].has_add_permission(added.wsgi_request)
        assert added.status_code in ((200,) if may else (403, 404)), model
        text = added.content.decode()
        if may:
            assert not INLINE.search(text), (model, INLINE.search(text))
            assert not OUTSIDE.search(text), (model, OUTSIDE.search(text))
            assert text.count("<h1") == 1, model


def test_a_change_form_answers_with_both_boxes_and_the_switch(
    desk: Client, admin_user: Any
) -> None:
    made = page(admin_user)
    answer = desk.get(reverse("admin:site_page_change", args=[made.pk]))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert not INLINE.search(text)
    for needed in (
        'name="_seen_version" value="1"',
        'name="_base_version" value="1"',
        'id="show-both"',
        'lang="fr"',
        'data-lang="en"',
        'name="title_fr"',
        'name="title_en"',
    ):
        assert needed in text, needed
    assert 'name="state"' not in text
    assert 'name="title"' not in text


def test_the_editor_s_import_map_carries_the_nonce_of_the_policy(
    desk: Client, admin_user: Any
) -> None:
    answer = desk.get(reverse("admin:site_page_add"))
    policy = answer["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce, policy
    assert re.search(
        rf'<script type="importmap" nonce="{re.escape(nonce[1])}"', answer.content.decode()
    )
    assert "unsafe" not in policy
    assert "no-store" in answer["Cache-Control"]


def test_a_list_needs_no_nonce(desk: Client) -> None:
    assert "nonce" not in desk.get(reverse("admin:site_page_changelist"))["Content-Security-Policy"]


@pytest.mark.parametrize(
    "model_admin",
    [item for item in admin.site._registry.values() if isinstance(item, PublishableAdmin)],
    ids=lambda item: item.opts.label,
)
def test_every_field_of_a_form_stands_in_the_revisions(
    model_admin: Any, rf: Any, admin_user: Any
) -> None:
    request = rf.get("/")
    request.user = admin_user
    assert model_admin.unknown_fields(request) == []


def test_tables_of_libraries_are_not_shown() -> None:
    labels = {model._meta.app_label for model in admin.site._registry}
    assert not labels & {"taggit", "account", "mfa"}


def test_the_way_in_is_the_members_sign_in(client: Client) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].split("?")[0] == reverse("account_login")
