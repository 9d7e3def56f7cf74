"""Articles: what the association publishes, in one language or in both."""

import datetime
import math
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from atoutsud.content import richtext, typography
from atoutsud.content.dates import Dated, date_constraints
from atoutsud.content.documents import Document, Rows
from atoutsud.content.fields import Prose, RichText, uid_field
from atoutsud.content.languages import LANGUAGES, Addressed, localized, word
from atoutsud.content.pictures import Picture, caption_html, picture_html
from atoutsud.content.publication import (
    PublicationQuerySet,
    PublicManager,
    Publishable,
    SeenByReaders,
)
from atoutsud.content.tagging import Tag, TaggedItem, tags_field

WORDS_A_MINUTE = 200


class ArticleQuerySet(PublicationQuerySet):
    def newest_first(self) -> Self:
        """Those without any known date stand last."""
        return self.order_by(F("dateline").desc(nulls_last=True), "-pk")

    def for_list(self) -> Self:
        """Rows of a list: no bodies, but which languages each article is written in."""
        written = {
            f"written_{code}": Case(
                When(self.model.filled(code), then=Value(True)), default=Value(False)
            )
            for code in LANGUAGES
        }
        return self.newest_first().defer("body", "body_plain").annotate(**written)

    def by_tag(self, tag: int) -> Self:
        model = ContentType.objects.get_for_model(self.model)
        marked = TaggedItem.objects.filter(content_type=model, tag=tag)
        return self.filter(pk__in=marked.values("object_id"))


class Article(Publishable, Addressed, Dated):
    """A piece of news. `dateline` orders lists: the event's date, or the day it was published."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("article")
        EVENT = "event", _("event")
        REPORT = "report", _("report")
        OPINION = "opinion", _("opinion")
        RESOURCE = "resource", _("resource")

    language_fields = ("title", "body")
    address_name = "news-item"
    document = Document(
        fields=(
            "kind",
            "title",
            "lead",
            "body",
            "author_line",
            "published_on",
            "start_earliest",
            "end_latest",
            "precision",
            "approximate",
            "place",
            "country",
            "training",
            "autolink",
        ),
        rows={"pictures": Rows("all_pictures", fields=("picture", "caption", "position"))},
        sets=("tags",),
    )

    uid = uid_field()
    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind.choices, default=Kind.ARTICLE, db_index=True
    )
    title = models.CharField(
        _("title"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("One language is enough; the other can follow later."),
    )
    lead = Prose(
        _("lead"),
        max_length=600,
        blank=True,
        default="",
        help_text=_("One or two sentences, shown in lists and above the text."),
    )
    body = RichText(_("text"), blank=True, default="")
    body_plain = Prose(max_length=200_000, blank=True, default="", editable=False)
    author_line = models.CharField(
        _("signature"),
        max_length=150,
        blank=True,
        default="",
        help_text=_("Name and role, as printed under the text. Leave empty for the association."),
    )
    published_on = models.DateField(
        _("date of the text"),
        null=True,
        blank=True,
        help_text=_("Leave empty when it is not known: readers are told so."),
    )
    place = models.CharField(_("place"), max_length=120, blank=True, default="")
    country = CountryField(_("country"), blank=True, default="")
    training = models.ForeignKey(
        "trainings.Engagement",
        verbose_name=_("training"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="all_news",
        help_text=_("The training or event this text speaks of."),
    )
    autolink = models.BooleanField(
        _("link the words of the lexicon"),
        default=True,
        help_text=_("Words that the lexicon explains become links by themselves."),
    )
    dateline = models.DateField(_("date"), null=True, blank=True, editable=False, db_index=True)
    tags = tags_field()

    objects = ArticleQuerySet.as_manager()
    public = PublicManager.from_queryset(ArticleQuerySet)()

    class Meta(Publishable.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = [F("dateline").desc(nulls_last=True), "-pk"]
        constraints = [
            *Publishable.Meta.constraints,
            *date_constraints("news_article"),
            models.CheckConstraint(
                condition=Q(title_fr__isnull=False, title_fr__gt="")
                | Q(title_en__isnull=False, title_en__gt=""),
                name="news_article_has_a_title",
                violation_error_message=_("Give a title in at least one language."),
            ),
        ]

    def __str__(self) -> str:
        return self.headline().text

    def save(self, *args: Any, **kwargs: Any) -> None:
        own = (self.start_earliest, self.published_on)
        first, second = own if self.kind == self.Kind.EVENT else reversed(own)
        self.dateline = first or second
        computed = {"dateline"}
        for language in LANGUAGES:
            html = getattr(self, localized("body", language)) or ""
            setattr(self, localized("body_plain", language), richtext.plain(html))
            computed.add(localized("body_plain", language))
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, *computed}
        super().save(*args, **kwargs)

    @property
    def only_in(self) -> str:
        """The language code, when the article exists in one language."""
        written = self.languages
        return written[0] if len(written) == 1 else ""

    @property
    def shown_year(self) -> int | None:
        return self.dateline.year if self.dateline else None

    def moment(self) -> datetime.datetime:
        """When feeds say it appeared."""
        return self.first_published or self.created

    def reading_minutes(self, language: str) -> int:
        words = len(word(self, "body_plain", language).text.split())
        return max(1, math.ceil(words / WORDS_A_MINUTE))


class ArticlePicture(SeenByReaders):
    """A picture of an article; its own caption stands unless another is given here."""

    uid = uid_field()
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="all_pictures")
    picture = models.ForeignKey(
        Picture,
        verbose_name=_("picture"),
        on_delete=models.PROTECT,
        related_name="all_article_uses",
    )
    caption = models.CharField(
        _("caption"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("Leave empty to keep the caption of the picture."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("picture of the article")
        verbose_name_plural = _("pictures of the article")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "picture"],
                name="news_article_picture_once",
                violation_error_message=_("This picture already stands in the article."),
            )
        ]

    def __str__(self) -> str:
        return str(self.picture)

    def figure(self, language: str, *, eager: bool = False) -> SafeString:
        """The picture and its caption, in the language of the text they stand in."""
        own = word(self, "caption", language)
        typed = escape(typography.apply(own.text, own.language)) if own else ""
        return format_html(
            "<figure>{}{}</figure>",
            picture_html(self.picture, language, eager=eager),
            caption_html(self.picture, language, typed),
        )


def tags_in_use() -> models.QuerySet[Tag]:
    """Tags that mark at least one public article, with how many (`count`)."""
    model = ContentType.objects.get_for_model(Article)
    items = TaggedItem.objects.filter(
        content_type=model,
        tag=OuterRef("pk"),
        object_id__in=Article.public.order_by().values("pk"),
    )
    counted = items.order_by().values("tag").annotate(n=Count("pk")).values("n")
    number = Coalesce(Subquery(counted), Value(0), output_field=models.IntegerField())
    return Tag.objects.annotate(count=number).filter(count__gt=0)
