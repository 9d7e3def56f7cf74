"""The expense items every split starts from."""

from typing import Any

from django.db import migrations

ITEMS = [
    ("local_logistics", "Logistique locale", "Local logistics", "services"),
    ("expertise", "Expertise", "Expertise", "work"),
    ("flights", "Vols", "Flights", "travel"),
    ("local_transport", "Transports sur place", "Local transport", "travel"),
    (
        "accommodation_perdiem",
        "Hébergement et séjour",
        "Accommodation and daily allowance",
        "travel",
    ),
    ("venue", "Salle", "Venue", "services"),
    ("materials", "Supports", "Materials", "goods"),
    (
        "interpretation_translation",
        "Interprétation et traduction",
        "Interpretation and translation",
        "services",
    ),
    ("coordination", "Coordination", "Coordination", "work"),
    ("communication", "Communication", "Communication", "services"),
    ("other", "Autres dépenses", "Other expenses", "services"),
]


def add(apps: Any, schema_editor: Any) -> None:
    category = apps.get_model("trainings", "FundingCategory")
    for position, (code, french, english, family) in enumerate(ITEMS):
        category._base_manager.update_or_create(
            code=code,
            defaults={
                "name": french,
                "name_fr": french,
                "name_en": english,
                "anc_family": family,
                "position": position,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("trainings", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
