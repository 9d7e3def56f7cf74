import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import isolate_apps
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from atoutsud.content.dateparsing import VagueDateFormField, VagueDateInput, parse
from atoutsud.content.dates import (
    Dated,
    Precision,
    VagueDate,
    duration_in_words,
    in_words,
    past,
    time_elements,
    typed,
    under_way,
    upcoming,
)

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))


@st.composite
def vague_dates(draw: st.DrawFn) -> VagueDate:
    one, two = sorted([draw(DAYS), draw(DAYS)])
    if draw(st.booleans()):
        two = one
    precision = draw(st.sampled_from(Precision.values))
    return VagueDate(one, two, precision, draw(st.booleans()))


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        (
            "31/10/2016-03/11/2016",
            "du 31 octobre au 3 novembre 2016",
            "31 October – 3 November 2016",
        ),
        ("du 1er au 5 avril 2019", "du 1er au 5 avril 2019", "1–5 April 2019"),
        ("07/2016", "juillet 2016", "July 2016"),
        ("juillet 2016", "juillet 2016", "July 2016"),
        ("Q2 2016", "2e trimestre 2016", "Q2 2016"),
        ("1er trimestre 2016", "1er trimestre 2016", "Q1 2016"),
        ("2016", "en 2016", "in 2016"),
        ("vers 2016", "vers 2016", "about 2016"),
        ("3 nov. 2016", "3 novembre 2016", "3 November 2016"),
        ("1st April 2019", "1er avril 2019", "1 April 2019"),
        ("July 14, 2016", "14 juillet 2016", "14 July 2016"),
        ("2016-07-01/2016-07-03", "du 1er au 3 juillet 2016", "1–3 July 2016"),
        (
            "30/12/2016 - 02/01/2017",
            "du 30 décembre 2016 au 2 janvier 2017",
            "30 December 2016 – 2 January 2017",
        ),
        ("avril-juin 2016", "d’avril à juin 2016", "April–June 2016"),
        ("oct. 2016 à mars 2017", "d’octobre 2016 à mars 2017", "October 2016 – March 2017"),
        ("2016-2018", "de 2016 à 2018", "2016–2018"),
        ("du 2e au 3e trimestre 2016", "du 2e au 3e trimestre 2016", "Q2–Q3 2016"),
        ("environ 1-5 avril 2019", "du 1er au 5 avril 2019 environ", "about 1–5 April 2019"),
    ],
)
def test_a_date_typed_is_shown_in_words(text: str, french: str, english: str) -> None:
    value = parse(text)
    assert in_words(value, "fr") == french
    assert in_words(value, "en") == english


def test_a_duration_makes_a_vague_date_read_well() -> None:
    month = parse("04/2019")
    assert in_words(month, "fr", duration_in_words(1, "week", "fr")) == "une semaine en avril 2019"
    assert in_words(month, "en", duration_in_words(1, "week", "en")) == "one week in April 2019"
    assert in_words(parse("Q2 2019"), "fr", "trois jours") == "trois jours au 2e trimestre 2019"
    assert in_words(parse("2019"), "fr", "un mois") == "un mois en 2019"
    assert in_words(parse("1-5 avril 2019"), "fr", "cinq jours") == (
        "du 1er au 5 avril 2019 (cinq jours)"
    )
    assert in_words(None, "fr", "une semaine") == "une semaine"


def test_durations_are_words_up_to_nine() -> None:
    assert duration_in_words(3, "day", "fr") == "trois jours"
    assert duration_in_words(12, "month", "fr") == "12 mois"
    assert duration_in_words(None, "day", "en") == ""
    assert duration_in_words(2, "fortnight", "en") == ""


def test_no_date_is_no_words() -> None:
    assert in_words(None, "fr") == ""
    assert typed(None, "fr") == ""
    assert time_elements(None, "fr") == []


@given(vague_dates(), st.sampled_from(["fr", "en"]))
def test_what_is_typed_and_what_is_shown_give_the_date_back(value: VagueDate, lang: str) -> None:
    assert parse(typed(value, lang)) == value
    assert parse(in_words(value, lang)) == value


@given(vague_dates(), st.sampled_from(["fr", "en"]))
def test_the_pieces_with_a_datetime_are_dates_a_browser_knows(value: VagueDate, lang: str) -> None:
    elements = time_elements(value, lang)
    assert "".join(words for words, _iso in elements) == in_words(value, lang)
    stamps = [stamp for _words, stamp in elements if stamp]
    wanted = 0 if value.precision == Precision.QUARTER else 1 if value.is_single else 2
    assert len(stamps) == wanted
    assert all(len(stamp) in (4, 7, 10) for stamp in stamps)


