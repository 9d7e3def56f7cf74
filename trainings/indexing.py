"""What the search index says of trainings and partners."""

from collections.abc import Iterator

from atoutsud.content import index
from atoutsud.content.index import Name, Sheet, Text
from atoutsud.content.languages import LANGUAGES
from trainings.models import Engagement, Partner

TRAINING = "trainings.engagement"
PARTNER = "trainings.partner"
TRAINING_TEXTS = ("summary", "objectives", "context", "outputs", "follow_up", "city", "venue")
PARTNER_TEXTS = ("mission", "name_meaning", "founded_note")
# Names something goes by, after the one it is shown by.
OTHER_NAME = 1
MOST_ALIASES = 20


def trainings(pks: list[int]) -> Iterator[Sheet]:
    for engagement in Engagement._base_manager.filter(pk__in=pks):
        names, texts, shown = index.spoken(engagement, "title", "summary", TRAINING_TEXTS)
        names.append(Name(engagement.reference, LANGUAGES[0], OTHER_NAME))
        yield index.sheet_of(
            engagement, names=names, texts=texts, shown=shown | {"note": engagement.kind}
        )


def partners(pks: list[int]) -> Iterator[Sheet]:
    for partner in Partner._base_manager.filter(pk__in=pks):
        names, texts, shown = index.spoken(partner, "name", "", PARTNER_TEXTS)
        written = list(shown["title"]) or [LANGUAGES[0]]
        aliases = [line.strip() for line in partner.aliases.splitlines() if line.strip()]
        names += [Name(alias, written[0], OTHER_NAME) for alias in aliases[:MOST_ALIASES]]
        if partner.org_identifier:
            names.append(Name(partner.org_identifier, written[0], OTHER_NAME))
        if partner.acronym:
            names += [Name(partner.acronym, code, acronym=True) for code in written]
        if partner.cities:
            texts += [Text(partner.cities, code) for code in written]
        shown |= {
            "note": partner.kind,
            "acronym": partner.acronym,
            "countries": [country.code for country in partner.countries],
        }
        yield index.sheet_of(partner, names=names, texts=texts, shown=shown)


index.register(index.Source(TRAINING, trainings))
index.register(index.Source(PARTNER, partners))
