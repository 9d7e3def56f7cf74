"""What keeps a training out of the export is told in plain words, with the place to mend it."""

import datetime
from typing import Any

import pytest
from django.utils import translation

from atoutsud.content.dates import VagueDate
from tests.trainings import factories
from tests.trainings.iati.makers import exportable, sector
from trainings.iati import files, obstacles, reasons
from trainings.models import Engagement, Partner

pytestmark = pytest.mark.django_db
YEAR = datetime.timedelta(days=365)


def stops(engagement: Engagement) -> dict[str, str]:
    """anchor -> message, of what keeps it out."""
    return {reason.anchor: reason.message for reason in reasons(engagement) if reason.stops}


def notes(engagement: Engagement) -> list[str]:
    return [reason.message for reason in reasons(engagement) if not reason.stops]


def test_a_complete_training_is_exported_and_nothing_is_said(ourselves: Partner) -> None:
    made = exportable()
    sector(made)
    assert reasons(made) == []
    assert len(files.export().activities) == 1


@pytest.mark.parametrize(
    ("fields", "anchor", "words"),
    [
        ({"when": None}, "id_when", "no date"),
        ({"beneficiary_countries": ""}, "id_beneficiary_countries", "no country that benefits"),
        ({"summary_fr": "", "summary_en": ""}, "id_summary_fr", "no summary"),
        ({"kind": "conference"}, "all_sectors-group", "no sector"),
        ({"state": "draft"}, "", "not published"),
        ({"state": "withdrawn"}, "", "not published"),
    ],
)
def test_each_thing_that_lacks_is_told_with_its_place(
    ourselves: Partner, fields: dict[str, Any], anchor: str, words: str
) -> None:
    made = exportable(**fields)
    with translation.override("en"):
        assert words in stops(made)[anchor]
        assert len(stops(made)) == 1
    assert files.export().activities == []


def test_a_title_of_blanks_is_no_title(ourselves: Partner) -> None:
    made = exportable(title_fr="  ", title_en="")
    assert "id_title_fr" in stops(made)


def test_unknown_sectors_and_parts_that_do_not_make_100_are_refused(ourselves: Partner) -> None:
    unknown = exportable()
    sector(unknown, "99999")
    assert "99999" in stops(unknown)["all_sectors-group"]
    halves = exportable()
    sector(halves, "43081", percent=50)
    sector(halves, "15190", percent=49)
    assert "100" in stops(halves)["all_sectors-group"]


def test_what_will_be_missing_is_noted_and_does_not_stop(ourselves: Partner) -> None:
    made = exportable(sdg_targets="17.9 17.99", beneficiary_countries="MA,TN", course="planned")
    factories.line(made, ourselves, amount=100, currency="XXQ")
    with translation.override("en"):
        said = " ".join(notes(made))
    for words in ("17.99", "equal part", "counts as planned", "43081", "XXQ"):
        assert words in said
    assert not stops(made)


def test_said_to_have_taken_place_in_the_future_is_noted(ourselves: Partner) -> None:
    day = datetime.date.today() + YEAR
    made = exportable(when=VagueDate(day, day))
    assert any(reason.anchor == "id_course" for reason in reasons(made))


def test_messages_are_in_the_language_of_the_editor(ourselves: Partner) -> None:
    made = exportable(when=None)
    with translation.override("fr"):
        assert stops(made)["id_when"].startswith("Elle n’a pas de date")


def test_the_site_says_why_the_export_is_off(settings: Any) -> None:
    settings.IATI_ORG_ID = ""
    assert [reason.stops for reason in obstacles()] == [True, True]
    settings.IATI_ORG_ID = "XI-IATI-ATOUTSUD"
    assert [reason.stops for reason in obstacles()] == [True]
    factories.partner("Atoutsud", is_self=True)
    assert obstacles() == []
    settings.IATI_ORG_ID = "QQ-NOWHERE-1"
    assert [reason.level for reason in obstacles()] == ["note"]


def test_reasons_are_told_before_the_export_is_on(settings: Any) -> None:
    settings.IATI_ORG_ID = ""
    assert "id_when" in stops(exportable(when=None))
    assert not stops(exportable())


def test_a_training_not_saved_yet_has_no_reasons() -> None:
    assert reasons(Engagement(title_fr="Neuve")) == []
