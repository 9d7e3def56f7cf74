import atoutsud.content.folding
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


BATCH = 1000


def file_what_is_published(apps, schema_editor):
    """What `lexicon.filing` does from now on, for what is there already."""
    Filing = apps.get_model("lexicon", "Filing")
    through = apps.get_model("lexicon", "Concept").domains.through
    rows = through.objects.filter(concept__state="published").select_related("concept")
    batch = []
    for row in rows.order_by("pk").iterator(chunk_size=BATCH):
        concept = row.concept
        planned = concept.publish_from is not None or concept.publish_until is not None
        batch.append(
            Filing(
                domain_id=row.domain_id,
                concept_id=concept.pk,
                planned=planned,
                sort_fr=concept.sort_fr,
                sort_en=concept.sort_en,
            )
        )
        if len(batch) == BATCH:
            Filing.objects.bulk_create(batch)
            batch = []
    Filing.objects.bulk_create(batch)


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0009_search_bounds'),
        ('lexicon', '0006_imports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('planned', models.BooleanField(default=False)),
                ('sort_fr', atoutsud.content.folding.FoldedField(blank=True, default='', max_length=500)),
                ('sort_en', atoutsud.content.folding.FoldedField(blank=True, default='', max_length=500)),
            ],
            options={
                'verbose_name': 'place in a domain',
                'verbose_name_plural': 'places in domains',
            },
        ),
        migrations.RemoveIndex(
            model_name='term',
            name='lexicon_term_order',
        ),
        migrations.AddIndex(
            model_name='concept',
            index=models.Index(fields=['-updated', '-id'], name='lexicon_concept_latest'),
        ),
        migrations.AddIndex(
            model_name='concept',
            index=models.Index(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('publish_from__isnull', False), ('publish_until__isnull', False), _connector='OR'), fields=['id'], name='lexicon_concept_uncertain'),
        ),
        migrations.AddIndex(
            model_name='term',
            index=models.Index(fields=['lang', 'sort_key', 'browse', 'concept'], name='lexicon_term_browsed'),
        ),
        migrations.AddField(
            model_name='filing',
            name='concept',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='filings', to='lexicon.concept'),
        ),
        migrations.AddField(
            model_name='filing',
            name='domain',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='filings', to='lexicon.domain'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['domain', 'sort_fr', 'concept'], name='lexicon_filing_fr'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['domain', 'sort_en', 'concept'], name='lexicon_filing_en'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['domain', 'planned'], name='lexicon_filing_size'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.UniqueConstraint(fields=('concept', 'domain'), name='lexicon_filing_once'),
        ),
        # Last: PostgreSQL changes no table that has rows waiting for their checks.
        migrations.RunPython(file_what_is_published, migrations.RunPython.noop),
    ]
