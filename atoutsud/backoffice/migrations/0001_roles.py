"""The groups exist from the first migration on; permissions follow as models appear."""

from typing import Any

from django.db import migrations

ROLES = ("Éditeurs", "Relecteurs", "Administrateurs")


def make_groups(apps: Any, schema_editor: Any) -> None:
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.using(schema_editor.connection.alias).get_or_create(name=name)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop, elidable=False)]
