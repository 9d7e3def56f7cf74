"""Pages where members propose. Never public, never shared; a visitor may write first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from atoutsud.content import limits, revisions
from atoutsud.content.languages import active
from atoutsud.site.publicpage import page
from lexicon import drafts, proposing
from lexicon.correctionform import CorrectionForm
from lexicon.drafts import COOKIE
from lexicon.forms import NewEntryForm, read_base
from lexicon.models import Change, Concept, Contribution
from lexicon.wording import Names, described, remark_label

__all__ = ["COOKIE", "contribute", "suggest"]

AN_HOUR, AN_HOUR_FROM_A_PLACE, AN_HOUR_FROM_ALL = 10, 60, 600
SECTION = {"section": "contribute"}

private = cache_control(private=True, no_cache=True)
Build = Callable[[dict[str, Any]], list[proposing.Proposed]]


@dataclass
class Writing:
    """One form being filled: what it is about, and how its words become changes."""

    request: HttpRequest
    kind: str
    template: str
    form: Any
    build: Build
    concept: Concept | None = None
    base: revisions.Revision | None = None
    context: dict[str, Any] = field(default_factory=dict)


@private
@csrf_exempt  # checked below, so that a page left open too long loses nothing
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: HttpRequest) -> HttpResponse:
    """A new entry."""
    writing = Writing(
        request,
        "new",
        "lexicon/contribute.html",
        NewEntryForm(request.POST or None),
        lambda data: proposing.new_entry(data, active()),
    )
    if request.method == "POST":
        return _posted(writing)
    kept = drafts.kept_draft(request, "new", None)
    initial = kept.data if kept else {"term": request.GET.get("term", "")[:200].strip()}
    writing.form = NewEntryForm(initial=initial)
    return _form(writing, kept=kept)


@private
@csrf_exempt  # checked below, so that a page left open too long loses nothing
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrections, further words, an example, a source, or a remark on one entry."""
    concept = get_object_or_404(Concept.public.all(), pk=pk)
    kept = None if request.method == "POST" else drafts.kept_draft(request, "edit", concept)
    token = request.POST.get("base", "") or (kept.data.get("base", "") if kept else "")
    base = _base(concept, read_base(token, concept) if token else None)
    options: dict[str, Any] = {
        "concept": concept, "document": base.document, "version": base.number
    }  # fmt: skip
    writing = Writing(
        request,
        "edit",
        "lexicon/suggest.html",
        CorrectionForm(request.POST or None, **options),
        lambda data: proposing.corrections(data, base.document),
        concept,
        base,
        {"concept": concept, "heading": concept.headline()},
    )
    if request.method == "POST":
        return _posted(writing)
    initial = kept.data if kept else {"about": request.GET.get("about", "")[:60]}
    writing.form = CorrectionForm(initial=initial, **options)
    return _form(writing, kept=kept)


def _base(concept: Concept, version: int | None) -> revisions.Revision:
    """The revision the form was made of; the latest when it says nothing we signed."""
    history = revisions.history(concept)
    found = history.filter(number=version).first() if version else None
    found = found or history.first()
    if found is None:
        raise Http404
    return found


def _posted(writing: Writing) -> HttpResponse:
    """Sent, shown once more before sending, led to sign-in, or given back with what is wrong."""
    request, form = writing.request, writing.form
    if _is_foreign(request):
        return _kept(writing, _form(writing, stale=True, status=403))
    if form.is_from_robot():
        return HttpResponseRedirect(reverse("lexicon-mine"), status=303)
    if "_edit" in request.POST:
        return _kept(writing, _form(writing))
    if not form.is_valid():
        return _kept(writing, _form(writing, status=422))
    changes = writing.build(form.cleaned_data)
    if not changes and not form.cleaned_data.get("message"):
        form.add_error(None, _("There is nothing to send: you have changed nothing."))
        return _kept(writing, _form(writing, status=422))
    if "_preview" in request.POST:
        return _kept(writing, _preview(writing, changes))
    if not request.user.is_authenticated:
        door = f"{reverse('account_login')}?kept=1"
        return _kept(writing, redirect_to_login(request.path, door))
    return _send(writing, changes)


def _is_foreign(request: HttpRequest) -> bool:
    """Whether the post did not come from a page of ours, or from one of an older session."""
    refused = CsrfViewMiddleware(lambda _request: HttpResponse())
    refused.process_request(request)
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    return refused.process_view(request, HttpResponse, (), {}) is not None


def _send(writing: Writing, changes: list[proposing.Proposed]) -> HttpResponse:
    request, form, data = writing.request, writing.form, writing.form.cleaned_data
    path = "" if changes else data.get("about", "")

    def admit() -> None:
        limits.take(
            (limits.Limit("propose", AN_HOUR, limits.HOUR), f"account {request.user.pk}"),
            (
                limits.Limit("propose-place", AN_HOUR_FROM_A_PLACE, limits.HOUR),
                limits.block_of(request),
            ),
            (limits.Limit("propose-all", AN_HOUR_FROM_ALL, limits.HOUR), limits.EVERYBODY),
        )

    try:
        sent = proposing.contribute(
            changes,
            author=request.user,
            language=active(),
            concept=writing.concept,
            base=writing.base,
            message=data.get("message", ""),
            source=data.get("source", ""),
            path=path,
            is_mistake=bool(data.get("is_mistake")),
            checks=form.checks(),
            admit=admit,
        )
    except limits.Reached as reached:
        form.add_error(None, str(reached))
        response = _kept(writing, _form(writing, status=429))
        response["Retry-After"] = str(reached.wait)
        return response
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _kept(writing, _form(writing, status=422))
    response = HttpResponseRedirect(f"{reverse('lexicon-mine')}?sent={sent.pk}", status=303)
    drafts.forget_draft(request, response)
    return response


def _kept(writing: Writing, response: HttpResponse) -> HttpResponse:
    draft = drafts.keep_draft(writing.request, writing.form, writing.kind, writing.concept)
    if draft is not None:
        drafts.remember(writing.request, response, draft)
    return response


def _preview(writing: Writing, changes: list[proposing.Proposed]) -> HttpResponse:
    """What will be sent, in words, with everything typed still in the page."""
    form, data = writing.form, writing.form.cleaned_data
    holder = Contribution(concept=writing.concept, base_revision=writing.base)
    names = Names()
    rows = [
        described(
            Change(contribution=holder, op=one.op, path=one.path, old=one.old, new=one.new), names
        )
        for one in changes
    ]
    document = writing.base.document if writing.base else {}
    return _form(
        writing,
        template="lexicon/preview.html",
        rows=rows,
        likely=getattr(form, "likely", []),
        message=data.get("message"),
        source=data.get("source"),
        remark_on="" if changes else remark_label(data.get("about", ""), document),
        typed=[
            (name, value) for name in form.fields for value in writing.request.POST.getlist(name)
        ],
    )


def _form(writing: Writing, *, status: int = 200, template: str = "", **more: Any) -> HttpResponse:
    request = writing.request
    known = {
        **SECTION,
        "form": writing.form,
        "signed_in": request.user.is_authenticated,
        "is_new": writing.kind == "new",
        **writing.context,
        **more,
    }
    response = page(request, template or writing.template, known, status=status)
    patch_vary_headers(response, ["Cookie"])
    return response
