"""The two files, at addresses that others fetch every day."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from atoutsud.content.languages import LANGUAGES
from atoutsud.site import publicpage
from trainings.iati import files, reports
from trainings.iati.reasons import obstacles


def _answer(write: Callable[[], bytes]) -> HttpResponse:
    """The file; or, while the export is off, a 404 that says why in both languages."""
    if not files.is_on():
        lines = []
        for language in LANGUAGES:
            with translation.override(language):
                lines += [reason.message for reason in obstacles() if reason.stops]
        text = "\n".join(lines) + "\n"
        return HttpResponse(text, status=404, content_type="text/plain; charset=utf-8")
    return HttpResponse(write(), content_type=files.CONTENT_TYPE)


@publicpage.public_page
def activities(request: HttpRequest) -> HttpResponse:
    moment = request.content_version.changed  # type: ignore[attr-defined]
    response = _answer(lambda: files.activities_xml(moment))
    response["Access-Control-Allow-Origin"] = "*"
    return response


@publicpage.public_page
def organisation(request: HttpRequest) -> HttpResponse:
    moment = request.content_version.changed  # type: ignore[attr-defined]
    response = _answer(lambda: files.organisation_xml(moment, reports.addresses()))
    response["Access-Control-Allow-Origin"] = "*"
    return response
