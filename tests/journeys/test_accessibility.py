"""The pages of the back office in a browser: axe finds nothing, and nothing breaks the policy.

On a laptop and on a phone, light and dark. What axe calls minor is left: the stock tables of rows
begin with a heading without words.
"""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.backoffice import factories
from tests.journeys.conftest import send
from tests.journeys.test_policy import LISTEN

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
# The bar of buttons that stays at the foot would hide half a box, wherever the page is scrolled to.
RUN = """async (tags) => {
  document.querySelector(".submit-row")?.style.setProperty("position", "static");
  const asked = {runOnly: {type: "tag", values: tags}, iframes: false};
  const found = await axe.run(document, asked);
  return found.violations.filter((v) => v.impact !== "minor").map((v) => `${v.id} (${v.impact}): `
    + v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + n.html.slice(0, 120)).join(" | "));
}"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LAPTOP = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
PHONE = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}
# What every run looks at; the others have the same parts, and are looked at by the long run.
USUAL = ("news.article", "lexicon.contribution", "content.picture", "site.letter")
VIEWS = ("changelist", "add", "change", "history", "delete", "draft", "preview", "several",
         "describe", "health", "merge", "unwanted", "send", "import_trainings", "import_partners",
         "import_cofunding")  # fmt: skip


def addresses(labels: tuple[str, ...] | None) -> Iterator[str]:
    """Every screen that is reached by an address, of these kinds of things or of all."""
    from tests.backoffice.everything import one_of_each

    found = one_of_each()
    page = found["site.page"]
    kind = ContentType.objects.get_for_model(type(page)).pk
    yield "/admin/"
    for name in ("translations", "translations_import", "roles", "guide"):
        yield reverse(f"admin:{name}")
    yield reverse("admin:translations_write", args=[kind, page.pk, "en"])
    for model in admin.site._registry:
        label = model._meta.label_lower
        if labels is not None and label not in labels:
            continue
        for view in VIEWS:
            root = f"admin:{label.replace('.', '_')}_{view}"
            for args in ([], [found[label].pk]):
                try:
                    yield reverse(root, args=args)
                except NoReverseMatch:
                    continue


class Judge:
    """Opens pages as somebody signed in, and keeps what axe and the policy find on each."""

    def __init__(self, browser: Any, base: str, options: dict[str, Any]) -> None:
        self.base, self.seen = base, 0
        self.faults: list[str] = []
        self.context = browser.new_context(locale="fr-FR", **options)
        client = Client()
        client.force_login(factories.superuser("axe@example.org"))
        name = django_settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": base}
        self.context.add_cookies([cookie])
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda fault: self.faults.append(f"{self.page.url}: {fault}"))
        self.page.add_init_script(LISTEN)
        self.page.add_init_script(AXE)

    def open(self, address: str) -> bool:
        answer = self.page.goto(f"{self.base}{address}")
        # The lists that search while one types are made after the page is there, and named then.
        self.page.wait_for_timeout(100)
        return bool(answer and answer.status == 200 and "html" in answer.headers["content-type"])

    def look(self, name: str) -> None:
        """The policy first: axe itself writes styles into the page."""
        self.seen += 1
        self.faults += [f"{name}: {told}" for told in self.page.evaluate("window.reports")]
        self.faults += [f"{name}: {fault}" for fault in self.page.evaluate(RUN, TAGS)]

    def look_at(self, address: str) -> None:
        if self.open(address):
            self.look(address)

    def act(self, address: str, action: str, ticked: int = 2) -> None:
        """The page that an action of a list leads to."""
        self.open(address)
        for box in self.page.locator(".action-select").all()[:ticked]:
            box.check()
        self.page.select_option("select[name=action]", action)
        send(self.page, ".actions [type=submit]")
        self.look(f"{address} {action}")


def second_pages(judge: Judge) -> None:
    """What no address leads to: pages that ask once more, refuse, or show a conflict."""
    from news.models import Article

    for address, action in (
        ("/admin/news/article/", "assign"), ("/admin/news/article/", "tag"),
        ("/admin/content/tag/", "merge"), ("/admin/lexicon/contribution/", "refuse"),
        ("/admin/lexicon/contribution/", "assign"),
    ):  # fmt: skip
        judge.act(address, action)
    judge.act("/admin/trainings/partner/", "merge")
    judge.act("/admin/lexicon/contribution/", "set_aside")
    judge.open("/admin/news/article/add/")
    send(judge.page, "[name=_publish]")
    judge.look("a form refused")
    article = Article.objects.filter(state="published")[0]
    change = f"/admin/news/article/{article.pk}/change/"
    judge.open(change)
    Article.objects.filter(pk=article.pk).update(title_fr="Autrement", version=article.version + 1)
    judge.page.fill("#id_title_fr", "Encore autrement")
    send(judge.page, ".submit-row [name=_publish]")
    judge.look("a conflict")


@pytest.fixture(
    params=[
        pytest.param(LAPTOP, id="laptop"),
        pytest.param(PHONE, id="phone", marks=pytest.mark.long),
    ]
)
def judge(
    request: Any, browser: Any, live_server: Any, traffic: Any, settings: Any
) -> Iterator[Judge]:
    settings.STAFF_MFA_REQUIRED = False
    call_command("demo", verbosity=0)
    made = Judge(browser, live_server.url, request.param)
    yield made
    made.context.close()


def test_the_usual_screens_are_accessible_and_obey_the_policy(judge: Judge) -> None:
    for address in addresses(USUAL):
        judge.look_at(address)
    second_pages(judge)
    assert judge.seen > 35
    assert not judge.faults, "\n".join(judge.faults)


@pytest.mark.long
def test_every_screen_is_accessible_and_obeys_the_policy(judge: Judge) -> None:
    for address in addresses(None):
        judge.look_at(address)
    assert judge.seen > 120
    assert not judge.faults, "\n".join(judge.faults)
