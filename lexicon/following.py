"""“My contributions”: what became of each change, the reviewers' questions, taking back."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from atoutsud.content import limits
from atoutsud.site.publicpage import page, paginate
from lexicon import talking
from lexicon.contributing import SECTION
from lexicon.models import Contribution
from lexicon.wording import Names, described, remark_label

PER_PAGE = 20
ANSWERS_AN_HOUR = 30


def _own(request: HttpRequest) -> Any:
    rows = Contribution.objects.by(request.user).select_related("concept", "base_revision")
    return rows.prefetch_related("changes", "thread")


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """All of a member's contributions, with the outcome of each change and its reason."""
    if request.method == "POST":
        return _take_back(request)
    page_obj = paginate(request, _own(request), PER_PAGE)
    names = Names()
    context = {
        **SECTION,
        "page_obj": page_obj,
        "contributions": [_told(contribution, names) for contribution in page_obj.object_list],
        "sent": request.GET.get("sent", "")[:20],
        "noindex": True,
    }
    return _no_store(page(request, "lexicon/mine.html", context))


def _told(contribution: Contribution, names: Names) -> dict[str, Any]:
    concept, base = contribution.concept, contribution.base_revision
    changes = list(contribution.changes.all())
    return {
        "contribution": contribution,
        "title": contribution.title,
        "address": concept.address() if concept and concept.is_public else "",
        "changes": [described(change, names) for change in changes],
        "reason": contribution.reason_in_words(),
        "remark_on": ""
        if changes or concept is None
        else remark_label(contribution.path, base.document if base else {}),
        "thread": list(contribution.thread.all()),
        "asked": contribution.state == Contribution.State.NEEDS_INFO,
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
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def one_of_mine(request: HttpRequest, pk: int) -> HttpResponse:
    contribution = get_object_or_404(_own(request), pk=pk)
    error, status, wait = "", 200, 0
    if request.method == "POST":
        try:
            with limits.turn(f"answer {pk}"):
                limits.take(
                    (limits.Limit("answer", ANSWERS_AN_HOUR, limits.HOUR), str(request.user.pk))
                )
                talking.answer(contribution, author=request.user, text=request.POST.get("text", ""))
        except limits.Reached as reached:
            error, status, wait = str(reached), 429, reached.wait
        except ValidationError as fault:
            error, status = " ".join(fault.messages), 422
        else:
            return HttpResponseRedirect(f"{request.path}?answered=1", status=303)
    context = {
        **SECTION,
        "told": _told(contribution, Names()),
        "error": error,
        "text": request.POST.get("text", "")[:2000],
        "answered": "answered" in request.GET,
        "noindex": True,
    }
    response = _no_store(page(request, "lexicon/contribution.html", context, status=status))
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _no_store(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
