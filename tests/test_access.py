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

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo"), pytest.mark.once]
PEOPLE = (
    "anonymous", "member", "nobody", "translator", "reviewer", "editor", "manager", "administrator",
)  # fmt: skip
OUTSIDE = PEOPLE[:2]
GROUPS = {
    "translator": roles.TRANSLATORS, "reviewer": roles.REVIEWERS, "editor": roles.EDITORS,
    "manager": roles.ADMINISTRATORS,
}  # fmt: skip
# Read by anyone, the same for everyone.
OPEN = {
    "home-negotiated": 302, "site-sitemap": 200, "site-sitemap-part": 200, "site-robots": 200,
    "site-security": 200,
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
    "site-card": 404, "site-worker": 200, "site-manifest": 200, "site-newsletter": 200,
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
# What translators, reviewers, editors, the group of administrators and superusers do with each kind
# of content: view, add, change, delete. Staff without a group do nothing.
OFFICE = {
    "content.picture": ("v", "v", "vacd", "vacd", "vacd"),
    "content.document": ("", "", "vacd", "vacd", "vacd"),
    "content.tag": ("", "vac", "vacd", "vacd", "vacd"),
    "content.outboxmessage": ("", "", "", "v", "v"),
    "content.event": ("", "", "", "v", "v"),
    "content.workingdraft": ("", "v", "v", "v", "v"),
    "site.backuprecord": ("", "", "", "v", "v"),
    "members.user": ("", "", "", "", "vac"), "auth.group": ("", "", "", "", "vacd"),
    "site.page": ("v", "", "vacd", "vacd", "vacd"),
    "site.menuentry": ("", "", "vacd", "vacd", "vacd"),
    "site.unfoundquery": ("", "vd", "vd", "vd", "vd"),
    "site.letter": ("", "", "vacd", "vacd", "vacd"),
    "site.subscriber": ("", "", "", "vd", "vd"),
    "site.watchedlink": ("", "v", "v", "v", "v"),
    "site.movedpath": ("", "", "vacd", "vacd", "vacd"),
    "site.contactmessage": ("", "", "v", "vcd", "vcd"),
    "lexicon.concept": ("v", "vacd", "v", "vacd", "vacd"),
    "lexicon.domain": ("v", "vacd", "v", "vacd", "vacd"),
    "lexicon.source": ("", "vacd", "v", "vacd", "vacd"),
    "lexicon.pointer": ("", "vacd", "v", "vacd", "vacd"),
    "lexicon.importbatch": ("", "vac", "v", "vac", "vac"),
    "lexicon.contribution": ("", "vc", "v", "vc", "vc"),
    "trainings.engagement": ("v", "v", "vacd", "vacd", "vacd"),
    "trainings.partner": ("v", "v", "vacd", "vacd", "vacd"),
    "trainings.programme": ("", "v", "vacd", "vacd", "vacd"),
    "trainings.fundingcategory": ("", "v", "vacd", "vacd", "vacd"),
    "trainings.closedyear": ("", "v", "v", "vad", "vad"),
    "trainings.trainingrequest": ("", "v", "vcd", "vcd", "vcd"),
    "news.article": ("v", "v", "vacd", "vacd", "vacd"),
}  # fmt: skip
# Every view that an admin may have: the rights it asks for, all of them, and how it is called.
# A name in no line here fails; “pk” stands for an object, “-” for a view that takes none.
VIEWS = {
    "changelist": ("v", "-"), "add": ("a", "-"), "change": ("v", "pk"), "history": ("v", "pk"),
    "delete": ("d", "pk"), "draft": ("c", "pk"), "preview": ("c", "pk"),
    "preview_page": ("c", "pk fr"), "several": ("a", "-"), "describe": ("c", "-"),
    "export": ("v", "-"), "health": ("v", "-"), "merge": ("c", "pk"), "unwanted": ("c", "pk"),
    "refused": ("v", "pk"), "send": ("c", "pk"), "duplicate": ("av", "pk"),
    "import_cofunding": ("ac", "-"), "import_trainings": ("ac", "-"),
    "import_partners": ("ac", "-"), "understood": ("v", "-"),
}  # fmt: skip
# What a POST asks for beyond what the page asks for.
WRITES = {"change": "c", "history": "c"}
# Addresses of the back office that belong to no single model: who may, anyone of the staff if “*”.
COMMON = {
    "index": "*", "login": "*", "logout": "*", "password_change_done": "*",
    "password_change": "*", "autocomplete": "", "jsi18n": "*", "view_on_site": "", "app_list": "",
    "": "", "translations": "*", "translations_export": "*", "translations_import": "*",
    "translations_write": "", "references": "*", "roles": "*", "guide": "*",
}  # fmt: skip
REFUSED = (302, 403, 404)
CALLED: dict[str, list[Any]] = {"-": [], "pk": [0], "pk fr": [0, "fr"]}


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
    fixed: dict[str, list[Any]] = {
        "lexicon-letter": ["c"],
        "lexicon-mine-item": [10**9],
        "media": ["0" * 32, "320.jpg"],
        "site-card": ["news-0-fr.0123456789ab.png"],
        "site-sitemap-part": ["site", 1],
        "trainings-report": [2016],
    }
    return fixed.get(name, [])


def models() -> list[tuple[Any, str]]:
    return [(model, model._meta.label_lower) for model in admin.site._registry]


def views_of(label: str, office: set[str]) -> list[str]:
    """What the address configuration offers for one model, by the end of its name."""
    root = f"{label.replace('.', '_')}_"
    return sorted(name.removeprefix(root) for name in office if name.startswith(root))


def rights_of(who: str, label: str) -> str:
    return OFFICE[label][PEOPLE.index(who) - 3] if who in PEOPLE[3:] else ""


def test_every_address_has_its_row() -> None:
    site, office = named()
    known = {*OPEN, *MEMBERS}
    assert {name for name in site - known if WEBAUTHN not in name} == set()
    assert known - site <= {"account_reset_password_from_key_done"}
    assert {label for _model, label in models()} == set(OFFICE)
    listed = {
        f"{label.replace('.', '_')}_{view}"
        for _model, label in models()
        for view in views_of(label, office)
        if view in VIEWS
    }
    # Django's own address for a password, which leads nowhere here: see the memberadmin.
    assert office - listed - set(COMMON) - {"auth_user_password_change"} == set()


def test_a_new_address_without_a_row_is_seen() -> None:
    _site, office = named()
    assert "secret" not in VIEWS
    assert "secret" in views_of("site.page", office | {"site_page_secret"})


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


def objects() -> dict[str, Any]:
    """One object of each kind, each made by somebody else than who asks."""
    from tests.backoffice.everything import one_of_each

    return one_of_each()


@pytest.mark.parametrize("who", PEOPLE)
def test_the_back_office_answers_each_as_declared(who: str) -> None:
    """GET and POST of every view of every model; what is refused changes nothing."""
    client, (_site, office), found = client_of(who), named(), objects()
    before = revisions_made()
    faults = []
    for model, label in models():
        held = rights_of(who, label)
        for view in views_of(label, office):
            asked, how = VIEWS[view]
            args = [found[label].pk if part == 0 else part for part in CALLED[how]]
            address = reverse(f"admin:{label.replace('.', '_')}_{view}", args=args)
            may = who not in OUTSIDE and set(asked) <= set(held)
            status = client.get(address).status_code
            if (status in (302, 403)) is may and not (may and open_to(label, view, status)):
                faults.append(f"GET {address}: {status}, expected {'open' if may else 'refused'}")
            if not (may and set(WRITES.get(view, "")) <= set(held)):
                posted = client.post(address, forged()).status_code
                known = (*REFUSED, 405) if written_there(model, view) else (*REFUSED, 405, 200)
                if posted not in known or (
                    posted == 302 and who not in OUTSIDE and may and not open_to(label, view, 302)
                ):
                    faults.append(f"POST {address}: {posted} without the right")
    assert not faults, "\n".join(faults)
    if who in (*OUTSIDE, "nobody"):
        assert revisions_made() == before


def written_there(model: Any, view: str) -> bool:
    """The history of what is not publishable is only read, by POST too."""
    from atoutsud.content.publication import Publishable

    return view != "history" or issubclass(model, Publishable)


def open_to(label: str, view: str, status: int) -> bool:
    """A view that may lead elsewhere although it is allowed."""
    leads = {"draft", "describe", "export", "change", "merge", "delete", "refused"}
    # What was published is withdrawn, and what is sent stays: even those who may are refused.
    leads |= {"history"} if label == "content.workingdraft" else set()  # of another's content
    return (status == 302 and view in leads) or (status == 403 and view == "delete")


def forged() -> dict[str, Any]:
    return {
        "post": "yes", "_publish": "1", "_discard": "1", "_all": "1", "_confirm": "1", "old": "1",
        "state": "published", "is_superuser": "on", "send": "1", "days": "1", "_one": "1",
        "payload": "x", "plan": "x",
    }  # fmt: skip


def revisions_made() -> tuple[int, int]:
    from atoutsud.content.models import Revision, WorkingDraft

    return Revision.objects.count(), WorkingDraft.objects.count()


@pytest.mark.parametrize("who", PEOPLE)
def test_what_belongs_to_no_model_answers_each_as_declared(who: str) -> None:
    from django.contrib.contenttypes.models import ContentType

    from atoutsud.site.pages import Page

    client, found = client_of(who), objects()["site.page"]
    kind = ContentType.objects.get_for_model(Page).pk
    faults = []
    for name, people in COMMON.items():
        if name in ("", "logout"):
            continue
        args = {
            "view_on_site": [kind, found.pk], "app_list": ["site"],
            "translations_write": [kind, found.pk, "en"],
        }.get(name, [])  # fmt: skip
        for status in (client.get(reverse(f"admin:{name}", args=args)).status_code,):
            if who in OUTSIDE and name not in ("login", "jsi18n") and status != 302:
                faults.append(f"{name}: {status} for {who}")
            if who not in OUTSIDE and people == "*" and status not in (200, 302):
                faults.append(f"{name}: {status} for {who}")
            if who == "nobody" and people == "" and status not in (403, 404):
                faults.append(f"{name}: {status} for {who}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", PEOPLE)
def test_actions_are_offered_and_obeyed_as_declared(who: str) -> None:
    """Every action of every list, on somebody else's object, without the right to it."""
    client, found = client_of(who), objects()
    faults = []
    chief = user("chief@example.org", is_staff=True, is_superuser=True)
    before = states()
    for model, label in models():
        held = rights_of(who, label)
        address = reverse(f"admin:{label.replace('.', '_')}_changelist")
        for name in admin.site._registry[model].actions or ():
            asked = getattr(getattr(admin.site._registry[model], str(name), None),
                            "allowed_permissions", None)  # fmt: skip
            if not asked:
                faults.append(f"{label} {name}: an action that asks for no right")
                continue
            letters = {{"view": "v", "add": "a", "change": "c", "delete": "d"}[p] for p in asked}
            if letters <= set(held):
                continue
            data = {"action": name, "_selected_action": [found[label].pk], "keep": found[label].pk,
                    "_tag": "1", "add_tags": "interdite", "person": chief.pk}  # fmt: skip
            client.post(address, data)
    assert not faults, "\n".join(faults)
    if who not in ("manager", "administrator"):
        assert states() == before


def states() -> dict[str, list[Any]]:
    from django.apps import apps

    return {
        label: list(apps.get_model(label).objects.order_by("pk").values_list("pk", column))
        for label, column in (
            ("news.Article", "state"), ("site.Page", "state"), ("lexicon.Concept", "state"),
            ("trainings.Engagement", "state"), ("trainings.Partner", "state"),
            ("lexicon.Contribution", "state"), ("content.Tag", "name"),
            ("content.TaggedItem", "tag__name"), ("site.ContactMessage", "answered"),
            ("content.Assignment", "person"),
        )
    }  # fmt: skip


@pytest.mark.parametrize("who", PEOPLE)
def test_boxes_that_complete_a_name_obey_the_right_to_the_target(who: str) -> None:
    """Every foreign key that the admin completes, for everyone."""
    client, faults = client_of(who), []
    for model, _label in models():
        office = admin.site._registry[model]
        offices = [office, *(row(model, admin.site) for row in office.inlines)]
        for each in offices:
            for name in each.autocomplete_fields:
                target = each.model._meta.get_field(name).related_model
                meta = each.model._meta
                asked = {"app_label": meta.app_label, "model_name": meta.model_name,
                         "field_name": name, "term": "a"}  # fmt: skip
                status = client.get("/admin/autocomplete/", asked).status_code
                may = "v" in rights_of(who, target._meta.label_lower)
                expected = 302 if who in OUTSIDE else 200 if may else 403
                if status != expected:
                    faults.append(f"{meta.label_lower}.{name}: {status} for {expected}")
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
