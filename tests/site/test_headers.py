"""Every answer, good or bad, carries the same protection."""

import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from atoutsud.site import publicpage
from atoutsud.urls import urlpatterns as ours
from tests.backoffice import factories
from tests.content.uploads import a_picture
from tests.site.observatory import score

pytestmark = pytest.mark.django_db
NEVER = ("unsafe-inline", "unsafe-eval", "http:", "https:", "*", "data:", "blob:")


def raising(fault: Exception) -> Any:
    def view(request: HttpRequest) -> HttpResponse:
        raise fault

    return view


def limited(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=429)


urlpatterns = [
    path("fr/faute-400/", raising(SuspiciousOperation("no"))),
    path("fr/faute-403/", raising(PermissionDenied())),
    path("fr/faute-410/", publicpage.public_page(raising(publicpage.Gone()))),
    path("fr/faute-429/", limited),
    path("fr/faute-500/", raising(ValueError("no"))),
    path("fr/faute-503/", raising(OperationalError("database or disk is full"))),
    *ours,
]
handler400 = "atoutsud.site.errors.bad_request"
handler403 = "atoutsud.site.errors.forbidden"
handler404 = "atoutsud.site.errors.not_found"
handler500 = "atoutsud.site.errors.server_error"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def faults(response: Any, reach: str = "same-origin") -> list[str]:
    """What this answer lacks."""
    found = []
    headers = response.headers
    policy = headers.get("Content-Security-Policy", "")
    parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    wanted = {"default-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'"}
    found += [f"{name} {parts.get(name)}" for name in wanted if parts.get(name) != wanted[name]]
    found += [f"{word} in the policy" for word in NEVER if word in policy.split()]
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": reach,
        "X-Frame-Options": "DENY",
    }.items():
        if headers.get(name) != value:
            found.append(f"{name}: {headers.get(name)}")
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        found.append("no Permissions-Policy")
    if not re.fullmatch(r"[0-9a-f]{16}", headers.get("X-Request-ID", "")):
        found.append("no request id")
    if re.search(r"\d", headers.get("Server", "")) or "X-Powered-By" in headers:
        found.append("tells versions")
    return found


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", [400, 403, 410, 429, 500, 503])
def test_a_failing_page_is_as_protected_as_any(client: Client, status: int) -> None:
    response = client.get(f"/fr/faute-{status}/")
    assert response.status_code == status
    assert faults(response) == []


def test_every_other_answer_is(client: Client) -> None:
    answers = {
        "page": (client.get("/fr/"), 200),
        "redirect": (client.get("/"), 302),
        "not found": (client.get("/fr/rien-de-tel/"), 404),
        "host": (client.get("/fr/", headers={"host": "evil.example"}), 400),
        "method": (client.post("/fr/"), 405),
        "trace": (client.trace("/fr/"), 405),
        "form": (client.post("/fr/contact/", {"message": ""}), 422),
        "log-in": (client.get("/fr/compte/connexion/"), 200),
        "robots": (client.get("/robots.txt"), 200),
        "health": (client.get("/healthz"), 200),
        "data": (client.get("/data/news.json"), 200),
        "feed": (client.get("/fr/actualites/flux.atom"), 200),
        "admin": (client.get("/admin/"), 302),
        "too large": (client.post("/fr/contact/", {"message": "x" * 2_600_000}), 413),
    }
    assert {name: got.status_code for name, (got, _) in answers.items()} == {
        name: status for name, (_, status) in answers.items()
    }
    # Open data is made to be read from other sites.
    told = {
        name: faults(got, "cross-origin" if name == "data" else "same-origin")
        for name, (got, _) in answers.items()
    }
    assert {name: found for name, found in told.items() if found} == {}


def test_so_are_pictures_and_what_stands_beside_pages(client: Client) -> None:
    picture = a_picture()
    address = f"/media/{picture.key}/{picture.width}.avif"
    response = client.get(address)
    assert response.status_code == 200
    response.close()
    assert faults(response) == []


def test_static_files_pass_through_the_same_door(client: Client, settings: Any) -> None:
    settings.WHITENOISE_USE_FINDERS = True
    settings.WHITENOISE_AUTOREFRESH = True
    assert finders.find("css/site.css")
    response = Client().get("/static/css/site.css")
    assert response.status_code == 200
    assert b"".join(response.streaming_content)
    response.close()
    assert faults(response) == []


