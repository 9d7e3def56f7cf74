"""The back office without a mouse: sign in, two languages, publish, correct, go back."""

from typing import Any

import pytest
from django.contrib.auth.models import Group

from atoutsud.backoffice import roles
from atoutsud.content import revisions
from atoutsud.members.models import User
from news.models import Article

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
EMAIL, PASSWORD = "redaction@example.org", "Un-mot-de-passe-9"
SEEN = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  const drawn = (s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0)
    || s.boxShadow !== "none";
  const near = [e, e.parentElement, e.nextElementSibling, e.closest(".prose-editor, form label")];
  const box = e.getBoundingClientRect();
  return box.width && near.some((one) => one && drawn(getComputedStyle(one)))
    ? "" : `${e.tagName} ${e.id} ${e.className} ${style.outlineStyle}`;
}"""
MOST = 90


class Hands:
    """Ten fingers and no mouse; where the focus is can always be seen."""

    def __init__(self, page: Any) -> None:
        self.page, self.keys = page, page.keyboard

    def to(self, selector: str, by: str = "Tab") -> None:
        """Go on by Tab, as far as a person would bear, until this has the focus."""
        for _press in range(MOST):
            if self.page.evaluate("(s) => document.activeElement.matches(s)", selector):
                assert not (unseen := self.page.evaluate(SEEN)), f"no focus seen on {unseen}"
                return
            self.keys.press(by)
        raise AssertionError(f"{selector} is never reached")

    def write(self, selector: str, words: str) -> None:
        self.to(selector)
        self.keys.press("Control+a")
        self.keys.type(words)

    def open(self, selector: str) -> None:
        """Enter on a link or a button that leads to another page."""
        self.to(selector)
        with self.page.expect_navigation():
            self.keys.press("Enter")

    def send(self) -> None:
        with self.page.expect_navigation():
            self.keys.press("Enter")


@pytest.fixture
def hands(new_page: Any, live_server: Any, settings: Any) -> Hands:
    from allauth.account.models import EmailAddress

    settings.STAFF_MFA_REQUIRED = False
    user = User.objects.create_user(EMAIL, PASSWORD, is_staff=True)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    user.groups.add(Group.objects.get(name=roles.EDITORS))
    page = new_page()
    page.goto(f"{live_server.url}/admin/")
    return Hands(page)


def test_a_text_lives_its_whole_life_without_a_mouse(hands: Hands) -> None:
    page = hands.page
    hands.write("[name=login]", EMAIL)
    hands.write("[name=password]", PASSWORD)
    hands.send()
    assert page.url.endswith("/admin/")

    # A new text: each language alone, then both, by one key.
    hands.open(".write a[href$='news/article/add/']")
    page.locator(".prose-menubar [data-name=table]").first.wait_for()
    assert page.locator("#id_title_fr").is_visible() and page.locator("#id_title_en").is_visible()
    hands.keys.press("Alt+l")
    assert page.locator("#id_title_fr").is_visible()
    assert not page.locator("#id_title_en").is_visible()
    hands.write("#id_title_fr", "Un atelier à Kasserine")
    hands.write(".prose-editor:has(#id_body_fr) .ProseMirror", "Douze personnes ont travaillé.")
    hands.keys.press("Alt+l")
    assert not page.locator("#id_title_fr").is_visible()
    hands.to("#id_title_en", by="Shift+Tab")
    hands.keys.type("A workshop in Kasserine")
    hands.write(".prose-editor:has(#id_body_en) .ProseMirror", "Twelve people worked.")
    # The switch itself answers to the arrows, as its kind of buttons does everywhere.
    hands.to("#show-en", by="Shift+Tab")
    hands.keys.press("ArrowRight")
    assert page.locator("#show-both").is_checked()
    assert page.locator("#id_title_fr").is_visible() and page.locator("#id_title_en").is_visible()
    hands.open(".submit-row [name=_draft]")
    made = Article.objects.get()
    assert (made.state, made.title_en) == ("draft", "A workshop in Kasserine")

    # The choice of languages is remembered; Enter in a box keeps, and never publishes.
    assert page.locator("#show-both").is_checked()
    page.locator(".prose-menubar [data-name=table]").first.wait_for()
    hands.write("#id_title_fr", "Un atelier à Gafsa")
    hands.send()
    made.refresh_from_db()
    assert (made.state, made.title_fr) == ("draft", "Un atelier à Gafsa")
    page.locator(".prose-menubar [data-name=table]").first.wait_for()
    hands.write("#id_title_en", "A workshop in Gafsa")
    with page.expect_navigation():
        hands.keys.press("Control+s")
    made.refresh_from_db()
    assert (made.state, made.title_en) == ("draft", "A workshop in Gafsa")
    hands.keys.press("Alt+b")
    hands.open(".submit-row [name=_publish]")
    made.refresh_from_db()
    assert made.state == "published"

    # Corrected: found in the list, changed, published with a reason.
    hands.open("#result_list tbody a")
    page.locator(".prose-menubar [data-name=table]").first.wait_for()
    hands.write("#id_title_en", "A workshop in Sfax")
    hands.write("#why", "Le lieu avait changé")
    hands.open(".submit-row [name=_publish]")
    made.refresh_from_db()
    assert made.title_en == "A workshop in Sfax"

    # Back to what it said before, from the message of the page that follows.
    before = made.version
    hands.open(".messagelist a[href$='/history/']")
    hands.open(".undo [name=_all]")
    hands.open("[name=_confirm]")
    made.refresh_from_db()
    assert (made.title_en, made.state) == ("A workshop in Gafsa", "published")
    assert made.version == before + 1
    assert revisions.history(made).count() == made.version


def test_the_skip_link_leads_past_what_every_page_repeats(hands: Hands) -> None:
    hands.write("[name=login]", EMAIL)
    hands.write("[name=password]", PASSWORD)
    hands.send()
    page = hands.page
    hands.keys.press("Tab")
    hands.to("a[href='#content-start']")
    hands.keys.press("Enter")
    hands.keys.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('#content-start, #content')")


def test_a_list_is_ticked_and_given_to_somebody_without_a_mouse(
    hands: Hands, live_server: Any
) -> None:
    from atoutsud.content.assignments import Assignment
    from tests.news import factories as news

    made = [news.article(title_fr=f"Texte {number}") for number in range(2)]
    hands.write("[name=login]", EMAIL)
    hands.write("[name=password]", PASSWORD)
    hands.send()
    page = hands.page
    page.goto(f"{live_server.url}/admin/news/article/")
    hands.to("#action-toggle")
    hands.keys.press("Space")
    hands.to(".actions select[name=action]", by="Shift+Tab")
    hands.keys.type("Confier")
    hands.open(".actions [type=submit]")
    hands.to("#person")
    hands.open(".submit-row button.default")
    assert {row.object_id for row in Assignment.objects.all()} == {one.pk for one in made}
    page.goto(f"{live_server.url}/admin/")
    hands.open(".tasks a[href$='?assigned=me']")
    assert page.locator("#result_list tbody tr").count() == 2
