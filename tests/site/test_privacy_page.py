"""The privacy page says what is true: the periods of the log, the button that removes all."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override
from lxml import html

from atoutsud.content import privacy as content
from atoutsud.content import trail
from atoutsud.members import privacy as members
from atoutsud.site import privacy as site
from atoutsud.site.backups import ageing
from atoutsud.site.newsletter import subscribers
from lexicon import privacy as lexicon
from lexicon.models.contribution import DRAFT_LIFE

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


KEPT = (
    (site.ANSWERED_KEPT, "un an après la réponse", "one year after the answer", 365),
    (content.SENT_MAIL_KEPT, "trente jours", "thirty days", 30),
    (members.UNCONFIRMED_KEPT, "sept jours", "seven days", 7),
    (DRAFT_LIFE, "sept jours", "seven days", 7),
    (lexicon.REFUSED_KEPT, "un an", "one year", 365),
    (trail.SIGN_INS_KEPT, "un an", "one year", 365),
    (trail.KEPT, "trois ans", "three years", 3 * 365),
    (ageing.LONGEST, "soixante jours", "sixty days", 60),
)


@pytest.mark.parametrize(("place", "language"), [(0, "fr"), (1, "en")])
def test_its_table_says_how_long_everything_is_kept(place: int, language: str) -> None:
    text = (TEXTS / f"privacy.{language}.html").read_text(encoding="utf-8")
    cells = [row.xpath("string(td[3])") for row in html.fromstring(text).xpath("//tbody/tr")]
    assert subscribers.UNCONFIRMED_KEPT == members.UNCONFIRMED_KEPT  # one row tells both
    for period, french, english, days in KEPT:
        assert period == datetime.timedelta(days=days)
        said = (french, english)[place]
        assert said in cells
        cells.remove(said)
    # What has no period of ours: works, accounts, and the logs of the web server.
    assert len(cells) == 3
