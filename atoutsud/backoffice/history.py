"""The history of everything publishable: who, when, why, what; and back to what it said before."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from atoutsud.backoffice.comparison import Comparison, back
from atoutsud.content import documents, revisions

PER_PAGE = 50
MOST_COMPARED = 300


def signature(revision: Any) -> str:
    """Who signed it: the credited name; a colleague's address; nobody's own address otherwise."""
    if revision.credited_name:
        return str(revision.credited_name)
    author = revision.author
    if author is None:
        return _("the site itself")
    return str(author) if author.is_staff else _("an anonymous contributor")


def plain_number(value: str | None, default: int) -> int:
    plain = value and value.isascii() and value.isdigit() and len(value) < 10
    return int(value) if value and plain else default


class HistoryScreens:
    """What a publishable model's admin shows at “history”; every step checks the object."""

    opts: Any
    admin_site: Any

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        office: Any = self
        obj = office.get_object(request, unquote(object_id))
        if obj is None:
            gone: HttpResponse = office._get_obj_does_not_exist_redirect(
                request, self.opts, object_id
            )
            return gone
        if not office.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        if request.method != "POST":
            return self._history(request, obj)
        if not office.has_change_permission(request, obj):
            raise PermissionDenied
        return self._taken_back(request, obj)

    def _screen(
        self, request: HttpRequest, obj: Any, template: str, context: Any, status: int = 200
    ) -> HttpResponse:
        office: Any = self
        values = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": obj,
            "may_change": office.has_change_permission(request, obj),
            "is_nav_sidebar_enabled": False,
            **context,
        }
        return TemplateResponse(request, template, values, status=status)

    def _history(self, request: HttpRequest, obj: Any) -> HttpResponse:
        found = revisions.history(obj).select_related("author").defer("document")
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        numbers = list(found.values_list("number", flat=True)[:MOST_COMPARED])
        newest = numbers[0] if numbers else 0
        new = plain_number(request.GET.get("to"), newest)
        new = new if new in numbers else newest
        earlier = [number for number in numbers if number < new]
        old = plain_number(request.GET.get("from"), earlier[0] if earlier else new)
        old = old if old in numbers else (earlier[0] if earlier else new)
        kept = dict(
            revisions.history(obj).filter(number__in=(old, new)).values_list("number", "document")
        )
        comparison = Comparison(type(obj), kept[old], kept[new]) if kept and old != new else None
        context = {
            "title": _("History of “%(name)s”") % {"name": obj},
            "page_obj": page,
            "rows": [(revision, signature(revision)) for revision in page],
            "numbers": numbers,
            "newest": newest,
            "old": old,
            "new": new,
            "comparison": comparison,
        }
        return self._screen(request, obj, "admin/history.html", context)

    # Back to what it said: first what would change, then a new revision

    def _taken_back(self, request: HttpRequest, obj: Any) -> HttpResponse:
        posted = request.POST
        found = revisions.history(obj).filter(number=plain_number(posted.get("old"), 0)).first()
        if found is None:
            messages.warning(request, _("This revision does not exist."))
            return HttpResponseRedirect(request.path)
        now = documents.snapshot(obj)
        whole = "_all" in posted
        wanted = (
            documents.differences(now, found.document) if whole else posted.getlist("back")[:2000]
        )
        changes = back(found.document, now, wanted)
        if not changes:
            text = _("Nothing to take back: nothing was ticked, or it already says so.")
            messages.warning(request, text)
            return HttpResponseRedirect(request.path)
        if "_confirm" not in posted:
            return self._confirmation(request, obj, found, now, changes)
        seen = plain_number(posted.get("seen_version"), obj.version)
        summary = posted.get("why", "").strip() or self._reason(found, changes, whole)
        office: Any = self
        try:
            revision = office.write(
                obj, changes, seen_version=seen, author=request.user, summary=summary
            )
        except revisions.Conflict:
            obj.refresh_from_db()
            now = documents.snapshot(obj)
            changes = back(found.document, now, wanted)
            error = _("Nothing was saved: someone else changed the same words meanwhile.")
            return self._confirmation(request, obj, found, now, changes, [error], 409)
        except ValidationError as error:
            obj.refresh_from_db()
            return self._confirmation(request, obj, found, now, changes, error.messages, 422)
        office.log_change(request, obj, summary)
        text = _("Revision %(number)s is made: “%(name)s” says again what revision %(old)s said.")
        said = text % {
            "number": getattr(revision, "number", obj.version),
            "name": obj,
            "old": found.number,
        }
        messages.success(request, said)
        return HttpResponseRedirect(request.path)

    @staticmethod
    def _reason(found: Any, changes: Any, whole: bool) -> str:
        if whole:
            return _("Back to revision %(number)s") % {"number": found.number}
        return _("Taken back from revision %(number)s") % {"number": found.number}

    def _confirmation(
        self,
        request: HttpRequest,
        obj: Any,
        found: Any,
        now: Any,
        changes: Any,
        errors: Any = (),
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "title": _("Take back from revision %(number)s?") % {"number": found.number},
            "found": found,
            "comparison": Comparison(type(obj), now, documents.patched(now, changes)),
            "ticked": [] if "_all" in request.POST else request.POST.getlist("back")[:2000],
            "whole": "_all" in request.POST,
            "why": request.POST.get("why", ""),
            "errors": errors,
        }
        return self._screen(request, obj, "admin/revert.html", context, status)
