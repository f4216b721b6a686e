from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    """Columns that the facts of partners.toml and mandates.toml need."""

    dependencies = [("partners", "0001_initial")]

    operations = [
        migrations.RenameField("partner", "kind_note", "kind_note_it"),
        migrations.RenameField("mandate", "title", "title_it"),
        migrations.AddField(
            model_name='mandate',
            name='partner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='partners.partner', verbose_name='partner'),
        ),
        migrations.AddField(
            model_name='mandate',
            name='source',
            field=models.CharField(blank=True, max_length=300, verbose_name='fonte dei dati'),
        ),
        migrations.AddField(
            model_name='mandate',
            name='title_en',
            field=models.CharField(blank=True, max_length=200, verbose_name='qualifica in inglese'),
        ),
        migrations.AddField(
            model_name='municipality',
            name='postcode',
            field=models.CharField(blank=True, max_length=5, verbose_name='CAP'),
        ),
        migrations.AddField(
            model_name='partner',
            name='ateco_classification',
            field=models.CharField(default='ATECO 2025', help_text='Il 2007 e il 2025 non coincidono.', max_length=20, verbose_name='classificazione ATECO'),
        ),
        migrations.AddField(
            model_name='partner',
            name='kind_note_en',
            field=models.CharField(blank=True, max_length=200, verbose_name='tipo di ente in inglese'),
        ),
        migrations.AddField(
            model_name='partner',
            name='seeded',
            field=models.JSONField(blank=True, default=dict, editable=False, verbose_name="fatti scritti all'avvio"),
        ),
        migrations.AddField(
            model_name='partnername',
            name='since',
            field=models.CharField(blank=True, help_text='Quando il giorno non è noto: 2024 oppure 2022-04.', max_length=7, verbose_name='anno o mese'),
        ),
        migrations.AddField(
            model_name='site',
            name='position_note_en',
            field=models.CharField(blank=True, max_length=200, verbose_name='nota sulla posizione in inglese'),
        ),
        migrations.AddField(
            model_name='site',
            name='position_note_it',
            field=models.CharField(blank=True, max_length=200, verbose_name='nota sulla posizione'),
        ),
        migrations.AddConstraint(
            model_name='partnername',
            constraint=models.CheckConstraint(condition=models.Q(('since', ''), ('since__regex', '^[0-9]{4}(-(0[1-9]|1[0-2]))?$'), _connector='OR'), name='partners_partnername_since_form', violation_error_message="Scrivi l'anno (2024) oppure l'anno e il mese (2022-04)."),
        ),
    ]
