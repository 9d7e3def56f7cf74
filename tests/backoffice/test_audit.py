"""The audit log: what is done is told, by whom, and nobody rewrites it."""

import datetime
import time
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from atoutsud.backoffice import roles
from atoutsud.content import events, privacy
from atoutsud.content.models import Event, Tag
from tests.backoffice.factories import page, page_form, person, superuser

pytestmark = pytest.mark.django_db
LIST = "/admin/content/event/"


def confirmed(client: Client) -> Client:
    """As one who has just signed in."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client


def kinds(**conditions: Any) -> list[str]:
    found = Event.objects.filter(**conditions).order_by("pk")
    return list(found.values_list("kind", flat=True))


def test_content_rights_sign_ins_and_deletions_are_told(desk: Client, admin_user: Any) -> None:
    Event.objects.all()._raw_delete("default")  # type: ignore[attr-defined]
    confirmed(desk)
    data = page_form(title_fr="Page", body_fr="<p>a</p>", _publish="1")
    desk.post("/admin/site/page/add/", data)
    tag = Tag.objects.create(name="méthode", slug="methode")
    desk.post(f"/admin/content/tag/{tag.pk}/delete/", {"post": "yes"})
    other = person("other@example.org")
    form = {"email": other.email, "language": "fr", "credit_choice": "anonymous",
            "credit_name": "", "is_active": "on"}  # fmt: skip
    assert desk.post(f"/admin/members/user/{other.pk}/change/", form).status_code == 302
    assert kinds(by=admin_user) == ["content changed", "deletion", "rights changed"]
    gone = Event.objects.get(kind="deletion")
    assert (gone.label, gone.title) == ("content.tag", "méthode")
    rights = Event.objects.get(kind="rights changed")
    assert (rights.object_id, rights.title, rights.told["is_staff"]) == (other.pk, "", False)


def test_what_is_no_publishable_content_is_told_by_its_form(desk: Client, admin_user: Any) -> None:
    desk.post("/admin/site/movedpath/add/", {"old": "/a.html", "new": "/fr/"})
    event = Event.objects.get(label="site.movedpath")
    assert (event.kind, event.by, event.told) == (
        "content changed",
        admin_user,
        {"action": "added"},
    )


def test_an_export_and_an_import_are_told(desk: Client, admin_user: Any) -> None:
    desk.get("/admin/translations/export.csv?tab=missing-en")
    assert kinds(by=admin_user, told__what="translations") == ["export"]


def test_the_list_says_who_did_what_on_what(desk: Client, admin_user: Any) -> None:
    page(admin_user, **{"title.fr": "Mentions"})
    text = desk.get(f"{LIST}?subject=content&who={admin_user.pk}").text
    assert "Mentions" in text and admin_user.email in text
    assert "Mentions" not in desk.get(f"{LIST}?subject=deletions").text
    assert desk.get(f"{LIST}?who=9%27&subject=nothing").status_code == 200


@pytest.mark.parametrize("query", ["by__email__startswith=a", "by__password=a"])
def test_no_filter_reads_what_accounts_hold(desk: Client, query: str) -> None:
    assert desk.get(f"{LIST}?{query}").status_code in (302, 400)


def test_the_export_follows_the_list_and_is_told_itself(desk: Client, admin_user: Any) -> None:
    page(admin_user, **{"title.fr": "=Danger"})
    events.note("log-out", admin_user)
    answer = confirmed(desk).get(f"{LIST}export.csv?subject=content")
    text = answer.getvalue().decode("utf-8-sig")
    assert answer.headers["Content-Type"].startswith("text/csv")
    lines = text.splitlines()
    assert len(lines) == 2 and "'=Danger" in lines[1] and admin_user.email in lines[1]
    assert kinds(told__what="audit") == ["export"]


def test_the_export_asks_who_is_there_once_more(desk: Client) -> None:
    answer = desk.get(f"{LIST}export.csv?subject=content")
    assert answer.status_code == 302
    assert "export.csv%3Fsubject%3Dcontent" in answer.headers["Location"]


@pytest.mark.parametrize(
    ("role", "status"), [(roles.ADMINISTRATORS, 200), (roles.EDITORS, 403), (roles.REVIEWERS, 403)]
)
def test_administrators_read_it_and_no_other_group(role: str, status: int) -> None:
    client = Client()
    client.force_login(person("p@example.org", role))
    assert client.get(LIST).status_code == status
    assert confirmed(client).get(f"{LIST}export.csv").status_code == status


def test_nobody_writes_it(desk: Client, admin_user: Any) -> None:
    events.note("log-out", admin_user)
    event = Event.objects.get(kind="log-out")
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{event.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.post(f"{LIST}{event.pk}/change/", {"kind": "export"}).status_code == 403
    for attempt in (
        lambda: Event.objects.all().delete(),
        lambda: Event.objects.all().update(kind="export"),
        event.delete,
        event.save,
    ):
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(kind="something else")


def test_it_outlives_the_account_unsigned_and_forgets_with_time(admin_user: Any) -> None:
    other = superuser("gone@example.org")
    events.note("log-in", other)
    events.note("export", other, what="audit")
    told = privacy.export(other)["events"]
    assert [row["what"] for row in told][-2:] == ["log-in", "export"]
    other.delete()
    assert kinds(kind__in=("log-in", "export"), by=None) == ["log-in", "export"]
    for kind, days in (("log-in", 364), ("log-in", 366), ("export", 1094), ("export", 1096)):
        Event.objects.create(kind=kind, moment=timezone.now() - datetime.timedelta(days=days))
    before = Event.objects.count()
    privacy.expire()
    assert Event.objects.count() == before - 2


def test_the_list_costs_the_same_however_much_was_done(
    desk: Client, admin_user: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page(admin_user)
    desk.get(LIST)
    with CaptureQueriesContext(connection) as few:
        desk.get(LIST)
    for number in range(8):
        page(admin_user, **{"title.fr": f"Page {number}"})
    with django_assert_num_queries(len(few)):
        desk.get(LIST)


def test_an_address_does_not_stay_in_the_log_of_the_admin(desk: Client) -> None:
    from django.contrib.admin.models import LogEntry

    from atoutsud.site.models import Subscriber
    from tests.site.newsletter.factories import reader

    row = reader("reader@example.org")
    desk.post(f"/admin/site/subscriber/{row.pk}/delete/", {"post": "yes"})
    assert not Subscriber.objects.exists()
    assert "reader" not in LogEntry.objects.latest("pk").object_repr
    assert Event.objects.latest("pk").title == ""
