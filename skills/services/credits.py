"""Changes of the shared vocabulary that have a rule."""

from django.db import connection, transaction

from skills.enums import SKILL_KINDS, RelationKind

# How much of an asked skill a neighbouring one covers, in percent. Measured on ESCO 1.1.1 (docs/adr, matching): with
# this table an asked skill has 4.2 creditors on average. When several rules apply the best one counts.
CREDIT_SELF = 100  # the skill itself, or the term that replaced it
CREDIT_HELD_NARROWER = 80  # the person holds something more specific than what was asked
CREDIT_HELD_BROADER = 50  # the person holds something more general
CREDIT_NEEDED = 60  # ESCO says that who has the one needs the other
CREDIT_RELATED = 40  # ESCO (or the Polo) says that the two stand near each other
CREDIT_SIBLING = 40  # both are narrower than the same skill, when that one has few children
CREDIT_SAME_GROUP = 25  # both stand in the same small group
SIBLINGS_MAX = 24
GROUP_MAX = 12

CREDITS_SQL = """
WITH skill AS (
    SELECT id, broader_id, group_id, replaced_by_id FROM skills_concept WHERE kind = ANY(%(kinds)s)
), edge AS (
    SELECT id AS child, broader_id AS parent FROM skill WHERE broader_id IS NOT NULL
    UNION
    SELECT skill_id, related_id FROM skills_skillrelation WHERE relation = %(broader)s
), near AS (
    SELECT skill_id AS one, related_id AS other, CASE relation WHEN %(needed)s THEN %(needed_percent)s
        ELSE %(related_percent)s END AS percent
    FROM skills_skillrelation WHERE relation IN (%(needed)s, %(related)s)
), parent AS (
    SELECT parent FROM edge GROUP BY parent HAVING count(*) <= %(siblings_max)s
), small_group AS (
    SELECT group_id FROM skill WHERE group_id IS NOT NULL GROUP BY group_id HAVING count(*) <= %(group_max)s
), rule (skill_id, held_id, percent) AS (
    SELECT id, id, %(self)s FROM skill
    UNION ALL SELECT replaced_by_id, id, %(self)s FROM skill WHERE replaced_by_id IS NOT NULL
    UNION ALL SELECT id, replaced_by_id, %(self)s FROM skill WHERE replaced_by_id IS NOT NULL
    UNION ALL SELECT parent, child, %(held_narrower)s FROM edge
    UNION ALL SELECT child, parent, %(held_broader)s FROM edge
    UNION ALL SELECT one, other, percent FROM near
    UNION ALL SELECT other, one, percent FROM near
    UNION ALL SELECT a.child, b.child, %(sibling)s FROM parent JOIN edge a USING (parent) JOIN edge b USING (parent)
    UNION ALL
    SELECT a.id, b.id, %(same_group)s FROM small_group JOIN skill a USING (group_id) JOIN skill b USING (group_id)
), credit AS (
    SELECT r.skill_id, r.held_id, max(r.percent) AS percent
    FROM rule r JOIN skill s ON s.id = r.skill_id JOIN skill h ON h.id = r.held_id
    GROUP BY r.skill_id, r.held_id
), gone AS (
    DELETE FROM skills_skillcredit old
    WHERE NOT EXISTS (SELECT FROM credit c WHERE c.skill_id = old.skill_id AND c.held_id = old.held_id)
), written AS (
    INSERT INTO skills_skillcredit AS old (skill_id, held_id, percent)
    SELECT skill_id, held_id, percent FROM credit
    ON CONFLICT (skill_id, held_id) DO UPDATE SET percent = excluded.percent
    WHERE old.percent <> excluded.percent
)
SELECT count(*) FROM credit
"""


@transaction.atomic
def credits_rebuild() -> int:
    """Derive again, in one statement, how much each skill covers its neighbours; returns the number of credits.

    Call it after every change of hierarchy or relations. Rows whose credit did not change are not touched.
    """
    parameters: dict[str, str | int | list[str]] = {
        "kinds": [str(kind) for kind in SKILL_KINDS],
        "broader": RelationKind.BROADER.value,
        "needed": RelationKind.NEEDED.value,
        "related": RelationKind.RELATED.value,
        "siblings_max": SIBLINGS_MAX,
        "group_max": GROUP_MAX,
        "self": CREDIT_SELF,
        "held_narrower": CREDIT_HELD_NARROWER,
        "held_broader": CREDIT_HELD_BROADER,
        "needed_percent": CREDIT_NEEDED,
        "related_percent": CREDIT_RELATED,
        "sibling": CREDIT_SIBLING,
        "same_group": CREDIT_SAME_GROUP,
    }
    with connection.cursor() as cursor:
        cursor.execute(CREDITS_SQL, parameters)
        return cursor.fetchone()[0]
