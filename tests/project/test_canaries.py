"""Nothing personal in the logs: canaries put everywhere a request can carry them never sing."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from atoutsud import logs
from atoutsud.content import events
from atoutsud.urls import urlpatterns as ours
from tests.members.factories import PASSWORD, user

pytestmark = pytest.mark.django_db
EMAIL = "canari.personne@example.org"
IP = "203.0.113.77"
IP6 = "2001:db8:77::beef"
TOKEN = "c4nari-7Jq2wXvBn0PzL5kTgR8sYd"
WORDS = "canarirecherche"
CANARIES = (EMAIL, "canari.personne", IP, IP6, TOKEN, WORDS, PASSWORD)


def failing(request: HttpRequest) -> HttpResponse:
    raise DatabaseError(
        f'duplicate key value violates "email" for {EMAIL} and "{WORDS}"\n'
        f"DETAIL:  Key (email)=({EMAIL}) already exists: {WORDS}."
    )


urlpatterns = [path("fr/faute/", failing), *ours]
handler400 = "atoutsud.site.errors.bad_request"
handler404 = "atoutsud.site.errors.not_found"
handler500 = "atoutsud.site.errors.server_error"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything any logger says, as production writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    before, root.level = root.level, logging.DEBUG
    yield written
    root.removeHandler(handler)
    root.level = before


def everything(client: Client) -> None:
    """Requests that fail in every way, with canaries in every place."""
    carried = {
        "headers": {
            "user-agent": f"Mozilla {EMAIL}", "referer": f"https://example.org/?q={WORDS}",
            "x-forwarded-for": IP, "cookie": f"sessionid={TOKEN}",
        },
        "REMOTE_ADDR": IP,
    }  # fmt: skip
    for address in (
        f"/fr/recherche/?q={WORDS}",
        f"/fr/lexique/?q={WORDS}",
        f"/fr/apercu/{TOKEN}/",
        f"/fr/nulle-part/{EMAIL}/",
        f"/fr/actualites/?page={WORDS}",
        f"/admin/?next={EMAIL}",
        f"/media/{TOKEN}/320.jpg",
        f"/fr/faute/?e={EMAIL}",
        f"/fr/compte/connexion/?next=/{TOKEN}",
    ):
        client.get(address, **carried)  # type: ignore[arg-type]
    client.get("/fr/", headers={"host": f"{WORDS}.example.org"}, REMOTE_ADDR=IP6)
    client.post("/fr/contact/", {"email": EMAIL, "message": WORDS}, REMOTE_ADDR=IP6)
    client.post("/fr/faute/", {"email": EMAIL, "message": WORDS}, REMOTE_ADDR=IP6)
    client.post("/fr/compte/connexion/", {"login": EMAIL, "password": PASSWORD}, REMOTE_ADDR=IP)
    client.post("/fr/compte/connexion/", {"login": EMAIL, "password": WORDS}, REMOTE_ADDR=IP)
    client.post("/fr/compte/mot-de-passe/", {"email": EMAIL}, REMOTE_ADDR=IP)


@pytest.mark.urls(__name__)
def test_no_log_line_holds_an_address_a_search_or_a_token(lines: io.StringIO) -> None:
    user(EMAIL)
    everything(Client(raise_request_exception=False))
    text = lines.getvalue()
    entries = [json.loads(line) for line in text.splitlines()]
    assert len(entries) > 8
    for canary in CANARIES:
        found = [entry for entry in entries if canary in json.dumps(entry, ensure_ascii=False)]
        assert not found, (canary, found[:1])
    failed = [entry for entry in entries if entry.get("status") == 500]
    assert any(entry.get("route") == "fr/faute/" for entry in failed)
    assert any("DatabaseError" in entry.get("trace", "") for entry in entries)


@pytest.mark.urls(__name__)
def test_the_reference_on_the_error_page_finds_its_line(lines: io.StringIO) -> None:
    answer = Client(raise_request_exception=False).get("/fr/faute/")
    number = answer.headers["X-Request-ID"]
    assert f"{number}</p>" in answer.content.decode()
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert {entry["request"] for entry in told if entry.get("route") == "fr/faute/"} == {number}


def test_a_proxy_may_number_requests_and_nobody_else(settings: Any) -> None:
    given = {"x-request-id": "a1b2c3d4e5f60718"}
    assert Client().get("/fr/", headers=given).headers["X-Request-ID"] != given["x-request-id"]
    settings.TRUSTED_PROXIES = 1
    assert Client().get("/fr/", headers=given).headers["X-Request-ID"] == given["x-request-id"]
    hostile = {"x-request-id": 'x"\n{"level": "error"}'}
    assert Client().get("/fr/", headers=hostile).headers["X-Request-ID"].isalnum()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (f"mail to {EMAIL} failed", "mail to [e-mail] failed"),
        (f"from {IP} and {IP6}", "from [ip] and [ip]"),
        (
            f"Error handling request /fr/recherche/?q={WORDS}",
            "Error handling request /fr/recherche/",
        ),
        (f"token {TOKEN}", "token [token]"),
        ("The job backup-pruning failed", "The job backup-pruning failed"),
        ("at 12:30:45 in release 0.1.0", "at 12:30:45 in release 0.1.0"),
        ("atoutsud.site.management.commands.backup", "atoutsud.site.management.commands.backup"),
    ],
)
def test_messages_lose_what_is_personal_and_keep_the_rest(said: str, written: str) -> None:
    assert logs.scrub(said) == written


# Security events


def told(lines: io.StringIO) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    return [entry for entry in found if entry["logger"] == "atoutsud.security"]


def test_log_ins_and_refusals_are_told_by_number(lines: io.StringIO) -> None:
    person, client = user(EMAIL), Client()
    client.post("/fr/compte/connexion/", {"login": EMAIL, "password": "wrong-one-again"})
    client.post("/fr/compte/connexion/", {"login": EMAIL, "password": PASSWORD})
    client.post("/fr/compte/deconnexion/")
    kinds = [(entry["event"], entry["by"]) for entry in told(lines)]
    assert ("account made", person.pk) in kinds
    assert ("log-in refused", None) in kinds
    assert ("log-in", person.pk) in kinds
    assert ("log-out", person.pk) in kinds


def test_rights_are_told_whichever_way_they_change(lines: io.StringIO) -> None:
    from django.contrib.auth.models import Group, Permission

    person, group = user(EMAIL), Group.objects.create(name="Passage")
    person.is_staff = True
    person.save()
    person.groups.add(group)
    group.permissions.add(Permission.objects.order_by("pk").first())
    person.user_permissions.set([Permission.objects.order_by("pk").first()])
    person.is_active = False
    person.save(update_fields=["is_active"])
    number = person.pk
    person.delete()
    changes = [entry for entry in told(lines) if entry["event"] == "rights changed"]
    assert len(changes) == 5
    assert changes[0]["is_staff"] is True
    assert told(lines)[-1] | {"at": "", "request": ""} | {"account": number} == told(lines)[-1] | {
        "at": "", "request": "", "account": number
    }  # fmt: skip
    assert [entry for entry in told(lines) if entry["event"] == "account deleted"]


def test_what_is_no_right_is_no_event(lines: io.StringIO) -> None:
    person = user(EMAIL)
    before = len(told(lines))
    person.credit_name = "Ada"
    person.save()
    person.save(update_fields=["last_login"])
    assert len(told(lines)) == before


def test_an_unknown_kind_is_a_fault_of_the_code() -> None:
    with pytest.raises(ValueError, match="Unknown"):
        events.note("something else")
