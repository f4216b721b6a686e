import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("recruitment", "0021_selection_of_old_answers")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='interest',
            trigger=pgtrigger.compiler.Trigger(name='moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."stage", \':\', NEW."stage") = ANY(\'{:ACCEPTED,ACCEPTED:CONTACTED,ACCEPTED:ELSEWHERE,ACCEPTED:ENDED,ACCEPTED:EXPIRED,ACCEPTED:INTERVIEW,ACCEPTED:NOT_SEL,ACCEPTED:WITHDRAWN,CONTACTED:ELSEWHERE,CONTACTED:ENDED,CONTACTED:EXPIRED,CONTACTED:INTERVIEW,CONTACTED:NOT_SEL,CONTACTED:OFFER,CONTACTED:WITHDRAWN,HIRED:OFFER,INTERVIEW:CONTACTED,INTERVIEW:ELSEWHERE,INTERVIEW:ENDED,INTERVIEW:EXPIRED,INTERVIEW:NOT_SEL,INTERVIEW:OFFER,INTERVIEW:WITHDRAWN,OFFER:ELSEWHERE,OFFER:ENDED,OFFER:EXPIRED,OFFER:HIRED,OFFER:INTERVIEW,OFFER:NOT_SEL,OFFER:WITHDRAWN}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."stage" IS DISTINCT FROM NEW."stage") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "stage" from "%" to "%" on table %\', OLD."stage", NEW."stage", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='9191ecc4d523f9849336fa2973bbbfad75b0c544', operation='UPDATE', pgid='pgtrigger_moves_53b1f', table='recruitment_interest', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['', 'ACCEPTED', 'CONTACTED', 'ELSEWHERE', 'ENDED', 'EXPIRED', 'HIRED', 'INTERVIEW', 'NOT_SEL', 'OFFER', 'WITHDRAWN'])), name='recruitment_interest_stage_known', violation_error_message='Scegli uno dei valori previsti.'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.CheckConstraint(condition=models.Q(('not_selected_for__in', ['', 'ANOTHER', 'EXPERIENCE', 'SKILLS', 'STOPPED', 'TERMS', 'TIMES', 'UNREACHED'])), name='recruitment_interest_not_selected_for_known', violation_error_message='Scegli uno dei valori previsti.'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('access_until__isnull', False), ('answer', 'YES'), models.Q(('stage', ''), _negated=True)), models.Q(models.Q(('answer', 'YES'), _negated=True), ('access_until', None), ('stage', '')), _connector='OR'), name='recruitment_interest_stage_iff_yes', violation_error_message='Una selezione comincia dal sì della persona e ha sempre una fine.'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at', None), models.Q(('stage__in', ['ACCEPTED', 'CONTACTED', 'INTERVIEW', 'OFFER']), _negated=True), _connector='OR'), name='recruitment_interest_closed_never_runs', violation_error_message='Una richiesta chiusa non va avanti.'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'NOT_SEL'), models.Q(('not_selected_for', ''), _negated=True)), models.Q(models.Q(('stage', 'NOT_SEL'), _negated=True), ('not_selected_for', '')), _connector='OR'), name='recruitment_interest_not_selected_says_why', violation_error_message='Scegli perché la selezione non prosegue.'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.CheckConstraint(condition=models.Q(('hire_confirmed_at', None), ('stage', 'HIRED'), _connector='OR'), name='recruitment_interest_only_a_hire_is_confirmed', violation_error_message="Si conferma solo un'assunzione."),
        ),
    ]
