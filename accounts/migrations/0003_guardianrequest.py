import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_user_birth_date'),
    ]

    operations = [
        migrations.CreateModel(
            name='GuardianRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='creato il')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='aggiornato il')),
                ('email', models.EmailField(max_length=254, verbose_name='indirizzo e-mail di un genitore')),
                ('token_hash', models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True, verbose_name='impronta del collegamento')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='inviata il')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='scade il')),
                ('answer', models.CharField(blank=True, choices=[('YES', 'sì'), ('NO', 'no')], max_length=3, verbose_name='risposta')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='risposta del')),
                ('end', models.CharField(blank=True, choices=[('REPLACED', 'sostituita'), ('WITHDRAWN', 'conferma ritirata')], max_length=9, verbose_name='come è finita')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='finita il')),
            ],
            options={
                'verbose_name': 'richiesta a un genitore',
                'verbose_name_plural': 'richieste ai genitori',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='guardianrequest',
            name='minor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guardian_requests', to=settings.AUTH_USER_MODEL, verbose_name='minorenne'),
        ),
        migrations.AddConstraint(
            model_name='guardianrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('minor',), name='accounts_guardianrequest_one_current', violation_error_message="C'è già una richiesta a un genitore."),
        ),
        migrations.AddConstraint(
            model_name='guardianrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('expires_at', None), ('sent_at', None), ('token_hash', None)), models.Q(('expires_at__isnull', False), ('sent_at__isnull', False), ('token_hash__isnull', False), ('expires_at__gt', models.F('sent_at'))), _connector='OR'), name='accounts_guardianrequest_sent_with_link', violation_error_message="Una richiesta inviata ha un collegamento, e scade dopo l'invio."),
        ),
        migrations.AddConstraint(
            model_name='guardianrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='accounts_guardianrequest_answer_iff_at', violation_error_message="Una risposta ha sempre la data, e arriva dopo l'invio."),
        ),
        migrations.AddConstraint(
            model_name='guardianrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end', ''), ('ended_at', None)), models.Q(models.Q(('end', ''), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='accounts_guardianrequest_end_iff_at', violation_error_message='Una richiesta finita ha sempre la data e il motivo.'),
        ),
        migrations.AddConstraint(
            model_name='guardianrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end', 'WITHDRAWN'), _negated=True), ('answer', 'YES'), _connector='OR'), name='accounts_guardianrequest_withdrawn_after_yes', violation_error_message='Si ritira solo una conferma che è stata data.'),
        ),
    ]
