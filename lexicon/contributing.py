"""Pages where members propose, and follow what became of it. Never public, never shared."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from atoutsud.content import revisions
from atoutsud.content.languages import active
from atoutsud.site.publicpage import page, paginate
from lexicon import proposing
from lexicon.forms import CorrectionForm, NewEntryForm, read_base
from lexicon.models import Concept, Contribution, ContributionDraft
from lexicon.models.contribution import DRAFT_LIFE
from lexicon.wording import described

COOKIE = "lexicon_draft"
LONGEST_KEPT = 10_000
PER_PAGE = 20
SECTION = {"section": "contribute"}

private = cache_control(private=True, no_cache=True)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: HttpRequest) -> HttpResponse:
    """A new entry."""
    if request.method != "POST":
        kept = kept_draft(request, "new", None)
        initial = kept.data if kept else {"term": request.GET.get("term", "")[:200].strip()}
        return _form(request, "lexicon/contribute.html", NewEntryForm(initial=initial), kept=kept)
    form = NewEntryForm(request.POST)
    sent = None
    if form.is_valid() and request.user.is_authenticated:
        data = form.cleaned_data
        sent = _send(
            form,
            proposing.new_entry(data, active()),
            author=request.user,
            language=active(),
            message=data["message"],
            source=data["source"],
            checks={"same_words": form.duplicates} if form.duplicates else {},
        )
    return _answer(request, form, sent, "new", None, "lexicon/contribute.html")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrections and further terms of one entry."""
    concept = get_object_or_404(Concept.public.all(), pk=pk)
    kept = None if request.method == "POST" else kept_draft(request, "edit", concept)
    token = request.POST.get("base", "") or (kept.data.get("base", "") if kept else "")
    base = _base(concept, read_base(token, concept) if token else None)
    options: dict[str, Any] = {
        "concept": concept, "document": base.document, "version": base.number
    }  # fmt: skip
    context = {"concept": concept, "heading": concept.headline()}
    template = "lexicon/suggest.html"
    if request.method != "POST":
        form = CorrectionForm(initial=kept.data if kept else None, **options)
        return _form(request, template, form, kept=kept, **context)
    form = CorrectionForm(request.POST, **options)
    sent = None
    if form.is_valid():
        data = form.cleaned_data
        changes = proposing.corrections(data, base.document)
        if not changes and not data["message"]:
            form.add_error(None, _("There is nothing to send: you have changed nothing."))
        elif request.user.is_authenticated:
            sent = _send(
                form,
                changes,
                author=request.user,
                language=active(),
                concept=concept,
                base=base,
                message=data["message"],
                source=data["source"],
            )
    return _answer(request, form, sent, "edit", concept, template, **context)


def _base(concept: Concept, version: int | None) -> revisions.Revision:
    """The revision the form was made of; the latest when it says nothing we signed."""
    history = revisions.history(concept)
    found = history.filter(number=version).first() if version else None
    found = found or history.first()
    if found is None:
        raise Http404
    return found


def _send(form: Any, changes: list[proposing.Proposed], **about: Any) -> Contribution | None:
    try:
        return proposing.contribute(changes, **about)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None


def _answer(
    request: HttpRequest,
    form: Any,
    sent: Contribution | None,
    kind: str,
    about: Concept | None,
    template: str,
    **context: Any,
) -> HttpResponse:
    """To “my contributions” once sent; through sign-in with the text kept; or 422, text and all."""
    response: HttpResponse
    if sent is not None:
        forget_draft(request)
        response = HttpResponseRedirect(f"{reverse('lexicon-mine')}?sent={sent.pk}", status=303)
        response.delete_cookie(COOKIE)
        return response
    draft = None
    if not request.user.is_authenticated:
        draft = keep_draft(request, form, kind, about)
    if form.is_valid():
        response = redirect_to_login(request.path)
    else:
        response = _form(request, template, form, status=422, **context)
    if draft is not None:
        response.set_cookie(
            COOKIE,
            draft.token,
            max_age=int(DRAFT_LIFE.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def _form(
    request: HttpRequest, template: str, form: Any, *, status: int = 200, **context: Any
) -> HttpResponse:
    known = {**SECTION, "form": form, "signed_in": request.user.is_authenticated, **context}
    response = page(request, template, known, status=status)
    patch_vary_headers(response, ["Cookie"])
    return response


def kept_draft(
    request: HttpRequest, kind: str, concept: Concept | None
) -> ContributionDraft | None:
    """What this visitor wrote in this form before signing in."""
    token = request.COOKIES.get(COOKIE, "")[:64]
    if not token:
        return None
    drafts = ContributionDraft.objects.filter(expires__gt=timezone.now())
    return drafts.filter(token=token, form=kind, concept=concept).first()


def keep_draft(
    request: HttpRequest, form: Any, kind: str, concept: Concept | None
) -> ContributionDraft:
    """Keep what was typed, whether or not it can be sent as it is."""
    data = {
        name: str(request.POST[name])[:LONGEST_KEPT].replace("\x00", "")
        for name in form.fields
        if request.POST.get(name)
    }
    token = request.COOKIES.get(COOKIE, "")[:64]
    draft = ContributionDraft.objects.filter(token=token).first() if token else None
    draft = draft or ContributionDraft()
    draft.form, draft.concept, draft.data = kind, concept, data
    draft.save()
    return draft


def forget_draft(request: HttpRequest) -> None:
    token = request.COOKIES.get(COOKIE, "")[:64]
    if token:
        ContributionDraft.objects.filter(token=token).delete()


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """All of a member's contributions, with the outcome of each change and its reason."""
    if request.method == "POST":
        return _take_back(request)
    found = (
        Contribution.objects.by(request.user).select_related("concept").prefetch_related("changes")
    )
    page_obj = paginate(request, found, PER_PAGE)
    context = {
        **SECTION,
        "page_obj": page_obj,
        "contributions": [_told(contribution) for contribution in page_obj.object_list],
        "sent": request.GET.get("sent", "")[:20],
        "noindex": True,
    }
    return _no_store(page(request, "lexicon/mine.html", context))


def _told(contribution: Contribution) -> dict[str, Any]:
    concept = contribution.concept
    return {
        "contribution": contribution,
        "title": contribution.title,
        "address": concept.address() if concept and concept.is_public else "",
        "changes": [described(change) for change in contribution.changes.all()],
        "reason": contribution.reason_in_words(),
    }


def _take_back(request: HttpRequest) -> HttpResponse:
    """A proposal nobody has decided yet can be taken back by whoever made it."""
    number = request.POST.get("take_back", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise Http404
    own = Contribution.objects.by(request.user).filter(pk=int(number), state__in=Contribution.OPEN)
    untouched = own.exclude(changes__revision__isnull=False)
    if not untouched.update(state=Contribution.State.WITHDRAWN, decided_at=timezone.now()):
        raise Http404
    return HttpResponseRedirect(reverse("lexicon-mine"), status=303)


@login_required
@require_safe
def one_of_mine(request: HttpRequest, pk: int) -> HttpResponse:
    own = Contribution.objects.by(request.user).select_related("concept")
    contribution = get_object_or_404(own, pk=pk)
    context = {**SECTION, "told": _told(contribution), "noindex": True}
    return _no_store(page(request, "lexicon/contribution.html", context))


def _no_store(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
