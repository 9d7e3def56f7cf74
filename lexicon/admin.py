"""The editors' screens of the lexicon: entries, the shelves around them, and the queue."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, Count, Q, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from atoutsud.backoffice.bilingual import BilingualAdmin, BilingualTabular, OfficeAdmin
from atoutsud.backoffice.bulktags import BulkTags
from atoutsud.backoffice.publishing import PublishableAdmin
from atoutsud.content.folding import fold
from lexicon import importadmin, queueadmin  # noqa: F401  (they register themselves)
from lexicon.healthadmin import HealthFilter, HealthViews
from lexicon.mergeadmin import MergeViews
from lexicon.models import (
    Citation,
    Concept,
    Domain,
    Example,
    Mapping,
    Pointer,
    Relation,
    Source,
    Term,
)
from lexicon.publishing import publish


class RowsOfEntry(BilingualTabular):
    """Rows that may name a term of the same entry, and no other."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Term:
            match = request.resolver_match
            pk = (match.kwargs if match else {}).get("object_id")
            own = Term.objects.filter(concept=pk) if pk and pk.isdigit() else Term.objects.none()
            kwargs["queryset"] = own
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class TermInline(RowsOfEntry):
    model = Term
    fields = (
        "lang", "text", "kind", "status", "usage_label", "short_for", "gender",
        "part_of_speech", "feminine", "region", "position", "browse",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        """French first, then English: one needs the French term to choose the English."""
        places = Case(When(lang="fr", then=0), When(lang="en", then=1), default=2)
        return super().get_queryset(request).order_by(places, "lang", "position", "pk")


class ExampleInline(RowsOfEntry):
    model = Example
    fields = ("lang", "text", "term", "position")


class CitationInline(RowsOfEntry):
    model = Citation
    fields = ("source", "target", "lang", "locator", "term", "position")
    autocomplete_fields = ("source",)


class RelationInline(BilingualTabular):
    model = Relation
    fk_name = "concept"
    fields = ("kind", "target", "position")
    autocomplete_fields = ("target",)


class MappingInline(BilingualTabular):
    model = Mapping
    fields = ("uri", "kind")


class FoldedSearch:
    """Searches words without accents, case or punctuation."""

    folded_paths: tuple[str, ...] = ()

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        key = fold(search_term[:200])
        if not search_term.strip():
            return queryset, False
        found = Q(pk=None)
        for path in self.folded_paths if key else ():
            found |= Q(**{f"{path}__contains": key})
        return queryset.filter(found), True


@admin.register(Concept)
class ConceptAdmin(BulkTags, HealthViews, MergeViews, PublishableAdmin):
    """The rules of the lexicon are run by the entry's own document, whatever the form."""

    actions = (*PublishableAdmin.actions, "tag")
    change_list_template = "admin/lexicon/concept/change_list.html"
    list_display = ("headline_words", "english", "reviewed_on")
    list_filter = (HealthFilter, "domains", "reviewed_on")
    search_fields = ("terms__text",)
    autocomplete_fields = ("replaced_by", "merged_into")
    inlines = (TermInline, ExampleInline, CitationInline, RelationInline, MappingInline)
    fieldsets: Any = (
        (gettext_lazy("The notion"), {"fields": ("definition", "note", "disambiguation")}),
        (gettext_lazy("Where it is filed"), {"fields": ("domains", "tags")}),
        (
            gettext_lazy("Review and credit"),
            {"fields": ("reviewed_on", "public_credit", "autolink")},
        ),
        (
            gettext_lazy("Replaced or merged"),
            {
                "fields": ("replaced_by", "merged_into"),
                "description": gettext_lazy(
                    "A replaced entry stays readable and points to the other. A merged entry is "
                    "withdrawn and its address leads to the other."
                ),
                "classes": ("collapse",),
            },
        ),
    )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        names = {"CSV": "csv", "XLSX": "xlsx", "TBX": "tbx", "SKOS": "turtle", "JSON": "json"}
        exports = [(name, reverse(f"lexicon-{address}")) for name, address in names.items()]
        return super().changelist_view(request, {"exports": exports, **(extra_context or {})})

    def write(self, obj: Any, changes: dict[str, Any], **about: Any) -> Any:
        return publish(obj, changes, **about)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "domains":
            from django.forms import CheckboxSelectMultiple

            kwargs["widget"] = CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("in English"), ordering="sort_en")
    def english(self, obj: Concept) -> str:
        return obj.heading_en


@admin.register(Domain)
class DomainAdmin(BilingualAdmin):
    list_display = ("__str__", "code", "parent", "position", "entries")
    list_select_related = ("parent",)
    search_fields = ("name_fr", "name_en", "code")
    autocomplete_fields = ("parent",)
    fieldsets: Any = ((None, {"fields": ("name", "description", "code", "parent", "position")}),)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(size=Count("all_concepts"))

    @admin.display(description=gettext_lazy("entries"), ordering="size")
    def entries(self, obj: Any) -> int:
        return int(obj.size)


@admin.register(Source)
class SourceAdmin(OfficeAdmin):
    list_display = ("title", "author", "year", "lang", "uses")
    list_filter = ("lang",)
    search_fields = ("title", "author")
    ordering = ("author", "title", "pk")
    fields = ("title", "lang", "author", "year", "publisher", "url", "licence")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(size=Count("citations"))

    @admin.display(description=gettext_lazy("cited"), ordering="size")
    def uses(self, obj: Any) -> int:
        return int(obj.size)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "url":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Pointer)
class PointerAdmin(FoldedSearch, OfficeAdmin):
    list_display = ("text", "lang", "leads_to")
    list_filter = (HealthFilter, "lang")
    search_fields = ("text",)
    folded_paths = ("key",)
    fields = ("lang", "text", "targets")
    autocomplete_fields = ("targets",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("targets")

    @admin.display(description=gettext_lazy("see"))
    def leads_to(self, obj: Pointer) -> str:
        return ", ".join(str(target) for target in obj.targets.all())
