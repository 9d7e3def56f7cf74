"""Marks of the form: a text whose other language changed after it; “still right”; a first copy."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from atoutsud.backoffice.drafts import rows_for
from atoutsud.content import translations
from atoutsud.content.languages import LANGUAGES, other
from atoutsud.content.translations import Translation

STILL_RIGHT = "_current"
COPY = "_copy"


def column_of(name: str) -> tuple[str, str]:
    """(name, language) of a form field such as `title_en`; no language for another field."""
    base, _underscore, language = name.rpartition("_")
    return (base, language) if language in LANGUAGES and base else (name, "")


def hand_out(obj: Any, context: dict[str, Any]) -> None:
    """Give each form of the page what it has to say of its texts: one query for them all."""
    stale = Q(stale_fr__isnull=False) | Q(stale_en__isnull=False)
    rows = {row.field: row for row in Translation.objects.of(obj).filter(stale)}
    if not rows:
        return
    name = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_history"
    history = reverse(name, args=[obj.pk])
    context["adminform"].form.lags = _lags(rows, "", history, obj.version)
    for inline in context.get("inline_admin_formsets", ()):
        word, _rows = rows_for(obj, inline.formset.model)
        for form in inline.formset.initial_forms if word else ():
            form.lags = _lags(rows, f"{word}/{form.instance.uid}/", history, obj.version)


def _lags(
    rows: dict[str, Translation], prefix: str, history: str, version: int
) -> dict[str, dict[str, Any]]:
    found = {}
    for field, row in rows.items():
        if not field.startswith(prefix) or "/" in field.removeprefix(prefix):
            continue
        for language in LANGUAGES:
            if lag := row.standing.lag(language):
                number, moment = lag
                found[f"{field.removeprefix(prefix)}_{language}"] = {
                    "path": f"{field}.{language}",
                    "language": language,
                    "since": moment,
                    "history": f"{history}?from={max(number - 1, 1)}&to={version}",
                }
    return found


def mark_still_right(request: HttpRequest, obj: Any) -> int:
    """What the editor has ticked as still right in the form that was just saved."""
    done = 0
    for path in request.POST.getlist(STILL_RIGHT)[:200]:
        field, _dot, language = path.rpartition(".")
        if language in LANGUAGES:
            rows = Translation.objects.of(obj).filter(field=field)
            done += translations.mark_current(rows, [language])
    return done


def start_from_the_other(request: HttpRequest) -> bool:
    """Copy a text into its empty twin, in what was posted; nothing is saved."""
    name = request.POST.get(COPY, "")
    base, language = column_of(name)
    source = f"{base}_{other(language)}" if language else ""
    if source not in request.POST:
        return False
    posted = request.POST.copy()
    posted[name] = request.POST.get(source, "")
    request.POST = posted  # type: ignore[assignment]
    return True
