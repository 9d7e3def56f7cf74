"""The review of one contribution, in place of the admin's form."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from atoutsud.backoffice.assigning import given_to
from atoutsud.backoffice.bilingual import OfficeAdmin
from lexicon import moderation, review, sweeping, talking, undoing
from lexicon.models import Contribution

QUEUE = "admin:lexicon_contribution_changelist"


class ReviewAdmin(OfficeAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> Any:
        unwanted = path(
            "<path:object_id>/unwanted/",
            self.admin_site.admin_view(self.unwanted),
            name="lexicon_contribution_unwanted",
        )
        return [unwanted, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        if object_id is None:
            raise PermissionDenied
        contribution = self._found(request, object_id)
        if request.method != "POST":
            return self._screen(request, contribution, review.cards(contribution))
        if not self.has_change_permission(request, contribution):
            raise PermissionDenied
        posted = review.readable(request.POST)
        for button, act in {"_tick": self._tick, "_ask": self._ask, "_undo": self._undo}.items():
            if button in posted:
                return act(request, contribution, posted)
        return self._decide(request, contribution, posted)

    def _found(self, request: HttpRequest, object_id: str) -> Contribution:
        contribution = self.get_object(request, object_id)
        if contribution is None:
            raise Http404
        if not self.has_view_or_change_permission(request, contribution):
            raise PermissionDenied
        return contribution

    def _tick(self, request: HttpRequest, contribution: Contribution, posted: Any) -> HttpResponse:
        found = review.cards(contribution, posted)
        review.tick_clean(found)
        return self._screen(request, contribution, found)

    def _ask(self, request: HttpRequest, contribution: Contribution, posted: Any) -> HttpResponse:
        """The choices made so far stay on the screen."""
        found = review.cards(contribution, posted)
        question = posted.get("question", "")
        try:
            talking.ask(contribution, reviewer=request.user, text=question)
        except ValidationError as error:
            return self._screen(
                request, contribution, found, errors=error.messages, status=422, question=question
            )
        except moderation.Late:
            return self._late(request, contribution, posted)
        contribution.refresh_from_db()
        self.log_change(request, contribution, _("question asked"))
        told = _("Your question is sent; the proposal waits for the answer.")
        return self._screen(request, contribution, found, told=told)

    def _undo(self, request: HttpRequest, contribution: Contribution, posted: Any) -> HttpResponse:
        try:
            held = undoing.undo(contribution, reviewer=request.user)
        except ValidationError as error:
            found = review.cards(contribution)
            return self._screen(request, contribution, found, errors=error.messages, status=409)
        self.log_change(request, held, _("decision taken back"))
        self.message_user(
            request,
            _("The decision is taken back: nothing was sent, and the proposal waits again."),
            messages.SUCCESS,
        )
        return HttpResponseRedirect(request.path)

    def _decide(
        self, request: HttpRequest, contribution: Contribution, posted: Any
    ) -> HttpResponse:
        try:
            if contribution.changes.exists():
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
            return self._late(request, contribution, posted)
        except ValidationError as error:
            found = review.cards(contribution, posted)
            return self._screen(request, contribution, found, errors=error.messages, status=422)
        return self._decided(request, held)

    def _late(self, request: HttpRequest, contribution: Contribution, posted: Any) -> HttpResponse:
        contribution.refresh_from_db()
        found = review.cards(contribution, posted)
        return self._screen(request, contribution, found, late=True, status=409)

    def _decided(self, request: HttpRequest, held: Contribution) -> HttpResponse:
        self.log_change(request, held, held.get_state_display())
        here = format_html(
            '<a href="{}">{}</a>', request.path, _("Look at it again, or undo within five minutes")
        )
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
        self.message_user(request, format_html("{} {}", said, here), messages.SUCCESS)
        return HttpResponseRedirect(reverse(QUEUE))

    def unwanted(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The second click of a report: this proposal, or all that waits from its account."""
        contribution = self._found(request, object_id)
        if not self.has_change_permission(request, contribution):
            raise PermissionDenied
        rows = sweeping.of_the_same_account(contribution)
        if request.method == "POST":
            alone = "_one" in request.POST
            chosen = rows.filter(pk=contribution.pk) if alone else rows
            done = sweeping.set_aside(chosen, reviewer=request.user)
            self.log_change(request, contribution, _("set aside as unwanted"))
            said = ngettext("%(n)d proposal set aside.", "%(n)d proposals set aside.", done)
            self.message_user(request, said % {"n": done}, messages.SUCCESS)
            return HttpResponseRedirect(reverse(QUEUE))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Report as unwanted"),
            "is_nav_sidebar_enabled": False,
            "contribution": contribution,
            "rows": rows[:20],
            "count": rows.count(),
        }
        return TemplateResponse(request, "admin/lexicon/contribution/unwanted.html", context)

    def _screen(
        self,
        request: HttpRequest,
        contribution: Contribution,
        found: list[review.Card],
        *,
        status: int = 200,
        **more: Any,
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
            "given_to": given_to(contribution),
            "may_decide": self.has_change_permission(request, contribution),
            **more,
        }
        return TemplateResponse(
            request, "admin/lexicon/contribution/review.html", context, status=status
        )
