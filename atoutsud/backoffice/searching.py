"""The search boxes of the back office: the same index and order as readers', drafts included."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.backoffice import today
from atoutsud.backoffice.bilingual import OfficeAdmin
from atoutsud.content import answers
from atoutsud.content.candidates import Scope
from atoutsud.content.index import sources
from atoutsud.site.models import UnfoundQuery

# Beyond these nobody reads on; the others follow in the list's own order.
BEST = 200
OFTEN = 3


class IndexedSearch:
    """For a model the index knows: best first in lists and in the boxes that complete a name."""

    model: Any

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        kind = self.model._meta.label_lower
        if not search_term.strip() or all(source.kind != kind for source in sources):
            return super().get_search_results(request, queryset, search_term)  # type: ignore[misc]
        found = answers.find(search_term, Scope(groups=((kind,),), hidden=True)).hits
        pks = [hit.object_id for hit in found]
        rows = queryset.filter(pk__in=pks)
        if "o" in request.GET or not pks:
            return rows, False
        places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(pks[:BEST])]
        best = Case(*places, default=Value(BEST), output_field=IntegerField())
        return rows.order_by(best, *rows.query.order_by), False


@admin.register(UnfoundQuery)
class UnfoundQueryAdmin(OfficeAdmin):
    """What readers looked for in vain: to be proposed, or deleted once it is dealt with."""

    list_display = ("query", "language", "count", "last", "propose")
    list_display_links = None
    list_filter = ("language",)
    search_fields = ("query",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_lazy("what to do"))
    def propose(self, obj: UnfoundQuery) -> Any:
        term = urlencode({"term": obj.query})
        again = urlencode({"q": obj.query})
        return format_html(
            '<a href="{}?{}">{}</a> · <a href="{}?{}">{}</a>',
            reverse("lexicon-contribute"),
            term,
            _("propose it"),
            reverse("site-search"),
            again,
            _("search again"),
        )


today.listed(
    35,
    today.READERS,
    _lazy("words looked for in vain, three times or more"),
    UnfoundQuery,
    "often",
    lambda rows: rows.filter(count__gte=OFTEN),
)
