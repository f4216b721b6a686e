import datetime

from django.db import migrations, models

import accounts.ages


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='birth_date',
            field=models.DateField(blank=True, null=True, validators=[accounts.ages.not_in_the_future], verbose_name='data di nascita'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('birth_date', None), models.Q(('birth_date__gte', datetime.date(1900, 1, 1)), ('birth_date__isnull', False)), _connector='OR'), name='accounts_user_birth_date_plausible', violation_error_message="Controlla la data di nascita: l'anno ha quattro cifre, per esempio 2004."),
        ),
    ]
