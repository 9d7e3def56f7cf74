"""Documents of an activity: its page in each language, its agreements, its files."""

from typing import Any

from lxml import etree

from atoutsud.content.languages import LANGUAGES
from atoutsud.site import publicpage
from trainings.iati import codes, words
from trainings.models import Agreement, EngagementDocument

Category = EngagementDocument.Category
PAGE = "text/html"
SAFE = ("http://", "https://")


def link(
    parent: Any,
    address: str,
    media_type: str,
    titles: list[tuple[str, str]],
    category: str,
    languages: tuple[str, ...],
) -> None:
    """A `document-link`; the standard wants a title and a format it knows."""
    element = etree.Element("document-link")
    plain = media_type.partition(";")[0].strip()
    element.set("format", plain if codes.known("FileFormat", plain) else PAGE)
    element.set("url", publicpage.absolute(address))
    if not words.narrate(etree.SubElement(element, "title"), titles):
        return
    etree.SubElement(element, "category").set("code", category)
    for code in languages:
        etree.SubElement(element, "language").set("code", code)
    parent.append(element)


def add(parent: Any, engagement: Any, pages: list[tuple[str, str]]) -> None:
    """`pages`: (language in which it has a page, what that page is called)."""
    for code, title in pages:
        address = engagement.address(code)
        link(parent, address, PAGE, [(code, title)], Category.ACTIVITY_PAGE, (code,))
    for agreement in engagement.agreements:
        if agreement.public_file is not None:
            titles = _titles(agreement, agreement.public_file)
            _file(parent, agreement.public_file, titles, Category.AGREEMENT)
    for row in engagement.documents:
        if row.public_file is not None:
            _file(parent, row.public_file, _titles(row, row.public_file), row.category)
        elif row.url.startswith(SAFE):
            titles = words.of_field(row, "title")
            if not any(text for _code, text in titles):
                titles = [(LANGUAGES[0], row.url)]
            link(parent, row.url, PAGE, titles, row.category, ())


def _titles(row: Agreement | EngagementDocument, file: Any) -> list[tuple[str, str]]:
    """The row's own title, else that in the library."""
    own = words.of_field(row, "title")
    return own if any(text for _code, text in own) else words.of_field(file, "title")


def _file(parent: Any, file: Any, titles: list[tuple[str, str]], category: str) -> None:
    written = {"fr": ("fr",), "en": ("en",), "mul": LANGUAGES}.get(file.language, ())
    link(parent, file.get_absolute_url(), file.media_type, titles, category, written)
