"""People are counted, never named; no photo without consent."""

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from tests.trainings import factories
from tests.trainings.test_views import words
from trainings.models import EngagementPhoto, ParticipantGroup

pytestmark = pytest.mark.django_db
# Columns of text where trainings are told: none asks for a participant.
TEXTS = {
    "uid", "label", "profile", "sex", "reference", "kind", "our_role", "title", "summary",
    "context", "objectives", "outputs", "follow_up", "precision", "duration_unit", "delivery",
    "country", "city", "venue", "point_exactness", "beneficiary_countries", "sdg_targets",
    "participants_note", "course", "delivery_languages", "how_to_take_part", "source_url",
    "source_text", "state",
}  # fmt: skip
A_PERSON = ("name", "mail", "phone", "birth", "signature", "person", "contact", "attendee")


def columns(label: str) -> set[str]:
    found = set()
    for field in apps.get_model(f"trainings.{label}")._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField):
            found.add(field.name.removesuffix("_fr").removesuffix("_en"))
    return found


def test_no_column_can_hold_a_participant() -> None:
    assert columns("ParticipantGroup") == {"label", "profile", "sex"}
    assert columns("Engagement") <= TEXTS
    group = {field.name for field in ParticipantGroup._meta.get_fields()}
    assert not {name for name in group if any(word in name for word in A_PERSON)}


def test_nothing_of_trainings_points_at_a_person_but_at_those_who_wrote() -> None:
    user = apps.get_model("members.User")
    pointing = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("trainings").get_models()
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) is user
    }
    assert pointing == {"Engagement.created_by", "Partner.created_by", "ClosedYear.closed_by"}


@pytest.mark.parametrize("small", [1, 2])
@pytest.mark.parametrize("large", [1, 2, 3, 40])
def test_small_groups_never_tell_their_sex_nor_does_what_is_left(
    client: Client, small: int, large: int
) -> None:
    made = factories.engagement(participants_total=small + large)
    for sex, count in (("f", small), ("m", large)):
        ParticipantGroup.objects.create(engagement=made, profile="director", sex=sex, count=count)
    for address in (made.address("fr"), made.address("en"), "/en/impact/"):
        text = words(client, address).casefold()
        for word in ("women", "(men)", "femmes", "hommes"):
            assert word not in text, address


@pytest.mark.parametrize(
    ("consent", "minors", "shown"),
    [
        ("missing", False, False),
        ("missing", True, False),
        ("not_needed", False, True),
        ("obtained", True, True),
    ],
)
def test_a_photo_is_public_with_consent_alone(
    client: Client, consent: str, minors: bool, shown: bool
) -> None:
    made = factories.engagement()
    picture = apps.get_model("content.Picture").objects.create(
        consent=consent, consent_note="Écrit", shows_minors=minors, decorative=True,
        width=100, height=100, caption_fr="Les stagiaires",
    )  # fmt: skip
    EngagementPhoto.objects.create(engagement=made, picture=picture)
    assert ("Les stagiaires" in words(client, made.address("fr"))) is shown


def test_the_form_says_that_nobody_is_named(admin_client: Client) -> None:
    page = admin_client.get("/admin/trainings/engagement/add/").content.decode()
    assert "jamais nommées" in page or "never named" in page
