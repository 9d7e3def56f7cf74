"""Pages an editor writes: about, legal notice, accessibility, privacy, joining, and any other."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from atoutsud.content import languages, linking, naming, rendering, richtext
from atoutsud.content.documents import Document
from atoutsud.content.fields import Prose, RichText, uid_field
from atoutsud.content.languages import (
    LANGUAGES,
    Addressed,
    Wording,
    localized,
    slug_of,
    word,
)
from atoutsud.content.publication import Publishable, Seen
from atoutsud.site import cards, publicpage

# First words of the site's own addresses, in both languages.
# fmt: off
RESERVED = frozenset((
    "actualites", "news", "formations", "trainings", "partenaires", "partners", "bilan", "impact",
    "lexique", "lexicon", "recherche", "search", "contact", "apercu", "preview", "lettre-info",
    "newsletter", "donnees", "data", "compte", "account", "admin", "static", "media", "id", "fr",
    "en",
))
# fmt: on
PARTS_WORTH_A_LIST = 3


def refuse_reserved(value: str) -> None:
    if value in RESERVED:
        raise ValidationError(_("This word is already an address of the site; choose another."))


class Page(Publishable, Addressed):
    class Role(models.TextChoices):
        FREE = "free", _("none in particular")
        ABOUT = "about", _("about the association")
        LEGAL = "legal", _("legal notice")
        ACCESSIBILITY = "accessibility", _("accessibility")
        PRIVACY = "privacy", _("privacy")
        JOIN = "join", _("joining")
        GUIDE = "guide", _("contributors’ guide")
        REVIEWING = "reviewing", _("reviewers’ guide")

    language_fields = ("title", "body")
    address_name = "site-page"
    document = Document(
        fields=("title", "slug", "lead", "body", "role", "autolink"), unspoken=("slug",)
    )

    uid = uid_field()
    title = models.CharField(_("title"), max_length=150, blank=True, default="")
    slug = models.SlugField(  # type: ignore[assignment]  # stored here, not computed
        _("word in the address"),
        max_length=80,
        null=True,
        blank=True,
        default=None,
        validators=[refuse_reserved],
        help_text=_("Left empty, it is made from the title. It can be changed later."),
    )
    lead = Prose(
        _("lead"),
        max_length=600,
        blank=True,
        default="",
        help_text=_("One or two sentences under the title."),
    )
    body = RichText(_("text"), blank=True, default="")
    role = models.CharField(
        _("role"),
        max_length=15,
        choices=Role.choices,
        default=Role.FREE,
        help_text=_("Tells the site which page is which; each role is given once."),
    )
    autolink = models.BooleanField(
        _("link the words of the lexicon"),
        default=True,
        help_text=_("Words that the lexicon explains become links by themselves."),
    )

    class Meta(Publishable.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["pk"]
        constraints = [
            *Publishable.Meta.constraints,
            *(
                models.UniqueConstraint(
                    fields=[localized("slug", code)],
                    name=f"site_page_slug_{code}_once",
                    violation_error_message=_("Another page has this word in its address."),
                )
                for code in LANGUAGES
            ),
            models.UniqueConstraint(
                fields=["role"],
                condition=~Q(role="free"),
                name="site_page_role_once",
                violation_error_message=_("Another page has this role already."),
            ),
            models.CheckConstraint(
                condition=Q(title_fr__isnull=False, title_fr__gt="")
                | Q(title_en__isnull=False, title_en__gt=""),
                name="site_page_has_a_title",
                violation_error_message=_("Give a title in at least one language."),
            ),
        ]

    def __str__(self) -> str:
        return self.headline().text

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._fill_slugs()
        try:
            super().full_clean(*args, **kwargs)
        except ValidationError:
            if not self._next_slugs():
                raise
            self.full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._fill_slugs()
        naming.insert(lambda: super(Page, self).save(*args, **kwargs), self._next_slugs)

    def _next_slugs(self) -> bool:
        """Others in place of those made here that were taken meanwhile; False if none was."""
        made = getattr(self, "_made", {})
        before = {column: getattr(self, column) for column in made}
        for column, slug in made.items():
            if getattr(self, column) == slug:
                setattr(self, column, None)
        self._fill_slugs()
        return any(getattr(self, column) != slug for column, slug in before.items())

    def _fill_slugs(self) -> None:
        """An empty slug is NULL, so that several pages may lack one language.

        A title without any Latin letter still gives an address.
        """
        self._made: dict[str, str] = getattr(self, "_made", {})
        for code in LANGUAGES:
            column = localized("slug", code)
            title = getattr(self, localized("title", code)) or ""
            given = getattr(self, column)
            slug = given or slug_of(title)
            if title and not slug:
                slug = f"page-{self.uid.hex[:8]}"
            if slug in RESERVED:
                slug = f"{slug}-page"
            if slug and not given:
                slug = self._made[column] = self._free_slug(column, slug)
            setattr(self, column, slug or None)

    def _free_slug(self, column: str, base: str) -> str:
        alike = Page._base_manager.filter(**{f"{column}__startswith": base}).exclude(pk=self.pk)
        return naming.first_free(base, set(alike.values_list(column, flat=True)))

    def where(self, language: str | None = None) -> str:
        return word(self, "slug", language).text

    def text(self, body: Wording, seen: Seen | None) -> SafeString:
        """The body as readers get it."""
        if self.autolink:
            return linking.render(body.text, body.language, seen)
        return rendering.render(body.text, body.language)

    @property
    def section(self) -> str:
        """What the menu marks as current."""
        return f"page-{self.pk}" if self.role == self.Role.FREE else self.role

    def address(self, language: str | None = None) -> str:
        asked = language or languages.active()
        with translation.override(asked):
            return reverse(self.address_name, kwargs={"slug": self.where(asked)})


@publicpage.public_page
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page by its slug; the slug of its other language leads to the right one."""
    asked = languages.active()
    found = Page.public.filter(Q(slug_fr=slug) | Q(slug_en=slug)).order_by("pk")
    exact = [p for p in found if p.where(asked) == slug]
    chosen = (exact or list(found) or [None])[0]
    if chosen is None:
        if Page.public.gone_where(Q(slug_fr=slug) | Q(slug_en=slug)):
            raise publicpage.Gone
        raise Http404
    if chosen.where(asked) != slug:
        return publicpage.redirect_kept(request, chosen.address())
    body = word(chosen, "body")
    parts = [part for part in richtext.headings(body.text) if part[0] == 2]
    context = {
        "section": chosen.section,
        "page": chosen,
        "summary": word(chosen, "lead"),
        "parts": parts if len(parts) >= PARTS_WORTH_A_LIST else [],
        "body": chosen.text(body, linking.seen_by(request)),
        "text_language": body.language,
    }
    return publicpage.page(request, "site/page.html", context, subject=chosen)


def on_card(found: Page, language: str) -> cards.Words:
    return cards.Words(gettext("The association"), cards.said(found.headline(language)))


cards.register(cards.Source("page", Page, on_card))
