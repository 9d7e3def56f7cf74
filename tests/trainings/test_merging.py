"""Partners that are one: nothing lost, everything through the one door, or nothing written."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from atoutsud.content import revisions
from tests.trainings import factories
from trainings import duplicating, merging
from trainings.models import Agreement, Engagement, ParticipantGroup, Partner, Programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins() -> tuple[Partner, Partner]:
    keep = factories.partner("ALCS", countries="MA")
    gone = factories.partner(
        "Association de lutte", acronym="A.L.C.S.", founded_year=1988, countries="MA,TN",
        org_identifier="MA-COA-12", mission_fr="Lutter.", aliases="Alcs Maroc",
    )  # fmt: skip
    return keep, gone


def everywhere(gone: Partner) -> Engagement:
    made = factories.engagement()
    factories.role(made, gone)
    programme = Programme.objects.create(acronym="P", managed_by=gone)
    programme.funded_by.add(gone)
    factories.line(made, gone, "expertise", share=100, channel=gone, programme=programme)
    ParticipantGroup.objects.create(engagement=made, institution=gone, count=5)
    Agreement.objects.create(engagement=made, title_fr="Convention").partners.add(gone)
    factories.partner("Antenne", parent=gone)
    return made


def test_everything_that_named_the_one_names_the_other(twins: Any, admin_user: Any) -> None:
    keep, gone = twins
    made = everywhere(gone)
    merging.merge(keep, gone, admin_user)
    assert merging.naming(gone) == []
    line = made.all_cofunding.get()
    assert (line.funder, line.channel) == (keep, keep)
    assert made.all_partners.get().partner == keep
    assert made.all_groups.get().institution == keep
    assert list(made.all_agreements.get().partners.all()) == [keep]
    programme = Programme.objects.get()
    assert programme.managed_by == keep
    assert list(programme.funded_by.all()) == [keep]
    assert Partner.objects.get(name_fr="Antenne").parent == keep


def test_what_the_record_that_stays_lacks_is_filled_in(twins: Any, admin_user: Any) -> None:
    keep, gone = twins
    merging.merge(keep, gone, admin_user)
    keep.refresh_from_db()
    gone.refresh_from_db()
    assert (keep.name_fr, keep.acronym, keep.founded_year) == ("ALCS", "A.L.C.S.", 1988)
    assert keep.org_identifier == "MA-COA-12"
    assert [country.code for country in keep.countries] == ["MA", "TN"]
    assert keep.aliases.splitlines() == ["Association de lutte", "A.L.C.S.", "Alcs Maroc"]
    assert keep.mission_fr == "Lutter."
    assert (gone.state, gone.mission_fr) == ("withdrawn", "Lutter.")


def test_each_training_keeps_its_history_and_says_why(twins: Any, admin_user: Any) -> None:
    keep, gone = twins
    made = everywhere(gone)
    merging.merge(keep, gone, admin_user)
    last = revisions.history(made).first()
    assert last is not None
    assert last.author == admin_user
    assert "ALCS" in last.summary


def test_rows_that_become_twins_join(twins: Any, admin_user: Any) -> None:
    keep, gone = twins
    made = factories.engagement()
    factories.role(made, keep, note_fr="une personne")
    factories.role(made, gone, note_fr="deux personnes")
    factories.line(made, keep, "flights", share=40)
    factories.line(made, gone, "flights", share=35)
    factories.line(made, factories.partner("IOM"), "flights", share=25)
    merging.merge(keep, gone, admin_user)
    assert made.all_partners.get().note_fr == "une personne; deux personnes"
    shares = sorted(line.share for line in made.all_cofunding.all())
    assert shares == [25, 75]


def test_lines_paid_in_different_ways_stop_everything(twins: Any, admin_user: Any) -> None:
    keep, gone = twins
    other = everywhere(gone)
    made = factories.engagement()
    factories.line(made, keep, "flights", nature="in_kind")
    factories.line(made, gone, "flights", nature="unknown")
    with pytest.raises(ValidationError):
        merging.merge(keep, gone, admin_user)
    assert other in merging.naming(gone)
    gone.refresh_from_db()
    assert gone.state == "published"


def test_we_are_never_merged_away(twins: Any, admin_user: Any) -> None:
    keep, gone = twins
    gone.is_self = True
    gone.save()
    with pytest.raises(ValidationError):
        merging.merge(keep, gone, admin_user)
    with pytest.raises(ValidationError):
        merging.merge(keep, keep, admin_user)


def test_an_editor_sees_before_anything_is_written(twins: Any, admin_client: Client) -> None:
    keep, gone = twins
    made = everywhere(gone)
    address = reverse("admin:trainings_partner_changelist")
    data = {"action": "merge", "_selected_action": [keep.pk, gone.pk]}
    assert "ALCS" in admin_client.post(address, data).content.decode()
    preview = admin_client.post(address, {**data, "keep": keep.pk}).content.decode()
    assert str(made) in preview
    assert made.all_partners.get().partner == gone
    done = admin_client.post(address, {**data, "keep": keep.pk, "confirm": "1"})
    assert done.status_code == 302
    assert made.all_partners.get().partner == keep


def test_one_record_alone_is_not_merged(twins: Any, admin_client: Client) -> None:
    keep, _gone = twins
    address = reverse("admin:trainings_partner_changelist")
    answer = admin_client.post(address, {"action": "merge", "_selected_action": [keep.pk]})
    assert answer.status_code == 302


# Duplicating


def test_a_duplicate_copies_what_comes_again_and_leaves_what_happened(admin_user: Any) -> None:
    made = factories.engagement(factories.JULY_2016, participants_total=12, country="MA")
    who = factories.partner()
    factories.role(made, who)
    factories.line(made, who, share=100)
    ParticipantGroup.objects.create(engagement=made, count=5)
    copy = duplicating.duplicate(made, admin_user)
    assert (copy.state, copy.course, copy.when, copy.participants_total) == (
        "draft", "planned", None, None,
    )  # fmt: skip
    assert copy.reference != made.reference
    assert copy.title_fr == "Formuler des projets (2)"
    assert copy.country.code == "MA"
    assert copy.all_partners.get().partner == who
    assert copy.all_partners.get().uid != made.all_partners.get().uid
    assert copy.all_cofunding.get().share == 100
    assert not copy.all_groups.exists()
    assert made.all_groups.count() == 1


def test_a_duplicate_is_asked_for_then_made(admin_client: Client) -> None:
    made = factories.engagement()
    address = reverse("admin:trainings_engagement_duplicate", args=[made.pk])
    assert admin_client.get(address).status_code == 200
    assert Engagement.objects.count() == 1
    assert admin_client.post(address).status_code == 302
    assert Engagement.objects.count() == 2
    gone = reverse("admin:trainings_engagement_duplicate", args=[made.pk + 999])
    assert admin_client.post(gone).status_code == 404
