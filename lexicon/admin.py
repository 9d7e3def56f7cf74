"""The editors' screens of the lexicon: entries, the shelves around them, and the queue."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, Count, Q, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atoutsud.backoffice.bilingual import BilingualAdmin, BilingualTabular, OfficeAdmin
from atoutsud.backoffice.publishing import PublishableAdmin
from atoutsud.content.folding import fold
from lexicon import moderation, review
from lexicon.models import (
    Citation,
    Concept,
    Contribution,
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
class ConceptAdmin(FoldedSearch, PublishableAdmin):
    """The rules of the lexicon are run by the entry's own document, whatever the form."""

    list_display = ("headline_words", "english", "reviewed_on")
    list_filter = ("domains", "reviewed_on")
    search_fields = ("terms__text",)
    folded_paths = ("terms__key",)
    autocomplete_fields = ("replaced_by", "merged_into")
    inlines = (TermInline, ExampleInline, CitationInline, RelationInline, MappingInline)
    fieldsets: Any = (
        (gettext_lazy("The notion"), {"fields": ("definition", "note", "disambiguation")}),
        (gettext_lazy("Where it is filed"), {"fields": ("domains", "tags")}),
        (
            gettext_lazy("Review and credit"),
            {"fields": ("reviewed_on", "public_credit")},
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

    def write(self, obj: Any, changes: dict[str, Any], **about: Any) -> None:
        publish(obj, changes, **about)

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
    list_filter = ("lang",)
    search_fields = ("text",)
    folded_paths = ("key",)
    fields = ("lang", "text", "targets")
    autocomplete_fields = ("targets",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("targets")

    @admin.display(description=gettext_lazy("see"))
    def leads_to(self, obj: Pointer) -> str:
        return ", ".join(str(target) for target in obj.targets.all())


class QueueFilter(admin.SimpleListFilter):
    """The queue by default; decided ones on request."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [*Contribution.State.choices, ("all", _("all"))]

    def choices(self, changelist: Any) -> Any:
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": _("to decide"),
        }
        for value, title in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "all":
            return queryset
        if self.value() in Contribution.State.values:
            return queryset.filter(state=self.value())
        return queryset.filter(state__in=Contribution.OPEN)


@admin.register(Contribution)
class ContributionAdmin(OfficeAdmin):
    """Oldest first; opening one leads to its review. Nothing is added or deleted here."""

    list_display = ("what", "kind", "size", "signature", "domains", "created", "state")
    list_filter = (QueueFilter, "kind", "language", "concept__domains")
    search_fields = ("concept__terms__text", "message")
    ordering = ("created", "pk")
    list_select_related = ("concept", "author")
    actions = None
    change_list_template = "admin/lexicon/contribution/queue.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request).prefetch_related("changes", "concept__domains")
        return found.annotate(
            waiting=Count("changes", filter=Q(changes__decision="pending"), distinct=True)
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        last = Contribution.objects.exclude(decided_at=None).order_by("-decided_at").first()
        context = {
            "queue_empty": not Contribution.objects.waiting().exists(),
            "last_decision": last.decided_at if last else None,
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    @admin.display(description=gettext_lazy("about"))
    def what(self, obj: Contribution) -> str:
        return obj.title

    @admin.display(description=gettext_lazy("to decide"), ordering="waiting")
    def size(self, obj: Any) -> int:
        return int(obj.waiting)

    @admin.display(description=gettext_lazy("from"))
    def signature(self, obj: Contribution) -> str:
        return obj.signed or _("anonymous")

    @admin.display(description=gettext_lazy("domains"))
    def domains(self, obj: Contribution) -> str:
        return ", ".join(str(d) for d in obj.concept.domains.all()) if obj.concept else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """The review of one contribution, in place of a form."""
        if object_id is None:
            raise PermissionDenied
        contribution = self.get_object(request, object_id)
        if contribution is None:
            raise Http404
        if not self.has_view_or_change_permission(request, contribution):
            raise PermissionDenied
        if request.method != "POST":
            return self._screen(request, contribution, review.cards(contribution))
        if not self.has_change_permission(request, contribution):
            raise PermissionDenied
        if "_tick" in request.POST:
            found = review.cards(contribution, request.POST)
            review.tick_clean(found)
            return self._screen(request, contribution, found)
        return self._decide(request, contribution)

    def _decide(self, request: HttpRequest, contribution: Contribution) -> HttpResponse:
        posted = review.readable(request.POST)
        try:
            if "_spam" in posted:
                held = _set_aside(contribution, request.user)
            elif contribution.changes.exists():
                chosen = review.decisions(contribution, posted)
                if not chosen:
                    raise ValidationError(_("Nothing is decided yet: choose at least once."))
                held = moderation.decide(
                    contribution,
                    chosen,
                    reviewer=request.user,
                    seen=review.seen(contribution, posted),
                )
            else:
                held = moderation.answer(
                    contribution,
                    accepted="_refuse" not in posted,
                    reviewer=request.user,
                    reason_code=posted.get("reason", ""),
                    reason=posted.get("word", ""),
                )
        except moderation.Late:
            contribution.refresh_from_db()
            found = review.cards(contribution, posted)
            return self._screen(request, contribution, found, late=True, status=409)
        except ValidationError as error:
            found = review.cards(contribution, posted)
            return self._screen(request, contribution, found, errors=error.messages, status=422)
        return self._decided(request, held)

    def _decided(self, request: HttpRequest, held: Contribution) -> HttpResponse:
        self.log_change(request, held, held.get_state_display())
        if held.is_open:
            text: Any = _("Your decisions on “%(title)s” are kept; the rest waits.")
            self.message_user(request, text % {"title": held.title}, messages.SUCCESS)
            return HttpResponseRedirect(request.path)
        said = _("“%(title)s”: %(state)s.") % {
            "title": held.title,
            "state": held.get_state_display(),
        }
        if held.concept is not None and held.concept.is_public:
            said = format_html(
                '{} <a href="{}">{}</a>', said, held.concept.address(), _("See the entry")
            )
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:lexicon_contribution_changelist"))

    def _screen(
        self,
        request: HttpRequest,
        contribution: Contribution,
        found: list[review.Card],
        *,
        status: int = 200,
        late: bool = False,
        errors: Any = (),
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **review.context(request, contribution, found),
            "opts": self.opts,
            "title": capfirst(
                _("%(kind)s: “%(title)s”")
                % {"kind": contribution.get_kind_display(), "title": contribution.title}
            ),
            "is_nav_sidebar_enabled": False,
            "late": late,
            "errors": errors,
            "may_decide": self.has_change_permission(request, contribution),
        }
        return TemplateResponse(
            request, "admin/lexicon/contribution/review.html", context, status=status
        )


def _set_aside(contribution: Contribution, reviewer: Any) -> Contribution:
    """Out of the queue as unwanted; the contributor is not written to."""
    from django.utils import timezone

    rows = Contribution.objects.filter(pk=contribution.pk, state__in=Contribution.OPEN).update(
        state=Contribution.State.SPAM, decided_by=reviewer, decided_at=timezone.now()
    )
    if not rows:
        raise moderation.Late([])
    contribution.refresh_from_db()
    return contribution
