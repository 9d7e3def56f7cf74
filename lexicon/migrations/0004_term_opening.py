import atoutsud.content.folding
from django.db import migrations
from lexicon.inflection import opening

BATCH = 1000


def look_up_by_first_words(apps, schema_editor):
    """Recompute what automatic links look terms up by."""
    Term = apps.get_model("lexicon", "Term")
    batch = []
    for term in Term.objects.only("pk", "text", "lang", "kind").iterator(chunk_size=BATCH):
        term.opening = opening(term.text, term.lang, acronym=term.kind == "acronym")
        batch.append(term)
        if len(batch) == BATCH:
            Term.objects.bulk_update(batch, ["opening"])
            batch = []
    Term.objects.bulk_update(batch, ["opening"])


class Migration(migrations.Migration):

    dependencies = [
        ('lexicon', '0003_contributions'),
    ]

    operations = [
        migrations.RenameField(
            model_name='term',
            old_name='first_token',
            new_name='opening',
        ),
        migrations.AlterField(
            model_name='term',
            name='opening',
            field=atoutsud.content.folding.FoldedField(blank=True, db_index=True, default='', editable=False, max_length=120),
        ),
        migrations.RunPython(look_up_by_first_words, migrations.RunPython.noop),
    ]
