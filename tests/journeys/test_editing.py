"""What an editor does by hand: pasting from a word processor, sharing out a cost."""

from typing import Any

import pytest
from django.contrib.auth.models import Group

from atoutsud.content.pictures import Picture
from atoutsud.members.models import User
from news.models import Article
from tests.content.uploads import photo
from tests.journeys.conftest import send
from tests.trainings import factories

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
EDITOR, PASSWORD = "redaction@example.org", "Un-mot-de-passe-9"
PASTE = """(box, [html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""  # noqa: E501
LISTEN = """window.reports = [];
document.addEventListener("securitypolicyviolation",
  e => window.reports.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));"""
DROP = """async (name) => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 60, height: 40});
  canvas.getContext("2d").fillRect(0, 0, 30, 30);
  const made = await new Promise((done) => canvas.toBlob(done));
  const data = new DataTransfer();
  data.items.add(new File([made], name, {type: "image/png"}));
  document.querySelector(".drop").dispatchEvent(
    new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""
ITEM = (
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>"
    "{mark}<span style='font:7pt'>&nbsp;&nbsp; </span></span>{words}</p>"
)
PASTED = (
    "<html><head><style>p.MsoNormal {margin:0}</style></head><body>"
    "<h1>Des outils</h1><p class=MsoNormal style='margin:0'>Deux <b>outils</b> :</p>"
    "<p class=MsoNormal>&nbsp;</p>"
    + ITEM.format(mark="-", words="la carte")
    + "<p class=MsoNormal>&nbsp;</p>"
    + ITEM.format(mark="-", words="la boussole")
    + ITEM.format(mark="1.", words="d’abord")
    + "<p><img src='file:///C:/photo.jpg'></p></body></html>"
)


@pytest.fixture
def page(new_page: Any, live_server: Any, settings: Any) -> Any:
    from allauth.account.models import EmailAddress

    settings.STAFF_MFA_REQUIRED = False
    user = User.objects.create_user(EDITOR, PASSWORD, is_staff=True)
    EmailAddress.objects.create(user=user, email=EDITOR, verified=True, primary=True)
    user.groups.add(Group.objects.get(name="Éditeurs"))
    page = new_page()
    page.goto(f"{live_server.url}/fr/compte/connexion/")
    page.fill("[name=login]", EDITOR)
    page.fill("[name=password]", PASSWORD)
    send(page, "main form[action] button.btn")
    return page


def paste(page: Any, html: str, text: str) -> str:
    area = page.locator(".prose-editor:has(#id_body_fr) .ProseMirror[contenteditable]")
    area.click()
    area.evaluate(PASTE, [html, text])
    return str(page.input_value("#id_body_fr"))


def test_a_paste_becomes_headings_and_lists_and_is_published(page: Any, live_server: Any) -> None:
    page.goto(f"{live_server.url}/admin/news/article/add/")
    page.fill("#id_title_fr", "Deux outils")
    assert paste(page, PASTED, "").replace(' data-type="decimal"', "") == (
        "<h2>Des outils</h2><p>Deux <strong>outils</strong> :</p>"
        "<ul><li><p>la carte</p></li><li><p>la boussole</p></li></ul>"
        "<ol><li><p>d’abord</p></li></ol>"
    )
    assert page.locator(".prose-said").inner_text()
    send(page, "[name=_publish]")
    body = Article.objects.get().body_fr
    assert body.count("<li>") == 3
    assert "file:" not in body
    assert not Picture.objects.exists()


def test_plain_text_keeps_its_lists_too(page: Any, live_server: Any) -> None:
    page.goto(f"{live_server.url}/admin/news/article/add/")
    found = paste(page, "", "Deux outils :\n\n  • la carte ;\n  • la boussole.\n\n- seul")
    assert found == (
        "<p>Deux outils :</p><ul><li><p>la carte ;</p></li><li><p>la boussole.</p></li>"
        "<li><p>seul</p></li></ul>"
    )


def test_a_dash_alone_stays_a_dash(page: Any, live_server: Any) -> None:
    page.goto(f"{live_server.url}/admin/news/article/add/")
    assert paste(page, "", "Il dit :\n– Venez.\nOn vint.").count("<p>") == 3


def test_the_buttons_of_the_text_box_have_names(page: Any, live_server: Any) -> None:
    page.goto(f"{live_server.url}/admin/news/article/add/")
    page.locator(".prose-menubar button[title]").first.wait_for()
    names = page.locator(".prose-menubar button[title]").evaluate_all(
        "all => all.map(b => b.title)"
    )
    assert names
    assert not {"blockquote", "unordered list", "Insert table", "undo"} & set(names)


def test_a_cost_is_split_evenly(page: Any, live_server: Any) -> None:
    factories.partner("Nous", is_self=True)
    others = [factories.partner(name) for name in ("Deux", "Trois")]
    page.goto(f"{live_server.url}/admin/trainings/engagement/add/")
    page.fill("#id_title_fr", "Écrit avant")
    for other in others:
        if not page.locator("#id_split-payer").is_visible():
            page.click(".payer summary")
        page.select_option("#id_split-payer", str(other.pk))
        send(page, "[name=_payer]")
    assert page.input_value("#id_title_fr") == "Écrit avant"
    row = page.locator("#row-flights")
    for tick in row.locator("[type=checkbox]").all():
        tick.check()
    row.locator(".even").click()
    shares = row.locator("[name$=-share]")
    typed = [shares.nth(n).input_value() for n in range(3)]
    assert typed == ["33,34", "33,33", "33,33"]
    assert "100" in row.locator("output").inner_text()
    shares.nth(2).fill("13,33")
    assert "20" in row.locator("output").inner_text()
    shares.nth(2).fill("")
    shares.nth(1).fill("26,66")
    shares.nth(1).blur()
    assert shares.nth(2).input_value() == "40"


def test_the_forms_fit_a_phone(page: Any, live_server: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    for model in ("trainings/engagement", "news/article", "content/picture", "trainings/partner"):
        page.goto(f"{live_server.url}/admin/{model}/add/")
        page.evaluate(
            "document.querySelectorAll('.add-row a').forEach(a => a.offsetParent && a.click())"
        )
        out = page.locator("#content :is(input, select, textarea, .prose-editor)").evaluate_all(
            "all => all.filter(e => e.offsetParent && e.getBoundingClientRect().right > 361)"
            ".map(e => e.id)"
        )
        assert out == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_several_pictures_are_sent_described_and_put_into_a_text(
    page: Any, live_server: Any, tmp_path: Any
) -> None:
    """The whole way: files, one screen for their words, the text, and what it is used by."""
    names = []
    for colour in ("teal", "maroon"):
        (tmp_path / f"{colour}.jpg").write_bytes(photo(240, 160, colour).read())
        names.append(str(tmp_path / f"{colour}.jpg"))
    (tmp_path / "notes.jpg").write_bytes(b"no picture")
    page.add_init_script(LISTEN)
    page.goto(f"{live_server.url}/admin/content/picture/several/")
    page.set_input_files("[type=file]", [*names, str(tmp_path / "notes.jpg")])
    page.wait_for_selector(".next:not([hidden])")
    assert page.locator(".sent .is-taken").count() == 2
    assert page.locator(".sent .is-refused").count() == 1
    page.evaluate(DROP, "dropped.png")
    page.wait_for_selector(".sent .is-taken >> nth=2")
    send(page, ".next:not([hidden])")
    for number, words in enumerate(("Un mur bleu", "Un mur brun", "Un point")):
        page.locator("[name$=alt_fr]").nth(number).fill(words)
        page.locator("[name$=-consent]").nth(number).select_option("not_needed")
    send(page, ".cards button.default")
    assert Picture.public.count() == 3

    page.goto(f"{live_server.url}/admin/news/article/add/")
    page.fill("#id_title_fr", "Deux murs")
    box = page.locator(".prose-editor:has(#id_body_fr)")
    area = box.locator(".ProseMirror[contenteditable]")
    area.click()
    page.keyboard.type("Lire la suite")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    page.fill(".picker [type=search]", "zzz")
    page.locator(".picker input[type=text]").fill("example.org/rapport")
    page.locator(".picker .prose-editor-dialog-buttons button").first.click()
    page.wait_for_selector(".picker", state="detached")
    area.press("End")
    box.locator("[data-name=figure]").first.click()
    page.fill(".picker [type=search]", "brun")
    page.click(".picker-found li:only-child button")
    page.wait_for_selector(".prose-picture img")
    brown = Picture.objects.get(alt_fr="Un mur brun")
    send(page, ".submit-row [name=_draft]")
    body = Article.objects.get().body_fr or ""
    assert f'<figure><img src="ref:content.picture/{brown.pk}"></figure>' in body
    assert '<a href="https://example.org/rapport">Lire la suite</a>' in body
    assert page.locator("#advice-body_fr li").count() == 1

    page.goto(f"{live_server.url}/admin/content/picture/{brown.pk}/change/")
    assert "Deux murs" in page.locator("#used-in").inner_text()
    spot = page.locator(".focal-spot").bounding_box()
    page.mouse.click(spot["x"] + spot["width"] / 4, spot["y"] + spot["height"] / 2)
    assert abs(int(page.input_value("#id_focal_x")) - 25) <= 1
    assert page.evaluate("window.reports") == []


def test_an_item_in_two_languages_is_published_by_keyboard_alone(
    page: Any, live_server: Any
) -> None:
    """Title, text with a picture and a table, in both languages; nothing is ever clicked."""
    from tests.content.uploads import a_picture

    a_picture(alt_fr="Une carte")
    keys = page.keyboard

    def tab_to(selector: str) -> None:
        """Go on by Tab, as far as a person would bear, until this has the focus."""
        for _press in range(60):
            if page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
            keys.press("Tab")
        raise AssertionError(selector)

    page.goto(f"{live_server.url}/admin/news/article/add/")
    page.locator(".prose-menubar [data-name=table]").first.wait_for()
    tab_to("#id_title_fr")
    keys.type("Un atelier")
    tab_to("#id_title_en")
    keys.type("A workshop")
    for language, words in (("fr", "Voici."), ("en", "Here it is.")):
        tab_to(f".prose-editor:has(#id_body_{language}) .ProseMirror")
        keys.type(words)
        keys.press("Enter")
        if language == "en":
            continue
        keys.press("Shift+Tab")  # back to the last button of the box
        for _press in range(20):
            if page.evaluate("document.activeElement.dataset.name === 'figure'"):
                break
            keys.press("Shift+Tab")
        keys.press("Enter")
        page.wait_for_selector(".picker-found li button")
        tab_to(".picker-found li button")
        keys.press("Enter")
        page.wait_for_selector(".prose-picture")
        keys.type("Qui est venu :")
        keys.press("Enter")
        keys.press("Shift+Tab")
        for _press in range(20):
            if page.evaluate("document.activeElement.dataset.name === 'table'"):
                break
            keys.press("Shift+Tab")
        keys.press("Enter")
        page.wait_for_selector("dialog[open] [name=rows]")
        keys.press("Enter")
        page.wait_for_selector(".ProseMirror th")
        for cell in ("Groupe", "Nombre", "", "Femmes", "7", ""):
            keys.type(cell)
            keys.press("Tab")
        for _row in range(3):
            keys.press("ArrowDown")
        keys.type("Et voilà.")
    tab_to(".submit-row [name=_publish]")
    with page.expect_navigation():
        keys.press("Enter")
    made = Article.objects.get()
    assert made.state == "published" and made.title_en == "A workshop"
    assert "ref:content.picture/" in (made.body_fr or "")
    assert "<th>" in (made.body_fr or "") and "Femmes" in (made.body_fr or "")
    assert (made.body_fr or "").rstrip().endswith("<p>Et voilà.</p>")
    assert "Here it is." in (made.body_en or "")
