"""The editors' guide, a click away: the very file of the documentation, as a page.

It is written with headings, paragraphs, lists, pictures, strong words and code alone: that is all
this reads. The pictures are of the real screens (`python -m tests.guidepictures`).
"""

import re
from functools import cache

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from PIL import Image

GUIDE = settings.BASE_DIR / "docs" / "guide-redaction.md"
PICTURES = settings.BASE_DIR / "static" / "img" / "guide"
_INLINE = ((r"\*\*(.+?)\*\*", "strong"), (r"\*(.+?)\*", "em"), (r"`(.+?)`", "code"))
_PICTURE = re.compile(r"!\[(?P<alt>[^\]]+)\]\(\.\./static/(?P<file>img/guide/[\w-]+\.webp)\)")
_ITEM = re.compile(r"(?:-|\d+\.) +")


def inline(text: str) -> str:
    found = str(escape(text))
    for pattern, tag in _INLINE:
        found = re.sub(pattern, rf"<{tag}>\1</{tag}>", found)
    return found


def picture(alt: str, file: str) -> str:
    with Image.open(settings.BASE_DIR / "static" / file) as shown:
        width, height = shown.size
    return (
        f'<figure><img src="{escape(static(file))}" alt="{escape(alt)}" width="{width}"'
        f' height="{height}" loading="lazy"></figure>'
    )


def block(lines: list[str]) -> str:
    first = lines[0]
    if found := _PICTURE.fullmatch(first):
        return picture(**found.groupdict())
    if first.startswith("#"):
        level = len(first) - len(first.lstrip("#"))
        title = first[level:].strip()
        return f'<h{level} id="{slugify(title)}">{inline(title)}</h{level}>'
    if _ITEM.match(first):
        tag = "ul" if first.startswith("-") else "ol"
        items = "".join(f"<li>{inline(_ITEM.sub('', line, count=1))}</li>" for line in lines)
        return f"<{tag}>{items}</{tag}>"
    return f"<p>{inline(' '.join(lines))}</p>"


@cache
def read() -> tuple[SafeString, list[tuple[str, str]]]:
    """The guide as HTML without its title, and its parts: (anchor, title)."""
    text = GUIDE.read_text(encoding="utf-8") if GUIDE.exists() else ""
    blocks = [part.splitlines() for part in re.split(r"\n{2,}", text.strip()) if part.strip()]
    shown = [lines for lines in blocks if not lines[0].startswith("# ")]
    titles = [lines[0][3:].strip() for lines in shown if lines[0].startswith("## ")]
    html = "\n".join(block(lines) for lines in shown)
    # Every word of the file went through `escape`.
    return mark_safe(html), [(slugify(title), title) for title in titles]  # noqa: S308


def guide_view(request: HttpRequest) -> HttpResponse:
    html, parts = read()
    context = {
        **admin.site.each_context(request),
        "title": _("Editors’ guide"),
        "is_nav_sidebar_enabled": False,
        "guide": html,
        "parts": parts,
    }
    return TemplateResponse(request, "admin/guide.html", context)
