"""How templates say what the data knows: words with their language, dates, links, pictures."""

import datetime
import re
from html import unescape
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.template.defaultfilters import capfirst
from django.utils import timezone
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from atoutsud.content import dates, languages, pictures, richtext, typography
from atoutsud.content.languages import Wording, word
from atoutsud.site import linkeddata, publicpage

register = template.Library()
AROUND = 2
STEP = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
LOCALES = {"fr": "fr_FR", "en": "en_GB"}


def set_words(words: Wording, page_language: str) -> SafeString:
    """Words in their own typography, marked when they are not in the page's language."""
    text = typography.apply(words.text, words.language)
    if words.language != page_language and text:
        return format_html("<span {}>{}</span>", languages.spoken(words.language), text)
    return format_html("{}", text)


@register.simple_tag
def page_of(role: str) -> str:
    """The address of the page an editor gave this role; empty if there is none."""
    from atoutsud.site.pages import Page

    found = Page.public.filter(role=role).first()
    return found.address() if found else ""


@register.simple_tag
def say(obj: Any, field: str) -> SafeString:
    return set_words(word(obj, field), languages.active())


@register.simple_tag
def wording(words: Wording) -> SafeString:
    return set_words(words, languages.active())


@register.filter
def typeset(words: Wording) -> str:
    """Words in their own typography, where the element around them says their language."""
    return typography.apply(words.text, words.language)


@register.simple_tag
def remark(text: str) -> SafeString:
    """A remark kept once, in the language the site is edited in, whatever the page's language."""
    return set_words(Wording(str(text), settings.LANGUAGE_CODE, foreign=False), languages.active())


@register.filter
def headline(obj: Any) -> str:
    words = obj.headline()
    return typography.apply(words.text, words.language)


@register.simple_tag
def rich(obj: Any, field: str) -> SafeString:
    words = word(obj, field)
    html = richtext.render(words.text, words.language)
    if words.language != languages.active() and words:
        return format_html("<div {}>{}</div>", languages.spoken(words.language), html)
    return html


@register.simple_tag
def link(obj: Any, css: str = "") -> SafeString:
    """A link to an object, at its address in the language it is written in."""
    words = obj.headline()
    here = languages.active()
    written = obj.languages or (words.language,)
    there = here if here in written else written[0]
    text = typography.apply(words.text, words.language)
    about = [("class", css)] if css else []
    if there != here:
        about += [("hreflang", there)]
    if words.language != here:
        about += languages.attributes(words.language).items()
    attributes = format_html_join("", ' {}="{}"', about)
    return format_html('<a href="{}"{}>{}</a>', obj.address(there), attributes, text)


@register.simple_tag
def when(obj: Any) -> SafeString:
    """A vague date as `<time>` elements; “date not published” when there is none."""
    value = obj.when if hasattr(obj, "when") else obj
    if value is None:
        return format_html('<span class="unknown">{}</span>', _("date not published"))
    language = languages.active()
    duration = ""
    if getattr(obj, "duration_value", None):
        duration = dates.duration_in_words(obj.duration_value, obj.duration_unit, language)
    parts = dates.time_elements(value, language, duration)
    return mark_safe("".join(_time(words, attribute) for words, attribute in parts))  # noqa: S308


def _time(words: str, attribute: str | None) -> SafeString:
    if attribute:
        return format_html('<time datetime="{}">{}</time>', attribute, words)
    return format_html("{}", words)


@register.simple_tag
def day(date: datetime.date | datetime.datetime | None) -> SafeString:
    if date is None:
        return SafeString("")
    if isinstance(date, datetime.datetime):
        date = timezone.localtime(date).date()
    words = dates.day_in_words(date, languages.active())
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), words)


@register.simple_tag
def today() -> SafeString:
    """The date a page is read; public pages are made anew each day."""
    return day(timezone.localdate())


@register.simple_tag
def picture(pic: Any, sizes: str = "full", eager: bool = False) -> SafeString:
    return pictures.picture_html(pic, languages.active(), sizes, eager=eager)


@register.simple_block_tag
def once(content: str) -> str:
    """What a page says in a block, to be said again: a block can be written only once."""
    return content


@register.simple_block_tag(takes_context=True)
def crumbs(context: Any, content: str, title: str = "") -> SafeString:
    """The way to this page: a list of links, said again for search engines where they may look.

    `title`: what the page is called at the end of the way, if its own title says more than that.
    """
    label = _("You are here")
    nav = format_html(
        '<nav class="crumbs" aria-label="{}"><ol>{}</ol></nav>',
        label,
        mark_safe(content),  # noqa: S308
    )
    here, title = context.get("canonical"), title or context.get("shown_title")
    if not here or not title or context.get("noindex"):
        return nav
    trail = [(_bare(words), unescape(address)) for address, words in STEP.findall(content)]
    return nav + linkeddata.block(linkeddata.breadcrumbs([*trail, (_bare(title), here)]))


def _bare(markup: str) -> str:
    return unescape(strip_tags(markup)).strip()


@register.filter
def on_the_site(path: str) -> str:
    return publicpage.absolute(path)


@register.filter
def locale_of_sharing(language: str) -> str:
    """A language as Open Graph spells it, with a territory."""
    return LOCALES.get(language, language)


@register.simple_tag(takes_context=True)
def offered(context: Any, shown: dict[str, Any]) -> SafeString:
    """A part of a page that an app offers: its own template, with its own context."""
    values = shown["context"]
    with context.push(**{**values, "data": values}):
        return context.template.engine.get_template(shown["template"]).render(context)


register.filter(languages.direction)
register.filter(languages.spoken)


@register.filter
def upper_first(text: str) -> str:
    return str(capfirst(text))


@register.inclusion_tag("_pages.html", takes_context=True)
def pages(context: Any, page_obj: Page[Any]) -> dict[str, Any]:
    """Previous, next and the numbers around; the other parameters of the address are kept."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    kept = query.urlencode()
    numbers = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=AROUND)
    return {"page_obj": page_obj, "numbers": list(numbers), "kept": f"&{kept}" if kept else ""}
