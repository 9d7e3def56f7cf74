"""Keeping a working draft, previewing it, showing it to a partner, publishing it or leaving it."""

from typing import Any

from csp.constants import SELF
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from atoutsud.backoffice import preview
from atoutsud.backoffice.comparison import Comparison
from atoutsud.backoffice.history import plain_number
from atoutsud.backoffice.refusals import Conflicting, Refused
from atoutsud.content import drafts, events, revisions
from atoutsud.content.languages import LANGUAGES, active
from atoutsud.content.publication import State

KEEP = "_keep"
PREVIEW = "_preview"
BESIDE = frozenset((KEEP, PREVIEW))


def goes_beside(request: HttpRequest, obj: Any) -> bool:
    """Whether this save concerns a working draft: one stands, or one is asked for."""
    asked = bool(BESIDE & set(request.POST)) and obj.state == State.PUBLISHED
    return asked or drafts.draft_of(obj) is not None


class DraftScreens:
    """What the form of a published object does with its working draft, and the screens around."""

    opts: Any
    admin_site: Any

    # The form

    def take_draft(self, request: HttpRequest, object_id: str | None) -> None:
        """The form shows the working draft to those who may change the object."""
        office: Any = self
        plain = unquote(object_id) if object_id else ""
        if plain.isascii() and plain.isdigit() and office.has_change_permission(request):
            request.working_draft = drafts.draft_of(office.model(pk=int(plain)))  # type: ignore[attr-defined]

    def draft_context(self, request: HttpRequest, obj: Any, conflict: Any) -> dict[str, Any]:
        draft = getattr(request, "working_draft", None)
        version = draft.version if draft else 0
        posted = request.POST if request.method == "POST" else {}
        seen = conflict.draft.version if conflict and conflict.draft else None
        return {
            "draft": draft,
            "draft_base": plain_number(posted.get("_draft_base"), version),
            "draft_seen": seen or plain_number(posted.get("_draft_seen"), version),
            "previews": obj is not None and hasattr(obj, "address"),
        }

    def save_beside(
        self, request: HttpRequest, obj: Any, document: dict[str, Any], base_version: int
    ) -> None:
        """Keep the draft and, with the buttons that say so, publish it; all or nothing."""
        office: Any = self
        posted = request.POST
        theirs = posted.getlist("_theirs")
        about: dict[str, Any] = {"author": request.user, "summary": posted.get("_why", "").strip()}
        with transaction.atomic():
            try:
                draft = drafts.save_draft(
                    obj,
                    document,
                    author=request.user,
                    base_version=base_version,
                    filled_from=plain_number(posted.get("_draft_base"), 0),
                    seen=plain_number(posted.get("_draft_seen"), 0),
                    without=theirs,
                )
            except revisions.Conflict as conflict:
                raise self._refused(obj, conflict) from None
            if BESIDE & set(posted):
                return
            state = office.wanted_state(request, obj)
            seen = plain_number(posted.get("_seen_version"), obj.version)
            if draft is None or state != State.PUBLISHED:
                office.write(obj, {"state": state}, seen_version=obj.version, **about)
                return
            drafts.publish_draft(
                obj,
                seen_version=seen,
                also={"state": state},
                without=theirs,
                write=office.write,
                **about,
            )

    @staticmethod
    def _refused(obj: Any, conflict: revisions.Conflict) -> Refused:
        standing = drafts.draft_of(obj)
        now = standing.document if standing else revisions.snapshot(obj)
        words = _("Nothing was saved: someone else changed the same words of the draft meanwhile.")
        return Refused({None: [words]}, Conflicting(obj, conflict.paths, now, standing))

    def answer_beside(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """After “keep” or “preview”; None where an ordinary draft was simply saved."""
        if obj.state == State.PUBLISHED:
            kept = drafts.draft_of(obj) is not None
            words = (
                _("Your changes to “%(name)s” are kept aside: readers see the published text.")
                if kept
                else _("“%(name)s” says what readers see already: nothing is kept aside.")
            )
            messages.success(request, words % {"name": obj})
        elif KEEP in request.POST:
            return None
        view = "preview" if PREVIEW in request.POST else "change"
        return HttpResponseRedirect(self._address(view, obj))

    def _address(self, view: str, obj: Any, *more: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}"
        return reverse(name, args=[obj.pk, *more])

    # The screens around

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/draft/", view(self.draft_view), name=f"{name}_draft"),
            path("<path:object_id>/preview/", view(self.preview_view), name=f"{name}_preview"),
            path(
                "<path:object_id>/preview/<str:language>/",
                view(self.preview_frame),
                name=f"{name}_preview_page",
            ),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def _found(self, request: HttpRequest, object_id: str) -> Any:
        """The object, for those who may change it: nothing unpublished is shown to others."""
        office: Any = self
        obj = office.get_object(request, unquote(object_id))
        if not office.has_change_permission(request, obj):
            raise PermissionDenied
        if obj is None:
            raise Http404
        return obj

    def _draft_screen(
        self, request: HttpRequest, obj: Any, template: str, context: Any, status: int = 200
    ) -> TemplateResponse:
        values = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": obj,
            "is_nav_sidebar_enabled": False,
            "change_address": self._address("change", obj),
            **context,
        }
        return TemplateResponse(request, template, values, status=status)

    def draft_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The draft beside what readers see; from here it is published or left."""
        obj = self._found(request, object_id)
        draft = drafts.draft_of(obj)
        if draft is None:
            return HttpResponseRedirect(self._address("change", obj))
        errors: list[str] = []
        if request.method == "POST":
            errors = self._settle(request, obj)
            if not errors:
                return HttpResponseRedirect(self._address("change", obj))
        context = {
            "title": _("Working draft of “%(name)s”") % {"name": obj},
            "draft": draft,
            "errors": errors,
            "comparison": Comparison(type(obj), revisions.snapshot(obj), draft.document),
            "preview_address": self._address("preview", obj),
        }
        template = "admin/draft.html"
        return self._draft_screen(request, obj, template, context, 409 if errors else 200)

    def _settle(self, request: HttpRequest, obj: Any) -> list[str]:
        office: Any = self
        if "_discard" in request.POST:
            drafts.discard_draft(obj)
            on = (obj._meta.label_lower, obj.pk)
            events.note("deletion", request.user, on=on, what="draft thrown away")
            said = _("The working draft is gone; readers see the same text as before.")
            messages.success(request, said)
        elif "_publish" in request.POST:
            why = request.POST.get("why", "").strip()
            try:
                drafts.publish_draft(obj, author=request.user, summary=why, write=office.write)
            except revisions.Conflict:
                return [
                    _(
                        "Nothing was published: the published text changed meanwhile in the same "
                        "places. Open the form to choose between the two."
                    )
                ]
            except ValidationError as error:
                return list(error.messages)
            office.log_change(request, obj, why)
            messages.success(request, _("“%(name)s” is published.") % {"name": obj})
        return []

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        obj = self._found(request, object_id)
        if not hasattr(obj, "address"):
            raise Http404
        draft = drafts.draft_of(obj)
        asked = request.GET.get("lang", "")
        language = asked if asked in LANGUAGES else active()
        wide = request.GET.get("width") != "phone"
        links: list[tuple[str, str]] = []
        days = plain_number(request.POST.get("days"), 0)
        shareable = preview.is_unpublished(obj, draft)
        if request.method == "POST" and days in preview.DAYS and shareable:
            token = preview.token_for(obj, days)
            on = (obj._meta.label_lower, obj.pk)
            events.note("preview shared", request.user, on=on, days=days)
            links = [(code, preview.address_of(token, code)) for code in LANGUAGES]
        context = {
            "title": _("Preview of “%(name)s”") % {"name": obj},
            "draft": draft,
            "shown_language": language,
            "wide": wide,
            "frame": self._address("preview_page", obj, language),
            "links": links,
            "days": days,
            "choices": preview.DAYS,
            "shareable": shareable,
            "draft_address": self._address("draft", obj) if draft else "",
        }
        response = self._draft_screen(request, obj, "admin/preview.html", context)
        response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
        return response

    def preview_frame(self, request: HttpRequest, object_id: str, language: str) -> HttpResponse:
        obj = self._found(request, object_id)
        if language not in LANGUAGES or not hasattr(obj, "address"):
            raise Http404
        return preview.frame(obj, language)
