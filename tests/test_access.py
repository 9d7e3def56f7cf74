"""Who gets what at every address: each has a row here, and a new one without a row fails."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from atoutsud.backoffice import roles
from tests.demosite import demo
from tests.members.factories import user

__all__ = ["demo"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
PEOPLE = ("anonymous", "member", "editor", "reviewer", "administrator")
GROUPS = {"editor": roles.EDITORS, "reviewer": roles.REVIEWERS}
# Read by anyone, the same for everyone.
OPEN = {
    "home-negotiated": 302, "site-sitemap": 200, "site-robots": 200, "site-security": 200,
    "site-healthz": 200, "site-readyz": 200, "home": 200, "site-contact": 200,
    "site-contact-thanks": 200, "site-data": 200, "site-page": 200, "news-data": 200,
    "news-list": 200, "news-feed": 200, "news-tag": 200, "news-item": 200, "trainings-list": 200,
    "trainings-ask": 200, "trainings-ask-done": 200, "trainings-item": 200, "partners-list": 200,
    "partners-item": 200, "lexicon-short": 303, "lexicon-index": 200, "lexicon-letter": 200,
    "lexicon-domain": 200, "lexicon-contribute": 200, "lexicon-suggest": 200,
    "lexicon-history": 200,
    "lexicon-entry": 200, "media": 404, "preview": 404, "trainings-calendar": 200,
    "trainings-event": 200, "trainings-iati": 404, "trainings-iati-organisation": 404,
    "trainings-csv": 200, "trainings-json": 200, "cofunding-csv": 200, "partners-csv": 200,
    "partners-json": 200, "trainings-impact": 200, "trainings-report": 200,
    "lexicon-json": 200, "lexicon-csv": 200,
    "lexicon-xlsx": 200, "lexicon-tbx": 200, "lexicon-tbx2": 200, "lexicon-turtle": 200,
    "lexicon-entry-data": 200, "lexicon-changes": 200, "lexicon-oembed": 404, "lexicon-feed": 200,
    "lexicon-domain-feed": 200, "lexicon-embed": 200,
    "lexicon-suggestions": 200, "site-search": 200,
    "lexicon-reader": 200, "lexicon-print": 200, "lexicon-keep": 200, "lexicon-kept": 200,
    "site-worker": 200, "site-manifest": 200, "site-newsletter": 200,
    "site-newsletter-asked": 200, "site-newsletter-confirmed": 200,
    "site-newsletter-confirm": 404, "site-newsletter-leave": 200,
}  # fmt: skip
# (nobody signed in, somebody signed in)
MEMBERS = {
    "members-account": (302, 200), "members-sessions": (302, 200), "members-data": (302, 302),
    "members-delete": (302, 302), "members-deleted": (200, 200),
    "lexicon-mine": (302, 200), "lexicon-mine-item": (302, 404),
    "account_login": (200, 302), "account_request_login_code": (200, 302),
    "account_confirm_login_code": (302, 302), "account_logout": (302, 200),
    "account_signup": (200, 302), "account_inactive": (200, 200),
    "account_reauthenticate": (302, 200), "account_email": (302, 200),
    "account_email_verification_sent": (302, 302), "account_change_password": (302, 200),
    "account_set_password": (302, 302), "account_reset_password": (200, 200),
    "account_confirm_password_reset_code": (302, 302),
    "account_complete_password_reset": (302, 302),
    "account_reset_password_from_key_done": (200, 200),
    "account_password_reset_completed": (200, 200), "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302), "mfa_reauthenticate": (302, 302),
    "mfa_activate_totp": (302, 302), "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404), "mfa_generate_recovery_codes": (302, 302),
    "mfa_download_recovery_codes": (302, 404),
}  # fmt: skip
WEBAUTHN = "webauthn"
# What editors, reviewers and administrators do: view, add, change, delete.
OFFICE = {
    "content.picture": ("vacd", "v", "vacd"), "content.document": ("vacd", "", "vacd"),
    "content.tag": ("vacd", "vac", "vacd"), "content.outboxmessage": ("", "", "v"),
    "site.backuprecord": ("", "", "v"),
    "members.user": ("", "", "vac"), "auth.group": ("", "", "vacd"),
    "site.page": ("vacd", "", "vacd"), "site.menuentry": ("vacd", "", "vacd"),
    "site.unfoundquery": ("vd", "vd", "vd"),
    "site.letter": ("vacd", "", "vacd"), "site.subscriber": ("", "", "vd"),
    "site.watchedlink": ("v", "v", "v"),
    "site.movedpath": ("vacd", "", "vacd"), "site.contactmessage": ("v", "", "vcd"),
    "lexicon.concept": ("v", "vacd", "vacd"), "lexicon.domain": ("v", "vacd", "vacd"),
    "lexicon.source": ("v", "vacd", "vacd"), "lexicon.pointer": ("v", "vacd", "vacd"),
    "lexicon.importbatch": ("v", "vac", "vac"),
    "lexicon.contribution": ("v", "vc", "vc"), "trainings.engagement": ("vacd", "v", "vacd"),
    "trainings.partner": ("vacd", "v", "vacd"), "trainings.programme": ("vacd", "v", "vacd"),
    "trainings.fundingcategory": ("vacd", "v", "vacd"), "trainings.closedyear": ("v", "v", "vad"),
    "trainings.trainingrequest": ("vcd", "v", "vcd"), "news.article": ("vacd", "v", "vacd"),
}  # fmt: skip
# Addresses of the back office that belong to no single model: for staff.
COMMON = {
    "index", "login", "logout", "password_change", "password_change_done", "autocomplete",
    "jsi18n", "view_on_site", "app_list", "", "translations", "translations_export",
    "translations_import", "references",
}  # fmt: skip


def named() -> tuple[set[str], set[str]]:
    """Names of all addresses: those of the site, those of the back office."""
    site: set[str] = set()
    office: set[str] = set()

    def walk(patterns: Any, inside: bool) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, inside or pattern.namespace == "admin")
            elif isinstance(pattern, URLPattern):
                (office if inside else site).add(pattern.name or "")

    walk(get_resolver().url_patterns, False)
    return site, office


def client_of(who: str) -> Client:
    client = Client()
    if who == "anonymous":
        return client
    made = user(f"{who}@example.org")
    made.is_staff = who != "member"
    made.is_superuser = who == "administrator"
    made.save()
    if who in GROUPS:
        made.groups.add(Group.objects.get(name=GROUPS[who]))
    client.force_login(made)
    return client


def arguments(name: str) -> list[Any]:
    """What leads to something public of the demo."""
    from django.apps import apps

    def first(label: str) -> Any:
        return apps.get_model(label).public.filter(state="published").order_by("pk").first()

    things = {
        "news-item": "news.Article", "trainings-item": "trainings.Engagement",
        "partners-item": "trainings.Partner", "lexicon-entry": "lexicon.Concept",
    }  # fmt: skip
    if name in things:
        return [first(things[name]).where("fr")]
    if name in (
        "lexicon-suggest", "lexicon-short", "lexicon-history", "lexicon-embed",
        "lexicon-entry-data",
    ):  # fmt: skip
        return [first("lexicon.Concept").pk]
    if name in ("lexicon-domain", "lexicon-domain-feed"):
        return [apps.get_model("lexicon.Domain").public.order_by("pk").first().where("fr")]
    if name == "news-tag":
        from news.models import tags_in_use

        return [tags_in_use().first().slug]
    if name == "site-page":
        page = apps.get_model("site.Page").public.exclude(slug_fr="").order_by("pk").first()
        return [page.slug_fr]
    if name in ("preview", "site-newsletter-confirm", "site-newsletter-leave"):
        return ["forged"]
    if name == "trainings-event":
        dated = apps.get_model("trainings.Engagement").public.filter(precision="day")
        return [dated.first().pk]
    if name == "trainings-report":
        return [2016]
    if name == "media":
        return ["0" * 32, "320.jpg"]
    return {"lexicon-letter": ["c"], "lexicon-mine-item": [10**9]}.get(name, [])


def test_every_address_has_its_row() -> None:
    site, office = named()
    known = {*OPEN, *MEMBERS}
    assert {name for name in site - known if WEBAUTHN not in name} == set()
    assert known - site <= {"account_reset_password_from_key_done"}
    ours = {f"{label.replace('.', '_')}_" for label in OFFICE}
    others = {name for name in office - COMMON if not name.startswith(tuple(ours))}
    assert {name for name in others if name != "auth_user_password_change"} == set()
    assert {model._meta.label_lower for model in admin.site._registry} == set(OFFICE)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_site_answers_each_as_declared(who: str) -> None:
    client = client_of(who)
    faults = []
    rows = {name: (code, code) for name, code in OPEN.items()} | MEMBERS
    site, _office = named()
    for name, codes in rows.items():
        if name not in site:
            continue
        answer = client.get(reverse(name, args=arguments(name)))
        if answer.status_code != codes[who != "anonymous"]:
            faults.append(f"{name}: {answer.status_code} for {codes[who != 'anonymous']}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_back_office_answers_each_as_declared(who: str) -> None:
    client = client_of(who)
    faults = []
    for model in admin.site._registry:
        label = model._meta.label_lower
        rights = OFFICE[label][PEOPLE.index(who) - 2] if who in PEOPLE[2:] else ""
        root = f"admin:{label.replace('.', '_')}_"
        first = model._default_manager.order_by("pk").first()  # type: ignore[attr-defined]
        tried = [("changelist", "v", []), ("add", "a", [])]
        if first is not None:
            tried += [("change", "v", [first.pk]), ("history", "v", [first.pk])]
        for view, right, args in tried:
            status = client.get(reverse(root + view, args=args)).status_code
            expected = 302 if who in PEOPLE[:2] else 200 if right in rights else 403
            if status != expected:
                faults.append(f"{label} {view}: {status} for {expected}")
        if first is not None:
            gone = [("delete", "d"), ("change", "c")]
            for view, right in gone:
                status = client.post(reverse(root + view, args=[first.pk]), {}).status_code
                allowed = status not in (302, 403) if who in PEOPLE[:2] else status != 403
                if allowed and right not in rights:
                    faults.append(f"POST {label} {view}: {status} without the right")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", ["editor", "reviewer"])
@pytest.mark.parametrize(
    "query",
    ["author__email__startswith=a", "created_by__password__startswith=p", "created_by__email=a",
     "decided_by__password__contains=a", "uploaded_by__email__gt=a"],
)  # fmt: skip
def test_no_filter_reads_what_accounts_hold(who: str, query: str) -> None:
    client = client_of(who)
    for label in ("news.article", "lexicon.contribution", "content.picture"):
        address = reverse(f"admin:{label.replace('.', '_')}_changelist")
        assert client.get(f"{address}?{query}").status_code in (400, 403, 302), label


def test_an_absurd_year_is_refused_by_lists() -> None:
    client = client_of("editor")
    assert client.get("/admin/news/article/?created__year=99999").status_code == 400


def test_anothers_contribution_is_not_found() -> None:
    from lexicon.models import Contribution

    theirs = Contribution.objects.exclude(author=None).first()
    assert theirs is not None
    client = client_of("member")
    for code, words in (("fr", "lexique/mes-contributions"), ("en", "lexicon/my-contributions")):
        assert client.get(f"/{code}/{words}/{theirs.pk}/").status_code == 404
        assert client.post(f"/{code}/{words}/", {"take_back": theirs.pk}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == Contribution.State.PENDING


@pytest.mark.parametrize(("who", "status"), [("editor", 302), ("reviewer", 403), ("member", 302)])
def test_the_address_of_a_draft_is_told_to_those_who_may_see_it(who: str, status: int) -> None:
    from django.contrib.contenttypes.models import ContentType

    from atoutsud.site.pages import Page

    page = Page.objects.create(title_fr="Secret", slug_fr="secret", body_fr="<p>x</p>")
    kind = ContentType.objects.get_for_model(Page).pk
    answer = client_of(who).get(f"/admin/r/{kind}/{page.pk}/")
    assert answer.status_code == status
    assert ("secret" in answer.headers.get("Location", "")) == (who == "editor")
