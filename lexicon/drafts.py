"""What somebody wrote and has not sent: kept from the first post on, for a week, by a cookie."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from atoutsud.content import limits
from lexicon.models import Concept, ContributionDraft
from lexicon.models.contribution import DRAFT_LIFE

COOKIE = "lexicon_draft"
LONGEST_KEPT = 10_000
AN_HOUR = 120


def kept_draft(
    request: HttpRequest, kind: str, concept: Concept | None
) -> ContributionDraft | None:
    """What this visitor wrote in this form, if it was not sent."""
    token = request.COOKIES.get(COOKIE, "")[:64]
    if not token:
        return None
    drafts = ContributionDraft.objects.filter(expires__gt=timezone.now())
    return drafts.filter(token=token, form=kind, concept=concept).first()


def keep_draft(
    request: HttpRequest, form: Any, kind: str, concept: Concept | None
) -> ContributionDraft | None:
    """Keep what was typed, whether or not it can be sent as it is; None beyond the limits."""
    try:
        limits.take(
            (limits.Limit("draft", AN_HOUR, limits.HOUR), limits.block_of(request)),
        )
    except limits.Reached:
        return None
    data: dict[str, Any] = {}
    for name in form.fields:
        typed = [value[:LONGEST_KEPT].replace("\x00", "") for value in request.POST.getlist(name)]
        if any(typed):
            data[name] = typed if name == "domains" else typed[0]
    token = request.COOKIES.get(COOKIE, "")[:64]
    draft = ContributionDraft.objects.filter(token=token).first() if token else None
    draft = draft or ContributionDraft()
    draft.form, draft.concept, draft.data = kind, concept, data
    draft.save()
    return draft


def remember(request: HttpRequest, response: HttpResponse, draft: ContributionDraft) -> None:
    response.set_cookie(
        COOKIE,
        draft.token,
        max_age=int(DRAFT_LIFE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def forget_draft(request: HttpRequest, response: HttpResponse) -> None:
    token = request.COOKIES.get(COOKIE, "")[:64]
    if token:
        ContributionDraft.objects.filter(token=token).delete()
    response.delete_cookie(COOKIE)
