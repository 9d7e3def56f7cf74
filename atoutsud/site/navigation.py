"""The menu, the footer and the social links: rows that editors order."""

from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from atoutsud.content import languages, publication
from atoutsud.content.languages import Wording, word
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
    "news-list": _("News"),
    "lexicon-contribute": _("Contribute"),
    "site-contact": _("Write to us"),
    "trainings-ask": _("Ask for a training"),
    "news-feed": _("News feed"),
    "members-account": _("My account"),
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
    ),
    Place.ASSOCIATION: ("site-contact", "trainings-ask"),
    Place.REUSE: ("news-feed",),
    Place.SITE: ("members-account",),
}
SECTIONS = {
    "lexicon-index": "lexicon",
    "lexicon-contribute": "contribute",
    "trainings-list": "trainings",
    "partners-list": "partners",
    "news-list": "news",
    "site-contact": "contact",
}


class MenuEntry(SeenByReaders):
    place = models.CharField(_("place"), max_length=12, choices=Place.choices)
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

    def address(self, language: str) -> str:
        if self.page is not None:
            return self.page.address(language)
        return self.url or reverse(self.built_in)

    def section(self) -> str:
        return self.page.role if self.page is not None else SECTIONS.get(self.built_in, "")


class Link(NamedTuple):
    words: Wording
    address: str
    section: str
    outside: bool


_known: dict[str, Any] = {"version": None, "rows": []}


def rows_of(seen: publication.Seen) -> list[MenuEntry]:
    """All entries whose page is public: one query for each content version and process."""
    version = (seen.site, seen.changed)
    if _known["version"] != version:
        rows = MenuEntry.objects.select_related("page")
        _known["rows"] = [row for row in rows if row.page is None or row.page.is_public]
        _known["version"] = version
    return list(_known["rows"])


def navigation(seen: publication.Seen, language: str) -> dict[str, list[Link]]:
    """Place -> links, in order."""
    places: dict[str, list[Link]] = {str(place): [] for place in Place}
    rows = rows_of(seen)
    if not rows:
        rows = [
            MenuEntry(place=place, built_in=name)
            for place, names in DEFAULTS.items()
            for name in names
        ]
    for row in rows:
        try:
            address = row.address(language)
        except NoReverseMatch:
            continue
        places[row.place].append(
            Link(row.words(language), address, row.section(), bool(row.url))
        )
    return places


def menus(request: HttpRequest) -> dict[str, Any]:
    """Context of every template; nothing is read until a template asks for it."""
    language = languages.active()

    def built() -> dict[str, list[Link]]:
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
