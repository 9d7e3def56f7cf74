"""What the rich text box asks while one writes: pictures and pages to point to, by identity.

Everything here is an answer in JSON to the editor's own script, for those who may see the rows.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atoutsud.content import answers, targets
from atoutsud.content.candidates import Scope
from atoutsud.content.files import Document
from atoutsud.content.index import sources
from atoutsud.content.pictures import Picture
from atoutsud.content.publication import State
from atoutsud.content.uses import reference

MOST = 24
LONGEST = 200


def office_of(request: HttpRequest, model: Any) -> Any:
    """The admin of `model` when the user may see its rows."""
    office = admin.site._registry.get(model)
    return office if office is not None and office.has_view_permission(request) else None


def told(obj: Any) -> dict[str, Any]:
    """What the box shows of one object."""
    said: dict[str, Any] = {"ref": reference(obj), "kind": capfirst(str(obj._meta.verbose_name))}
    if isinstance(obj, Picture):
        said |= {
            "title": str(obj),
            "note": "" if obj.is_usable else _("kept off the site: consent is missing"),
            "thumb": obj.thumbnail if obj.original else "",
            "alt": obj.words("fr") or obj.words("en"),
        }
        return said
    said["title"] = obj.headline().text if hasattr(obj, "headline") else str(obj)
    if isinstance(obj, Document):
        said["kind"] = obj.extension.upper()
    state = getattr(obj, "state", State.PUBLISHED)
    said["note"] = "" if state == State.PUBLISHED else str(obj.get_state_display())
    return said


@require_safe
def references_view(request: HttpRequest) -> JsonResponse:
    """`q` and `kind` (picture, page) search; `ref` (many) and `url` say what is behind them."""
    if "q" in request.GET:
        asked = request.GET["q"][:LONGEST]
        rows = pictures(request, asked) if request.GET.get("kind") == "picture" else None
        found = pages(request, asked) if rows is None else rows
    else:
        said = request.GET.getlist("ref")[:LONGEST]
        if address := request.GET.get("url"):
            said = [targets.reference_of(address[:2000])]
        found = named(request, said)
    response = JsonResponse({"found": [told(obj) for obj in found]})
    response["Cache-Control"] = "private, no-store"
    return response


def pictures(request: HttpRequest, asked: str) -> list[Picture]:
    """The newest that answer; the newest of all while nothing is asked."""
    office = office_of(request, Picture)
    if office is None:
        return []
    rows, _several = office.get_search_results(request, Picture.objects.all(), asked)
    return list(rows.order_by("-created", "-pk")[:MOST])


def pages(request: HttpRequest, asked: str) -> list[Any]:
    """What the search of the site knows, drafts included, then documents; best first."""
    kinds = [
        source.kind
        for source in sources
        if hasattr(source.model, "address") and office_of(request, source.model)
    ]
    if not asked.strip():
        return []
    hits = answers.find(asked, Scope(groups=(tuple(kinds),), hidden=True)).hits if kinds else []
    names = [f"ref:{hit.kind}/{hit.object_id}" for hit in hits[:MOST]]
    found = named(request, names)
    if shelf := office_of(request, Document):
        rows, _several = shelf.get_search_results(request, Document.objects.all(), asked)
        found += rows.order_by("-created", "-pk")[:MOST]
    return found[:MOST]


def named(request: HttpRequest, said: Iterable[str]) -> list[Any]:
    """The objects of these references that the user may see: one query a model, in order."""
    names = list(said)
    rows: dict[str, Any] = {}
    for label, pks in targets.split(names).items():
        try:
            model: Any = apps.get_model(label)
        except LookupError:
            continue
        if office_of(request, model) is None:
            continue
        fetched = model._base_manager.filter(pk__in=pks)
        rows |= {reference(obj): obj for obj in fetched}
    return [rows[name] for name in dict.fromkeys(names) if name in rows]
