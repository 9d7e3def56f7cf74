from django.db import migrations

# The order of lists, which Django can name for one database or the other, not for both: SQLite puts
# what has no date last by itself and refuses to hear it in an index, PostgreSQL puts it first.
ORDER = {"sqlite": "dateline DESC", "postgresql": "dateline DESC NULLS LAST"}


def make(apps, schema_editor):
    order = ORDER[schema_editor.connection.vendor]
    schema_editor.execute(
        f"CREATE INDEX news_article_listed ON news_article "
        f"(state, {order}, id DESC, publish_from, publish_until)"
    )


def drop(apps, schema_editor):
    schema_editor.execute("DROP INDEX news_article_listed")


class Migration(migrations.Migration):

    dependencies = [("news", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