@given(st.text(max_size=120))
def test_anything_typed_is_a_date_or_a_clear_refusal(text: str) -> None:
    try:
        value = parse(text)
    except ValidationError:
        value = None
    assert value is None or 1900 <= value.earliest.year <= value.latest.year <= 2100


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("bientôt", "not_understood"),
        ("31/02/2016", "no_such_date"),
        ("13/2016", "no_such_date"),
        ("5 mai", "no_year"),
        ("12", "no_year"),
        ("juillet - 5 août 2016", "mixed"),
        ("2018-2016", "order"),
        ("1850", "year"),
        ("2016 " * 40, "too_long"),
    ],
)
def test_what_is_no_date_is_refused_with_a_reason(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        parse(text)
    assert refusal.value.code == code


def test_bounds_always_cover_whole_periods() -> None:
    value = VagueDate(datetime.date(2016, 2, 10), datetime.date(2016, 2, 11), Precision.MONTH)
    assert (value.earliest, value.latest) == (
        datetime.date(2016, 2, 1),
        datetime.date(2016, 2, 29),
    )
    assert value.year == 2016


def test_a_date_that_ends_before_it_starts_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="end"):
        VagueDate(datetime.date(2017, 1, 1), datetime.date(2016, 1, 1))
    with pytest.raises(ValueError, match="precision"):
        VagueDate(datetime.date(2017, 1, 1), datetime.date(2017, 1, 1), "century")


def test_the_form_field_gives_a_date_and_shows_what_was_typed() -> None:
    field = VagueDateFormField()
    value = field.clean(" du 1er au 5 avril 2019 ")
    assert isinstance(value, VagueDate)
    assert field.clean("") is None
    with translation.override("en"):
        assert field.prepare_value(value) == "1 April 2019 - 5 April 2019"
    assert field.prepare_value("typed") == "typed"
    assert not field.has_changed(value, "1-5 April 2019")
    assert field.has_changed(value, "2019")
    assert field.has_changed(value, "bientôt")
    with pytest.raises(ValidationError):
        field.clean("bientôt")


def test_a_required_date_may_not_be_empty() -> None:
    with pytest.raises(ValidationError):
        VagueDateFormField(required=True).clean("")


def test_the_box_says_how_the_date_is_understood() -> None:
    with translation.override("en"):
        html = VagueDateInput().render("when", "07/2016", {"id": "id_when"})
    assert "July 2016" in html
    assert "echo" not in VagueDateInput().render("when", "<b>", {"id": "id_when"})


@isolate_apps("atoutsud.content")
def test_a_dated_row_reads_and_writes_its_date_as_one_value() -> None:
    class Row(Dated):
        class Meta:
            app_label = "content"

    row = Row()
    assert row.when is None
    assert not any((row.is_past, row.is_upcoming, row.is_under_way))
    row.when = parse("07/2016")
    assert row.end_latest == datetime.date(2016, 7, 31)
    assert row.precision == Precision.MONTH
    assert row.is_past
    row.when = parse("2099")
    assert row.is_upcoming
    row.when = None
    assert (row.start_earliest, row.end_latest, row.precision) == (None, None, "")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@isolate_apps("atoutsud.content")
def test_the_database_itself_refuses_half_a_date() -> None:
    class Row(Dated):
        class Meta(Dated.Meta):
            app_label = "content"

    day = datetime.date(2016, 7, 1)
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    try:
        row = Row()
        row.when = parse("07/2016")
        row.full_clean()
        row.save()
        Row().save()
        for wrong in (
            {"start_earliest": day, "precision": "day"},
            {"start_earliest": day, "end_latest": day},
            {"precision": "day"},
            {"start_earliest": day, "end_latest": datetime.date(2016, 6, 1), "precision": "day"},
            {"start_earliest": datetime.date(1850, 1, 1), "end_latest": day, "precision": "day"},
            {"start_earliest": day, "end_latest": day, "precision": "week"},
        ):
            with pytest.raises(ValidationError):
                Row(**wrong).full_clean()
            with pytest.raises(IntegrityError), transaction.atomic():
                Row(**wrong).save()
        assert Row._default_manager.filter(past()).count() == 1
        assert not Row._default_manager.filter(upcoming() | under_way()).exists()
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Row)
