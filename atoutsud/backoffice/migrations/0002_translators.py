"""The group of those who translate; its permissions follow as models appear."""

from typing import Any

from django.db import migrations


def make_group(apps: Any, schema_editor: Any) -> None:
    group = apps.get_model("auth", "Group")
    group.objects.using(schema_editor.connection.alias).get_or_create(name="Traducteurs")


class Migration(migrations.Migration):
    dependencies = [("backoffice", "0001_roles")]

    operations = [migrations.RunPython(make_group, migrations.RunPython.noop, elidable=False)]
