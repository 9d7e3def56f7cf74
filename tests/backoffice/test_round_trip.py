"""A form saved as it was shown changes nothing, whatever the object holds."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from atoutsud.backoffice.publishing import PublishableAdmin
from atoutsud.content import revisions
from tests import demorows
from tests.backoffice.browser import posted
from tests.backoffice.factories import page, superuser
from tests.backoffice.test_publishing import pictured

pytestmark = pytest.mark.django_db
A_FEW = 4


def save_unchanged(desk: Client, obj: Any) -> None:
    meta = obj._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk])
    shown = desk.get(url)
    assert shown.status_code == 200
    data = posted(shown.content, f"{meta.model_name}_form", "_continue")
    before = revisions.snapshot(obj)
    answer = desk.post(url, data)
    if answer.status_code != 302:
        forms = [f.formset.errors for f in answer.context["inline_admin_formsets"]]
        raise AssertionError((obj, answer.status_code, answer.context["errors"], forms))
    obj.refresh_from_db()
    after = revisions.snapshot(obj)
    assert revisions.differences(before, after) == {}, obj


def test_a_page_and_an_article_with_a_picture(desk: Client, admin_user: Any) -> None:
    for obj in (page(admin_user, state="published"), pictured(admin_user)[0]):
        save_unchanged(desk, obj)
        assert obj.version == 1


def test_everything_of_the_demo() -> None:
    demorows.load()  # before anybody is there who would be kept with it
    desk = Client()
    desk.force_login(superuser())
    for model_admin in admin.site._registry.values():
        if isinstance(model_admin, PublishableAdmin):
            for obj in model_admin.model.objects.order_by("-pk")[:A_FEW]:
                version = obj.version
                save_unchanged(desk, obj)
                assert obj.version == version, obj
