from django.db import migrations, models


class Migration(migrations.Migration):
    """The same rows as before, said without a comparison with NULL (which a CHECK lets through)."""

    dependencies = [
        ('recruitment', '0002_interest_closed_and_eqf'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='opening', name='recruitment_opening_pay_in_order'),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.CheckConstraint(condition=models.Q(('pay_to', None), models.Q(('pay_from__isnull', False), ('pay_to__gte', models.F('pay_from'))), _connector='OR'), name='recruitment_opening_pay_in_order', violation_error_message='Indica la retribuzione minima e una massima non più bassa.'),
        ),
    ]
