"""The pictures of the editors' guide, taken from the real screens: `python -m tests.guidepictures`.

A site with the demo content is made in a scratch folder, served to a browser that walks through it
as an editor would; each stop becomes a small file of static/img/guide.
"""

import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from atoutsud.environment import VARIABLES

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "static" / "img" / "guide"
CHROMIUM = os.environ.get("CHROMIUM_PATH") or "/usr/bin/chromium"
LAPTOP = {"width": 1180, "height": 760}
PHONE = {"width": 390, "height": 760}
WIDEST = 900


@contextmanager
def a_site(folder: str) -> Iterator[str]:
    """Its address; the demo content, an editor and what waits for one."""
    os.environ.update(dict.fromkeys(VARIABLES, ""))
    os.environ.update(
        SECRET_KEY="pictures-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
        SITE_URL="http://127.0.0.1:8000",
        ALLOWED_HOSTS="127.0.0.1,localhost",
        DATA_DIR=folder,
        STAFF_MFA_REQUIRED="False",
        DJANGO_SETTINGS_MODULE="atoutsud.settings",
        DJANGO_ALLOW_ASYNC_UNSAFE="true",
    )
    import django
    from django.conf import settings

    django.setup()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.management import call_command
    from django.test.testcases import LiveServerThread

    from atoutsud.compiling import compile_messages

    compile_messages()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("demo", verbosity=0)
    fill()
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()


def fill() -> None:
    """What the demo lacks: somebody who edits, a text that fell behind, proposals that wait."""
    from atoutsud.backoffice import roles
    from atoutsud.content import assignments, revisions
    from lexicon.models import Concept
    from news.models import Article
    from tests.backoffice.factories import person
    from tests.lexicon import factories as entries

    editor = person("redaction@example.org", roles.EDITORS, roles.REVIEWERS)
    editor.language = "fr"
    editor.save()
    text = Article.public.exclude(title_en="").exclude(title_fr="").order_by("pk")[0]
    changes = {"title.fr": f"{text.title_fr} : un an après"}
    revisions.apply(text, changes, seen_version=text.version, author=editor)
    for entry in Concept.public.order_by("pk")[:2]:
        entries.proposal(entry, ("note.fr", "Se dit aussi d’un projet déjà commencé."))
    entries.new_proposal("récit du changement")
    assignments.assign(Article, [text.pk], editor)


class Guide:
    """One picture a stop."""

    def __init__(self, browser: Any, base: str) -> None:
        from django.conf import settings
        from django.contrib.auth import get_user_model
        from django.test import Client

        client = Client()
        client.force_login(get_user_model().objects.get(email="redaction@example.org"))
        name = settings.SESSION_COOKIE_NAME
        context = browser.new_context(locale="fr-FR", viewport=LAPTOP, device_scale_factor=1)
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])
        self.page, self.base = context.new_page(), base

    def go(self, address: str, width: dict[str, int] = LAPTOP) -> Any:
        self.page.set_viewport_size(width)
        self.page.goto(self.base + address)
        self.page.add_init_script("localStorage.setItem('django.admin.navSidebarIsOpen', 'false')")
        return self.page

    def keep(self, name: str) -> None:
        from PIL import Image

        self.page.wait_for_timeout(400)
        with Image.open(io.BytesIO(self.page.screenshot())) as taken:
            shown = taken.convert("RGB")
        shown.thumbnail((WIDEST, WIDEST * 2))
        shown.save(FOLDER / f"{name}.webp", "WEBP", quality=72, method=6)


def stops(guide: Guide) -> Iterator[tuple[str, Callable[[], None]]]:
    from lexicon.models import Contribution
    from news.models import Article

    page = guide.page
    news = "/admin/news/article/"
    text = Article.public.exclude(title_en="").exclude(title_fr="").order_by("pk")[0]

    def form(width: dict[str, int] = LAPTOP) -> None:
        guide.go(f"{news}{text.pk}/change/", width)
        page.locator(".prose-menubar [data-name=table]").first.wait_for()

    def assign() -> None:
        guide.go(news)
        for box in page.locator(".action-select").all()[:2]:
            box.check()
        page.select_option("select[name=action]", "assign")
        with page.expect_navigation():
            page.click(".actions [type=submit]")

    def schedule() -> None:
        guide.go(f"{news}add/")
        page.locator(".prose-menubar [data-name=table]").first.wait_for()
        page.click("fieldset.schedule summary")
        page.evaluate("document.querySelector('fieldset.schedule').scrollIntoView()")

    def picker() -> None:
        form()
        page.locator(".prose-editor:has(#id_body_fr) [data-name=figure]").first.click()
        page.wait_for_selector(".picker-found li button")

    yield "a-faire", lambda: void(guide.go("/admin/"))
    yield "a-faire-telephone", lambda: void(guide.go("/admin/", PHONE))
    yield "actualite", form
    yield "actualite-telephone", lambda: form(PHONE)
    yield "image", picker
    yield "programmer", schedule
    yield "historique", lambda: void(guide.go(f"{news}{text.pk}/history/"))
    yield "apercu", lambda: void(guide.go(f"{news}{text.pk}/preview/"))
    yield "traductions", lambda: void(guide.go("/admin/translations/?tab=stale-en"))
    first = Contribution.objects.filter(state="pending").order_by("pk")[0]
    yield "proposition", lambda: void(guide.go(f"/admin/lexicon/contribution/{first.pk}/change/"))
    yield "confier", assign
    yield "images", lambda: void(guide.go("/admin/content/picture/"))


def void(_page: Any) -> None:
    return None


def main() -> None:
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="atoutsud-guide-") as folder,
        a_site(folder) as base,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        guide = Guide(browser, base)
        for name, stop in stops(guide):
            stop()
            guide.keep(name)
            print(name, flush=True)
        browser.close()


if __name__ == "__main__":
    main()
