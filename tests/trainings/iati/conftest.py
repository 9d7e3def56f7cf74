from typing import Any

import pytest

ORG_ID = "XI-IATI-ATOUTSUD"


@pytest.fixture
def ourselves(db: None, settings: Any) -> Any:
    """The association with its identifier: the export is on."""
    from tests.trainings import factories

    settings.IATI_ORG_ID = ORG_ID
    return factories.partner("Atoutsud", is_self=True, kind="ngo_national")
