from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('training', '0013_application_sent_at')]

    operations = [
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ACCEPTED', 'COMPLETED', 'CONFIRMED', 'DRAFT', 'NOT_COMPLETED', 'OFFERED', 'REFUSED', 'SUBMITTED', 'WAITLISTED', 'WITHDRAWN'])), name='training_application_state_known', violation_error_message='Scegli uno dei valori previsti.'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('refusal_reason__in', ['', 'CANCELLED', 'DOCUMENTS', 'EXPIRED', 'FULL', 'OTHER', 'REQUIREMENTS'])), name='training_application_refusal_reason_known', violation_error_message='Scegli uno dei valori previsti.'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'WITHDRAWN']), ('submitted_at__isnull', False), _connector='OR'), name='training_application_sent_has_moment', violation_error_message="Una domanda inviata ha sempre il momento dell'invio."),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('offer_until__isnull', False), ('state', 'OFFERED')), models.Q(models.Q(('state', 'OFFERED'), _negated=True), ('offer_until', None)), _connector='OR'), name='training_application_offered_iff_until', violation_error_message='Un posto offerto ha sempre una scadenza.'),
        ),
    ]
