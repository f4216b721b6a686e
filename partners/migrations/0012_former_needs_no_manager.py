"""A partner that has left the Polo, or was a double of another, needs no manager: its people may go where it went."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION partners_membership_keep_manager() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM partners_partner WHERE id = OLD.partner_id FOR NO KEY UPDATE;
    IF %(exempt)s EXISTS (
        SELECT 1 FROM partners_membership held JOIN accounts_user person ON person.id = held.user_id
        WHERE held.partner_id = OLD.partner_id AND held.role = 'MANAGER' AND held.ended_at IS NULL
            AND (person.is_active OR held.id = OLD.id)
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Partner %% would be left without a manager', OLD.partner_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'partners_membership_last_manager';
END $$;
"""
LEFT = "EXISTS (SELECT 1 FROM partners_partner WHERE id = OLD.partner_id AND standing = 'FORMER') OR"


class Migration(migrations.Migration):
    dependencies = [("partners", "0011_merged_into")]
    operations = [migrations.RunSQL(FUNCTION % {"exempt": LEFT}, FUNCTION % {"exempt": ""})]
