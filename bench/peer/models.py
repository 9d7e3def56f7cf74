"""News and a lexicon as pages, their terms as children, both languages on one page.

One page per text rather than one per language: half the rows, in favour of this side.
"""

import math
from string import ascii_lowercase
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import models
from django.db.models.functions import Substr
from django.utils.html import strip_tags
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet

NEWS_PER_PAGE = 20
LINES_PER_PAGE = 43


class Said(Page):
    """What linked data tells of a page."""

    schema_type = "WebPage"

    class Meta:
        abstract = True

    def schema(self) -> dict[str, Any]:
        return {"description": self.search_description}


class HomePage(Said):
    pass


class NewsTag(TaggedItemBase):
    content_object = ParentalKey("NewsPage", related_name="tagged", on_delete=models.CASCADE)


class NewsIndexPage(Said):
    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        items = (
            NewsPage.objects.child_of(self)
            .live()
            .order_by("-date", "-pk")
            .defer("body_fr", "body_en")
        )
        context["items"] = Paginator(items, NEWS_PER_PAGE).get_page(request.GET.get("page"))
        return context


class NewsPage(Said):
    title_en = models.CharField(max_length=255, blank=True)
    lead_fr = models.TextField(blank=True)
    lead_en = models.TextField(blank=True)
    body_fr = RichTextField(blank=True)
    body_en = RichTextField(blank=True)
    date = models.DateField(null=True, db_index=True)
    tags = ClusterTaggableManager(through=NewsTag, blank=True)

    schema_type = "NewsArticle"

    def schema(self) -> dict[str, Any]:
        return {
            "headline": self.title,
            "description": self.lead_fr,
            "datePublished": self.date.isoformat() if self.date else None,
            "keywords": [tag.name for tag in self.tags.all()],
        }

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        words = len(strip_tags(self.body_fr).split())
        context["minutes"] = max(1, math.ceil(words / 200))
        return context

    search_fields = [
        *Page.search_fields,
        index.SearchField("title_en"),
        index.SearchField("lead_fr"),
        index.SearchField("body_fr"),
        index.SearchField("body_en"),
    ]


@register_snippet
class Domain(models.Model):
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class LexiconIndexPage(RoutablePageMixin, Said):
    @path("lettre/<str:letter>/", name="letter")
    def letter(self, request: Any, letter: str) -> Any:
        entries = (
            EntryPage.objects.child_of(self)
            .live()
            .filter(sort__startswith=letter)
            .order_by("sort", "pk")
            .prefetch_related("terms")
        )
        page = Paginator(entries, LINES_PER_PAGE).get_page(request.GET.get("page"))
        context = {"letter": letter, "entries": page, "letters": self.letters()}
        return self.render(request, template="peer/letter.html", context_overrides=context)

    def letters(self) -> list[tuple[str, bool]]:
        """The bar from A to Z, and which of its places are filled."""
        filled = cache.get("letters")
        if filled is None:
            rows = EntryPage.objects.child_of(self).live().order_by()
            first = rows.annotate(first=Substr("sort", 1, 1)).values_list("first", flat=True)
            filled = set(first.distinct())
            cache.set("letters", filled, 600)
        return [(place, place in filled) for place in ascii_lowercase]


class EntryPage(Said):
    sort = models.CharField(max_length=500, db_index=True)
    heading_en = models.CharField(max_length=255, blank=True)
    definition_fr = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    domains = ParentalManyToManyField(Domain, blank=True)

    schema_type = "DefinedTerm"

    def schema(self) -> dict[str, Any]:
        return {
            "description": self.definition_fr,
            "termCode": str(self.pk),
            "alternateName": [term.text for term in self.terms.all()],
        }

    search_fields = [
        *Page.search_fields,
        index.SearchField("definition_fr"),
        index.SearchField("definition_en"),
        index.RelatedFields(
            "terms", [index.SearchField("text", boost=2), index.AutocompleteField("text")]
        ),
    ]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        terms = list(self.terms.all())
        context["french"] = [term for term in terms if term.lang == "fr"]
        context["english"] = [term for term in terms if term.lang == "en"]
        context["examples"] = self.examples.all()
        context["parent"] = self.get_parent()
        return context


class Term(Orderable):
    page = ParentalKey(EntryPage, related_name="terms", on_delete=models.CASCADE)
    lang = models.CharField(max_length=12)
    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=15)
    status = models.CharField(max_length=12)
    usage_label = models.CharField(max_length=120, blank=True)


class Example(Orderable):
    page = ParentalKey(EntryPage, related_name="examples", on_delete=models.CASCADE)
    text = models.TextField()
