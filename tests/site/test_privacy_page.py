"""The privacy page says what is true: the periods of the log, the button that removes all."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from atoutsud.content import trail

TEXTS = Path(settings.BASE_DIR) / "atoutsud/site/demo/texts"
YEAR = datetime.timedelta(days=365)
COUNTS = {"fr": {1: "un an", 3: "trois ans"}, "en": {1: "one year", 3: "three years"}}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_names_the_button_and_the_periods_as_they_are(language: str) -> None:
    text = (TEXTS / f"privacy.{language}.html").read_text(encoding="utf-8")
    with override(language):
        for words in ("The lexicon without network", "Remove all that is kept"):
            assert gettext(words) in text
    for period in (trail.SIGN_INS_KEPT, trail.KEPT):
        assert COUNTS[language][period // YEAR] in text
