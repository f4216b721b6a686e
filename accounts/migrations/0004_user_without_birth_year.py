from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_guardianrequest'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='user',
            name='accounts_user_birth_year_plausible',
        ),
        migrations.RemoveField(
            model_name='user',
            name='birth_year',
        ),
    ]
