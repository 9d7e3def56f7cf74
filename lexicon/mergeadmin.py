"""Merging two entries in the back office: choose the other, read what will happen, confirm."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from atoutsud.content.folding import fold
from atoutsud.content.publication import State
from atoutsud.content.revisions import Conflict
from lexicon import merging
from lexicon.models import Concept

OFFERED = 20


class MergeViews:
    """Mixed into the admin of entries."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.merge_view)
        name = "lexicon_concept_merge"
        return [path("<int:pk>/merge/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        gone = Concept.objects.filter(pk=pk).first()
        if gone is None:
            raise Http404
        if not self.has_change_permission(request, gone):  # type: ignore[attr-defined]
            raise PermissionDenied
        sent = request.POST if request.method == "POST" else request.GET
        kept = _entry(sent.get("into", ""))
        if kept is None:
            return self._merge_screen(request, gone, asked=sent.get("q", ""))
        if request.method == "POST":
            return self._merge_now(request, kept, gone)
        return self._merge_preview(request, kept, gone)

    def _merge_now(self, request: HttpRequest, kept: Concept, gone: Concept) -> HttpResponse:
        seen = (_number(request.POST.get("kept", "")), _number(request.POST.get("gone", "")))
        if seen != (kept.version, gone.version):
            said = _("One of the two entries changed meanwhile: read again what will happen.")
            return self._merge_preview(request, kept, gone, error=said, status=409)
        try:
            merging.merge(kept, gone, author=request.user, seen=seen)
        except Conflict:
            kept.refresh_from_db()
            gone.refresh_from_db()
            said = _("One of the two entries changed meanwhile: read again what will happen.")
            return self._merge_preview(request, kept, gone, error=said, status=409)
        except ValidationError as error:
            said = " ".join(error.messages)
            return self._merge_preview(request, kept, gone, error=said, status=422)
        text = format_html(
            '{} <a href="{}">{}</a>',
            _("“%(gone)s” is merged into “%(kept)s”; its address leads there.")
            % {"gone": gone, "kept": kept},
            kept.address(),
            _("See the entry"),
        )
        messages.success(request, text)
        return HttpResponseRedirect(reverse("admin:lexicon_concept_change", args=[kept.pk]))

    def _merge_preview(
        self,
        request: HttpRequest,
        kept: Concept,
        gone: Concept,
        *,
        error: str = "",
        status: int = 200,
    ) -> HttpResponse:
        try:
            plan = merging.plan(kept, gone)
        except ValidationError as refusal:
            return self._merge_screen(request, gone, error=" ".join(refusal.messages), status=422)
        context: dict[str, Any] = {"kept": kept, "plan": plan, "parts": _parts(plan)}
        return self._merge_screen(request, gone, error=error, status=status, **context)

    def _merge_screen(
        self,
        request: HttpRequest,
        gone: Concept,
        *,
        asked: str = "",
        error: str = "",
        status: int = 200,
        **context: Any,
    ) -> HttpResponse:
        found = offered(gone, asked) if "plan" not in context else []
        values = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Merge “%(name)s” into another entry") % {"name": gone},
            "gone": gone,
            "q": asked,
            "found": found,
            "error": error,
            "is_nav_sidebar_enabled": False,
            **context,
        }
        return TemplateResponse(request, "admin/lexicon/concept/merge.html", values, status=status)


def offered(gone: Concept, asked: str) -> list[Concept]:
    """Entries that have the words asked for; without any, those that share a term."""
    rows = Concept.objects.exclude(pk=gone.pk).exclude(state=State.WITHDRAWN)
    if key := fold(asked[:200]):
        rows = rows.filter(terms__key__contains=key)
    else:
        rows = rows.filter(terms__key__in=gone.terms.values("key"))
    return list(rows.distinct().order_by("sort_fr", "pk")[:OFFERED])


def _parts(plan: merging.Plan) -> list[tuple[str, list[str], list[str]]]:
    """(kind, what is added, what is there already), in the order of the entry's form."""
    titles = {
        "texts": _("Texts"),
        "terms": _("Terms"),
        "examples": _("Examples"),
        "citations": _("Sources"),
        "relations": _("Links to other entries"),
        "mappings": _("Entries elsewhere"),
        "domains": _("Domains"),
        "tags": _("Tags"),
    }
    return [
        (title, plan.added.get(name, []), plan.already.get(name, []))
        for name, title in titles.items()
        if plan.added.get(name) or plan.already.get(name)
    ]


def _entry(sent: str) -> Concept | None:
    return Concept.objects.filter(pk=_number(sent)).first()


def _number(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
