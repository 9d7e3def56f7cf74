from typing import Any

from django.db import migrations, models

import atoutsud.content.folding
from atoutsud.content import engines


def drop_engines(apps: Any, schema_editor: Any) -> None:
    engines.drop(schema_editor)


def create_engines(apps: Any, schema_editor: Any) -> None:
    """SQLite makes a table anew to alter it, without the triggers its search needs."""
    engines.create(schema_editor)
    if schema_editor.connection.vendor == "sqlite":
        for table in (engines.LINES, engines.WORDS):
            schema_editor.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")


class Migration(migrations.Migration):
    dependencies = [("content", "0008_audit_log")]

    operations = [
        migrations.RunPython(drop_engines, create_engines),
        migrations.AlterField(
            model_name="searchline",
            name="compact",
            field=atoutsud.content.folding.FoldedField(default="", max_length=300),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    ("publish_from__isnull", False),
                    ("publish_until__isnull", False),
                    _connector="OR",
                ),
                fields=["id"],
                name="content_search_hidden",
            ),
        ),
        migrations.AddIndex(
            model_name="searchline",
            index=models.Index(fields=["compact", "id"], name="content_search_compact"),
        ),
        migrations.RunPython(create_engines, drop_engines),
    ]
