"""The menu, the footer and the social links: rows that editors order."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from atoutsud.content import languages, publication
from atoutsud.content.languages import LANGUAGES, Wording, word
from atoutsud.content.parts import Parts
from atoutsud.content.prepared import Prepared
from atoutsud.content.publication import SeenByReaders
from atoutsud.site import publicpage
from atoutsud.site.pages import Page


class Place(models.TextChoices):
    MENU = "menu", _("main menu")
    ASSOCIATION = "association", _("footer: the association")
    REUSE = "reuse", _("footer: take and reuse")
    SITE = "site", _("footer: this site")
    SOCIAL = "social", _("footer: elsewhere")


BUILT_IN = {
    "lexicon-index": _("Lexicon"),
    "trainings-list": _("Trainings"),
    "partners-list": _("Partners"),
    "trainings-impact": _("Impact"),
    "news-list": _("News"),
    "lexicon-contribute": _("Contribute"),
    "site-contact": _("Write to us"),
    "trainings-ask": _("Ask for a training"),
    "news-feed": _("News feed"),
    "site-newsletter": _("Newsletter"),
    "site-data": _("Open data"),
    "members-account": _("My account"),
    "site-search": _("Search"),
}
# What a site without any row of its own shows.
DEFAULTS = {
    Place.MENU: (
        "lexicon-index",
        "trainings-list",
        "partners-list",
        "news-list",
        "lexicon-contribute",
        "site-contact",
        "site-search",
    ),
    Place.ASSOCIATION: ("site-contact", "trainings-ask", "site-newsletter"),
    Place.REUSE: ("trainings-impact", "news-feed", "site-data"),
    Place.SITE: ("members-account",),
}
SECTIONS = {
    "lexicon-index": "lexicon",
    "lexicon-contribute": "contribute",
    "trainings-list": "trainings",
    "partners-list": "partners",
    "trainings-impact": "impact",
    "news-list": "news",
    "site-contact": "contact",
    "site-newsletter": "newsletter",
    "site-search": "search",
}


class MenuEntry(SeenByReaders):
    place = models.CharField(_("where it appears"), max_length=12, choices=Place.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    label = models.CharField(
        _("words"),
        max_length=60,
        blank=True,
        default="",
        help_text=_("Left empty, the title of the page is shown."),
    )
    page = models.ForeignKey(
        Page,
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="all_menu_entries",
        help_text=_("A page that is not public does not appear."),
    )
    built_in = models.CharField(
        _("part of the site"),
        max_length=30,
        choices=list(BUILT_IN.items()),
        blank=True,
        default="",
    )
    url = models.URLField(
        _("address elsewhere"),
        max_length=300,
        blank=True,
        default="",
        validators=[URLValidator(schemes=["https"])],
        help_text=_("For social networks and other sites; it begins with https://."),
    )

    class Meta:
        verbose_name = _("menu entry")
        verbose_name_plural = _("menu and footer")
        ordering = ["place", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=False, built_in="", url="")
                | Q(page__isnull=True, url="") & ~Q(built_in="")
                | Q(page__isnull=True, built_in="") & ~Q(url=""),
                name="site_menu_entry_leads_to_one_place",
                violation_error_message=_(
                    "Choose a page, a part of the site or an address elsewhere: one of the three."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.words("fr").text

    def clean(self) -> None:
        if self.url and not (self.label_fr or self.label_en):
            raise ValidationError({"label_fr": _("An address elsewhere needs words.")})

    def words(self, language: str) -> Wording:
        said = word(self, "label", language)
        if said:
            return said
        if self.page is not None:
            return self.page.headline(language)
        return Wording(str(BUILT_IN.get(self.built_in, self.url)), language, False)

    def written_in(self, language: str) -> str:
        """The language of what it leads to: a page in the other one alone is linked where it is."""
        there = self.page.languages if self.page is not None else ()
        return language if language in there or not there else there[0]

    def address(self, language: str) -> str:
        if self.page is not None:
            return self.page.address(self.written_in(language))
        return self.url or reverse(self.built_in)

    def section(self) -> str:
        return self.page.section if self.page is not None else SECTIONS.get(self.built_in, "")


class Link(NamedTuple):
    """`language` is that of the page it leads to; empty for another site."""

    words: Wording
    address: str
    section: str
    outside: bool
    language: str


Places = dict[str, tuple[Link, ...]]
Rows = tuple[tuple[Any, ...], ...]
# language -> (content version, links): one query for each version, language and process.
_known: dict[str, tuple[publication.Seen, Places]] = {}


def navigation(seen: publication.Seen, language: str) -> Places:
    """Place -> links, in order."""
    version, places = _known.get(language, (None, {}))
    if version != seen:
        said = tuple(_SAID.rows())
        places = _PLACES.get((language, said), lambda: _in(language, said))
        _known[language] = (seen, places)
    return places


_OWN = ("id", "place", "label_fr", "label_en", "built_in", "url", "page_id")
_PAGE = ("id", "role", *(f"{name}_{code}" for name in ("title", "slug") for code in LANGUAGES))


def _said() -> Any:
    """All that the links are made of: most publications change nothing of it."""
    page = Page.objects.filter(pk=OuterRef("page_id"))
    public = Page.public.filter(pk=OuterRef("page_id"))
    written = {f"in_{code}": Exists(page.filter(Page.filled(code))) for code in LANGUAGES}
    rows = MenuEntry.objects.order_by("place", "position", "pk")
    rows = rows.annotate(seen=Exists(public), **written).rewrite(False)
    return rows.values_list(*_OWN, *(f"page__{name}" for name in _PAGE), "seen", *written)


_SAID = Prepared(_said)
_PLACES = Parts(8)


def _entries(said: Rows) -> Iterator[MenuEntry]:
    for row in said:
        entry = MenuEntry(**dict(zip(_OWN, row, strict=False)))
        seen, *written = row[len(_OWN) + len(_PAGE) :]
        if entry.page_id is not None:
            if not seen:
                continue
            entry.page = Page(**dict(zip(_PAGE, row[len(_OWN) :], strict=False)))
            vars(entry.page).update(
                (f"written_{code}", bool(is_so))
                for code, is_so in zip(LANGUAGES, written, strict=True)
            )
        yield entry


def _in(language: str, said: Rows) -> Places:
    with translation.override(language):
        return _built(language, said)


def _built(language: str, said: Rows) -> Places:
    rows = list(_entries(said)) or [
        MenuEntry(place=place, built_in=name) for place, names in DEFAULTS.items() for name in names
    ]
    places: dict[str, list[Link]] = {str(place): [] for place in Place}
    for row in rows:
        try:
            address = row.address(language)
        except NoReverseMatch:
            continue
        there = "" if row.url else row.written_in(language)
        places[row.place].append(
            Link(row.words(language), address, row.section(), bool(row.url), there)
        )
    return {place: tuple(links) for place, links in places.items()}


def menus(request: HttpRequest) -> dict[str, Any]:
    """Context of every template; nothing is read until a template asks for it."""
    language = languages.active()

    def built() -> Places:
        seen = getattr(request, "content_version", None) or publication.seen()
        return navigation(seen, language)

    def switch() -> dict[str, str]:
        other = languages.other(language)
        return {
            "language": other,
            "address": publicpage.counterparts(request).get(other, f"/{other}/"),
        }

    return {
        "language": language,
        "menus": SimpleLazyObject(built),
        "switch": SimpleLazyObject(switch),
    }
