"""The list of contributions in the back office: oldest first, by tabs, decided one by one or many.

Opening one leads to its review (`reviewadmin`). Nothing is added or deleted here.
"""

import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from atoutsud.backoffice.assigning import AssignedFilter, Assigning
from atoutsud.content.folding import fold
from lexicon import queue, review, sweeping
from lexicon.healthadmin import HealthFilter
from lexicon.models import Contribution
from lexicon.moderation import Seen
from lexicon.reasons import ReasonCode
from lexicon.reviewadmin import ReviewAdmin

MOST_AT_ONCE = 200
MOST_SHOWN = 20


class TabFilter(admin.SimpleListFilter):
    """The tabs above the list, kept by the other filters."""

    title = gettext_lazy("state")
    parameter_name = "tab"
    template = "admin/lexicon/contribution/_no_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return list(queue.LABELS.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        asked = self.value() or queue.DECIDE
        known = getattr(request, "clashes", None)
        return queue.chosen(queryset, asked if asked in queue.LABELS else queue.DECIDE, known)


@admin.register(Contribution)
class ContributionAdmin(Assigning, ReviewAdmin):
    list_display = ("what", "waiting", "standing", "who")
    list_display_links = None
    list_filter = (TabFilter, HealthFilter, AssignedFilter, "kind", "language", "concept__domains")
    search_fields = ("subject",)
    search_help_text = gettext_lazy("Term, acronym, name of a contributor, number")
    ordering = ("created", "pk")
    list_select_related = ("concept", "author")
    actions = ("accept_clean", "refuse", "set_aside", "assign")
    change_list_template = "admin/lexicon/contribution/queue.html"

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """`author` filters by account; nothing of the account itself can be asked."""
        return lookup in ("author", "author__id__exact", "author__exact") or super().lookup_allowed(
            lookup, value, request
        )

    def get_queryset(self, request: HttpRequest) -> Any:
        known = Contribution.objects.filter(
            author=OuterRef("author"), state__in=("accepted", "partly")
        )
        rows = super().get_queryset(request).annotate(is_known=Exists(known))
        return rows.prefetch_related("changes", "concept__domains")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        term = search_term.replace("\x00", "").strip()[:200]
        if not term:
            return queryset, False
        key = fold(term)
        found = Q(author__credit_name__icontains=term)
        if key:
            found |= Q(subject_key__contains=key)
            found |= Q(concept__terms__key__contains=key)
        number = term.lstrip("#")
        if number.isascii() and number.isdigit() and len(number) < 18:
            found |= Q(pk=int(number))
        return queryset.filter(found), True

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """How each row of the page stands is read once, for all of them."""
        changelist = super().get_changelist_instance(request)
        found = queue.standings(row for row in changelist.result_list if row.is_open)
        for row in changelist.result_list:
            row.standings = found.get(row.pk)
        return changelist

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        asked = request.GET.get("tab", queue.DECIDE)
        # Read once: the tab counts them, and the list may be of them.
        clashes = request.clashes = queue.in_conflict()  # type: ignore[attr-defined]
        shown = queue.tabs(asked if asked in queue.LABELS else queue.DECIDE, clashes)
        last = Contribution.objects.exclude(decided_at=None).order_by("-decided_at").first()
        context = {
            "title": capfirst(_("contributions to the lexicon")),
            "tabs": shown,
            "queue_empty": not any(tab.count for tab in shown if tab.name != queue.DECIDED),
            "last_decision": last.decided_at if last else None,
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def still_to_do(self, rows: Any) -> Any:
        return queue.chosen(rows, queue.DECIDE)

    # Columns

    @admin.display(description=gettext_lazy("proposal"))
    def what(self, obj: Contribution) -> str:
        brief = queue.in_brief(obj) or obj.message
        domains = ", ".join(str(d) for d in obj.concept.domains.all()) if obj.concept else ""
        said = ". ".join(part for part in (brief[:140].rstrip(". "), domains) if part)
        kind = capfirst(obj.get_kind_display())
        return format_html(
            '<a href="{}">{}</a> <span class="quiet">{}</span>',
            reverse("admin:lexicon_contribution_change", args=[obj.pk]),
            obj.title,
            _("%(kind)s: %(what)s") % {"kind": kind, "what": said} if said else kind,
        )

    @admin.display(description=gettext_lazy("waits"), ordering="created")
    def waiting(self, obj: Contribution) -> str:
        if not obj.is_open and obj.decided_at:
            return str(timezone.localdate(obj.decided_at).strftime("%d/%m/%Y"))
        age = timezone.now() - obj.created
        if age < datetime.timedelta(hours=1):
            return _("just now")
        return _("for %(time)s") % {"time": timesince(obj.created, depth=1)}

    @admin.display(description=gettext_lazy("how it stands"))
    def standing(self, obj: Any) -> str:
        return str(self.with_person(obj, self._standing(obj)))

    def _standing(self, obj: Any) -> str:
        if not obj.is_open:
            return format_html('<span class="state">{}</span>', capfirst(obj.get_state_display()))
        marks = [
            (name, count, queue.SAID[name])
            for name in ("conflict", "clean", "done", "gone")
            if (count := (obj.standings or {}).get(name, 0))
        ]
        found = format_html_join(" ", '<span class="state is-{}">{} {}</span>', marks)
        if obj.state == Contribution.State.NEEDS_INFO:
            return format_html('{} <span class="state">{}</span>', found, _("question asked"))
        if obj.answered_at:
            return format_html(
                '{} <span class="state is-answer">{}</span>', found, _("answer received")
            )
        return found or format_html('<span class="state">{}</span>', _("to answer"))

    @admin.display(description=gettext_lazy("from"))
    def who(self, obj: Any) -> str:
        name = obj.signed or _("anonymous")
        if obj.author_id is None:
            return _("account deleted")
        said = format_html(
            '<a href="?author={}" title="{}">{}</a>',
            obj.author_id,
            _("All that this account sent"),
            name,
        )
        if obj.is_known:
            return said
        return format_html('{} <span class="state is-first">{}</span>', said, _("first time"))

    # Many at once: each action opens a page that asks to confirm

    @admin.action(description=gettext_lazy("Accept what has no conflict…"), permissions=["change"])
    def accept_clean(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        rows = list(queryset.filter(state__in=Contribution.OPEN).order_by("created")[:MOST_SHOWN])
        if "confirm" not in request.POST:
            shown = [(row, [card for card in review.cards(row) if card.standing == "clean"
                            and not card.decided]) for row in rows]  # fmt: skip
            return self._confirm(
                request,
                "accept_clean",
                _("Publish what has no conflict"),
                [row for row, cards in shown if cards],
                shown=[(row, cards) for row, cards in shown if cards],
            )
        posted = review.readable(request.POST)

        def seen(row: Contribution) -> Seen:
            version = posted.get(f"v{row.pk}", "")
            plain = version.isascii() and version.isdigit() and len(version) < 10
            marks = {c.pk: str(posted[f"c{c.pk}-mark"]) for c in row.changes.all()
                     if f"c{c.pk}-mark" in posted}  # fmt: skip
            return Seen(int(version) if plain else 0, marks)

        swept = sweeping.accept_clean(rows, reviewer=request.user, seen=seen)
        count = len(swept.done)
        said = ngettext("%(n)d proposal decided.", "%(n)d proposals decided.", count)
        return self._swept(request, swept, said)

    @admin.action(description=gettext_lazy("Refuse with a reason…"), permissions=["change"])
    def refuse(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        rows = list(queryset.filter(state__in=Contribution.OPEN).order_by("created")[:MOST_AT_ONCE])
        code, word = request.POST.get("reason", ""), request.POST.get("word", "")
        word = word.replace("\x00", "").strip()[:1000]
        fits = (code in ReasonCode.values and code != ReasonCode.OTHER) or bool(word)
        if "confirm" not in request.POST or not fits:
            return self._confirm(
                request,
                "refuse",
                _("Refuse with a reason"),
                rows,
                reasons=ReasonCode.choices,
                word=word,
                error=_("A refusal needs a reason.") if "confirm" in request.POST else "",
            )
        code = code if code in ReasonCode.values else ""
        swept = sweeping.refuse(rows, reviewer=request.user, code=code, word=word)
        count = len(swept.done)
        said = ngettext("%(n)d proposal refused.", "%(n)d proposals refused.", count)
        return self._swept(request, swept, said)

    @admin.action(description=gettext_lazy("Report as unwanted…"), permissions=["change"])
    def set_aside(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        rows = list(queryset.filter(state__in=Contribution.OPEN).order_by("created")[:MOST_AT_ONCE])
        if "confirm" not in request.POST:
            return self._confirm(request, "set_aside", _("Report as unwanted"), rows)
        done = sweeping.set_aside(rows, reviewer=request.user)
        said = ngettext("%(n)d proposal set aside.", "%(n)d proposals set aside.", done)
        return self._swept(request, sweeping.Swept(done=rows[:done]), said)

    def _confirm(
        self, request: HttpRequest, action: str, title: str, rows: Any, **more: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "action": action,
            "rows": rows,
            "is_nav_sidebar_enabled": False,
            **more,
        }
        return TemplateResponse(request, "admin/lexicon/contribution/sweep.html", context)

    def _swept(self, request: HttpRequest, swept: sweeping.Swept, said: str) -> HttpResponse:
        for row in swept.done:
            row.refresh_from_db()
            self.log_change(request, row, row.get_state_display())
        self.message_user(request, said % {"n": len(swept.done)}, messages.SUCCESS)
        if swept.left:
            count = len(swept.left)
            said = ngettext(
                "%(n)d proposal changed meanwhile and is left in the queue.",
                "%(n)d proposals changed meanwhile and are left in the queue.",
                count,
            )
            self.message_user(request, said % {"n": count}, messages.WARNING)
        return HttpResponseRedirect(request.get_full_path())