def test_the_back_office_loosens_only_what_its_editor_needs(client: Client) -> None:
    client.force_login(factories.superuser())
    policy = client.get("/admin/news/article/add/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"https?:", policy)
    inline = [part for part in policy.split() if part.startswith(("'nonce-", "'sha256-"))]
    assert inline


@pytest.mark.parametrize("verb", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG"])
@pytest.mark.parametrize("address", ["/fr/", "/admin/", "/fr/contact/", "/static/css/site.css"])
def test_verbs_of_no_use_are_refused(client: Client, verb: str, address: str) -> None:
    response = client.generic(verb, address, b"", headers={"cookie": "sessionid=abc"})
    assert response.status_code == 405
    assert b"sessionid" not in response.content


@pytest.mark.parametrize(
    ("address", "words"),
    [("/fr/contact/", "dépasse ce que ce formulaire"), ("/en/contact/", "larger than this form")],
)
def test_too_large_a_request_is_told_in_the_readers_language(
    client: Client, address: str, words: str
) -> None:
    body = b"message=" + b"x" * 2_600_000
    response = client.post(address, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert words in response.content.decode()


def test_too_many_fields_are_too_large_as_well(client: Client, settings: Any) -> None:
    body = "&".join(f"f{number}=1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    response = client.post("/fr/contact/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413


def test_a_request_that_only_says_it_is_huge_is_not_waited_for(client: Client) -> None:
    response = client.generic(
        "POST", "/fr/contact/", b"", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(10**12),
    )  # fmt: skip
    assert response.status_code == 413
    assert response.headers["Connection"] == "close"


@pytest.mark.parametrize(
    "headers",
    [{"x-forwarded-host": "evil.example"}, {"forwarded": "host=evil.example;proto=https"},
     {"x-forwarded-proto": "https"}, {"x-original-url": "/admin/"}, {"x-rewrite-url": "/admin/"},
     {"x-forwarded-for": "203.0.113.9"}, {"x-http-method-override": "DELETE"},
     {"x-forwarded-port": "8443"}, {"x-forwarded-prefix": "/evil"}],
)  # fmt: skip
def test_what_only_a_proxy_may_say_changes_nothing(client: Client, headers: dict[str, str]) -> None:
    plain, said = client.get("/fr/contact/"), client.get("/fr/contact/", headers=headers)
    hidden = re.compile(rb'name="(csrfmiddlewaretoken|shown)" value="[^"]*"')
    assert said.status_code == plain.status_code == 200
    assert hidden.sub(b"", said.content) == hidden.sub(b"", plain.content)
    assert b"evil" not in said.content


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "127.0.0.1@evil", ""]
)
def test_another_host_is_refused_and_never_repeated(client: Client, host: str) -> None:
    response = client.get("/fr/", headers={"host": host})
    assert response.status_code == 400
    assert b"evil" not in response.content
    assert "evil" not in str(response.headers)


def test_over_https_the_browser_is_told_to_stay_there(client: Client) -> None:
    settings = {
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_SSL_REDIRECT": True,
    }
    with override_settings(**settings):
        response = Client().get("/fr/", secure=True)
        assert response.headers["Strict-Transport-Security"] == (
            "max-age=31536000; includeSubDomains"
        )
        plain = Client().get("/fr/")
        assert (plain.status_code, plain.headers["Location"]) == (301, "https://testserver/fr/")
        assert faults(plain) == []


def test_our_headers_score_as_high_as_can_be_without_preloading() -> None:
    https = {"SECURE_HSTS_SECONDS": 31_536_000, "SESSION_COOKIE_SECURE": True}
    with override_settings(**https, CSRF_COOKIE_SECURE=True):
        for address in ("/fr/", "/fr/contact/", "/fr/compte/connexion/"):
            response = Client().get(address, secure=True)
            points, why = score(response)
            assert points >= 115, (address, why)


def test_only_the_front_door_negotiates_and_nothing_public_varies_on_cookies(
    client: Client,
) -> None:
    door = client.get("/")
    assert door.headers["Vary"] == "Accept-Language"
    assert door.headers["Cache-Control"] == "private, no-cache"
    for address in ("/fr/", "/en/", "/fr/actualites/", "/fr/lexique/"):
        vary = client.get(address).headers.get("Vary", "")
        assert "Cookie" not in vary
        assert "Accept-Language" not in vary


def test_pages_of_people_signed_in_are_kept_by_nobody(client: Client) -> None:
    client.force_login(factories.superuser())
    for address in ("/admin/", "/fr/compte/", "/admin/news/article/"):
        assert "no-store" in client.get(address).headers["Cache-Control"], address
