"""The demonstration, exported: what is known goes out, what is unknown is told."""

from typing import Any

import pytest
from django.utils import timezone

from tests.demosite import demo
from tests.trainings.iati import standard
from tests.trainings.iati.conftest import ORG_ID
from trainings.iati import files

__all__ = ["demo"]

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("demo")
def test_the_four_trainings_of_the_demo_are_exported_or_say_why(settings: Any) -> None:
    settings.IATI_ORG_ID = ORG_ID
    found = files.export()
    document = files.activities_xml(timezone.now(), found)
    assert standard.faults(document) == []
    exported = {e.findtext("iati-identifier") for e in found.activities}
    assert exported == {f"{ORG_ID}-bayti-insaf-2016", f"{ORG_ID}-mieux-tunisie-2019"}
    why = {r.reference: {reason.anchor for reason in reasons} for r, reasons in found.left_out}
    assert why["alcs"] == {"id_when"}
    assert "id_beneficiary_countries" in why["gssd-expo-2016"]
