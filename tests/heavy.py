"""The heaviest pages that editors may make: on top of the demo content, ten times over.

`DATA_DIR=… python -m tests.heavy` fills a site that holds the demo already, to be measured with a
browser; `heavy_content()` does it for a test and tells the addresses.
"""

import os

EQUIVALENTS = (
    "agreement", "arrangement", "understanding", "settlement", "convention", "compact", "accord",
    "consent", "deal", "covenant", "treaty", "memorandum of understanding",
)  # fmt: skip
STATUSES = ("admitted", "admitted", "deprecated", "superseded")
EXPENSES = ("expertise", "flights", "lodging", "local-logistics", "interpreting")
FUNDERS = 10


def heavy_content() -> dict[str, dict[str, str]]:
    """Kind of page -> its address in each language."""
    from tests.tenfold import ten_times_the_content

    ten_times_the_content()
    made = {"lexicon-entry": entry(), "trainings-item": training()}
    return {name: {code: one.address(code) for code in ("fr", "en")} for name, one in made.items()}


def entry():  # type: ignore[no-untyped-def]
    """An entry with twelve equivalents, each with a remark."""
    from tests.lexicon import factories

    words: dict[str, object] = {}
    for place, text in enumerate(EQUIVALENTS[1:], start=1):
        status = STATUSES[place % len(STATUSES)]
        label = "dans un texte signé par des États" if place % 2 else "langue courante"
        words |= factories.term("en", text, status=status, position=place, usage_label=label)
    said = "Texte par lequel deux organisations ou davantage disent ce qu’elles feront ensemble."
    return factories.concept(
        "accord", EQUIVALENTS[0], definition_fr=said * 3, definition_en=said, **words
    )


def training():  # type: ignore[no-untyped-def]
    """A training that ten organisations paid for, each a part of each expense."""
    from tests.trainings import factories

    made = factories.engagement(factories.EXPO, country="MA", participants_total=240)
    payers = [factories.partner(f"Organisation financière numéro {n}") for n in range(FUNDERS)]
    for n, expense in enumerate(EXPENSES):
        factories.category(expense)
        for payer in payers[n % 2 :: 2]:
            factories.line(made, payer, expense)
    return made


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atoutsud.settings")
    django.setup()
    for addresses in heavy_content().values():
        print("\n".join(addresses.values()))
