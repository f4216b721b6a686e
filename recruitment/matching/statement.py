"""The SQL of the match, in parts that are put together: openings and claims, conditions, what is asked, the score.

The work begins at the narrow end, an opening or a person, and reads of the other side only what can meet it.
Parameters: recruitment.matching.engine.parameters.
"""

GROUND = """
WITH ground AS MATERIALIZED (
    SELECT max(average_skills) AS average_skills, max(rarest) AS rarest FROM recruitment_matchingground
)
"""

OPENING = """
, opening AS MATERIALIZED (
    SELECT o.id, o.starts_on, o.min_eqf, o.licences, site.municipality_id
    FROM recruitment_opening o LEFT JOIN partners_site site ON site.id = o.site_id
    WHERE o.state = %(published)s AND o.closes_on >= %(today)s::date
      AND (%(opening)s::bigint IS NULL OR o.id = %(opening)s::bigint)
)
"""

# For an opening, or all: whoever holds something of what is asked for, found in one pass over the index of the claims.
CLAIM_OF_OPENINGS = """
, claim AS MATERIALIZED (
    SELECT person_id, skill_id AS held_id, level::int AS level, evidence
    FROM skills_skillclaim
    WHERE skill_id = ANY (ARRAY(
        SELECT DISTINCT credit.held_id
        FROM opening o
        JOIN recruitment_openingskill a ON a.opening_id = o.id
        JOIN skills_skillcredit credit ON credit.skill_id = a.skill_id))
)
"""

# For a person: what is near to what they hold, and the openings that ask for some of it. What all others ask for, and
# what else would earn a credit, would be worked out for nothing: it was most of the time that an edit took.
OF_PERSON = """
, claim AS MATERIALIZED (
    SELECT own.person_id, own.skill_id AS held_id, own.level::int AS level, own.evidence
    FROM recruitment_candidateprofile p JOIN skills_skillclaim own ON own.person_id = p.person_id
    WHERE p.id = %(profile)s::bigint
), near AS MATERIALIZED (
    SELECT credit.skill_id, credit.held_id, credit.percent
    FROM (SELECT DISTINCT held_id FROM claim) own JOIN skills_skillcredit credit ON credit.held_id = own.held_id
), opening AS MATERIALIZED (
    SELECT o.id, o.starts_on, o.min_eqf, o.licences, site.municipality_id
    FROM recruitment_opening o LEFT JOIN partners_site site ON site.id = o.site_id
    WHERE o.state = %(published)s AND o.closes_on >= %(today)s::date
      AND (%(opening)s::bigint IS NULL OR o.id = %(opening)s::bigint)
      AND o.id IN (SELECT a.opening_id FROM near JOIN recruitment_openingskill a ON a.skill_id = near.skill_id)
)
"""

# Great-circle distance between town centres, in whole kilometres (mean Earth radius 6371 km).
KILOMETRES = """round(2 * 6371 * asin(least(1, sqrt(
        power(sin(radians(home.lat - work.lat) / 2), 2)
        + cos(radians(home.lat)) * cos(radians(work.lat)) * power(sin(radians(home.lon - work.lon) / 2), 2)
    ))))::int"""

# Whoever is not matched whatever they can do: the twin of accounts.policies.may_take_part, never part of a score.
MAY_TAKE_PART = """u.is_active
      AND (u.birth_date <= %(adult_born_by)s::date OR (u.birth_date <= %(minor_born_by)s::date AND u.id IN (
          SELECT minor_id FROM accounts_guardianrequest WHERE answer = %(guardian_yes)s AND ended_at IS NULL)))"""

IS_LICENSED = """(o.licences = '{}' OR NOT EXISTS (
          SELECT FROM unnest(o.licences) AS wanted WHERE NOT EXISTS (
              SELECT FROM recruitment_licence l
              WHERE l.person_id = p.person_id AND (l.expires_on IS NULL OR l.expires_on >= %(today)s::date)
                AND (l.kind = wanted OR jsonb_exists(%(licence_covered_by)s::jsonb -> wanted, l.kind)))))"""

# Conditions, of people who made one of the claims only: whoever holds nothing of what is asked is never read. Taken:
# whom the index of the profiles (recruitment_profile_matched) does not tell to be too late or short of study already.
CONDITIONS = f"""
, taker AS MATERIALIZED (
    SELECT p.id, p.person_id, p.municipality_id, p.max_km, p.available_from, p.eqf, p.skill_count
    FROM (SELECT DISTINCT person_id FROM claim) able
    JOIN recruitment_candidateprofile p ON p.person_id = able.person_id
    WHERE p.matching_consent_at IS NOT NULL
      AND (p.eqf IS NULL OR p.eqf >= (SELECT min(coalesce(min_eqf, 0)) FROM opening))
      AND (p.available_from IS NULL
        OR p.available_from <= (SELECT max(coalesce(starts_on, 'infinity')) FROM opening))
), road AS MATERIALIZED (
    SELECT work.istat_code AS work_id, home.istat_code AS home_id, {KILOMETRES} AS km
    FROM partners_municipality work CROSS JOIN partners_municipality home
    WHERE work.istat_code IN (SELECT municipality_id FROM opening)
      AND home.istat_code IN (SELECT municipality_id FROM taker)
), pair AS MATERIALIZED (
    SELECT o.id AS opening_id, p.id AS profile_id, p.person_id, road.km, CASE WHEN ground.average_skills > 0
        THEN 55000 * ground.average_skills
            / (550 * ground.average_skills + 3 * %(focus)s * (p.skill_count - ground.average_skills))
        ELSE 100 END AS focus
    FROM opening o
    CROSS JOIN ground
    CROSS JOIN taker p
    LEFT JOIN road ON road.work_id = o.municipality_id AND road.home_id = p.municipality_id
    JOIN accounts_user u ON u.id = p.person_id
    WHERE {MAY_TAKE_PART}
      AND (o.municipality_id IS NULL OR road.km <= p.max_km)
      AND (o.starts_on IS NULL OR p.available_from IS NULL OR p.available_from <= o.starts_on)
      AND (o.min_eqf IS NULL OR p.eqf IS NULL OR p.eqf >= o.min_eqf)
      AND {IS_LICENSED}
)
"""  # noqa: S608  (constants of ours)

# Of an asked skill, before its rarity.
WEIGHT = """(CASE a.importance WHEN %(essential)s THEN %(w_essential)s ELSE %(w_optional)s END
        / CASE WHEN a.is_trainable THEN %(trainable_divisor)s ELSE 1 END)"""

# What the openings of at least one pair ask for, and what earns a credit for it.
ASKED_OF_OPENINGS = ", asking AS (SELECT id FROM opening)"
ASKED_OF_PERSON = ", asking AS (SELECT DISTINCT opening_id AS id FROM pair)"
ASKED = f"""
, asked AS MATERIALIZED (
    SELECT a.opening_id, a.skill_id, a.level::int, a.importance, a.is_trainable,
        rarity.tenths AS rarity, rarity.tenths * {WEIGHT} AS weight
    FROM asking
    JOIN recruitment_openingskill a ON a.opening_id = asking.id
    CROSS JOIN ground
    CROSS JOIN LATERAL (  -- an aggregate, so that it is looked up once for each skill and not joined as a whole
        SELECT CASE WHEN %(uses_rarity)s THEN coalesce(max(rare.tenths), ground.rarest, 1) ELSE 1 END AS tenths
        FROM recruitment_skillrarity rare WHERE rare.skill_id = a.skill_id
    ) rarity
), earning AS MATERIALIZED (
    SELECT asked.opening_id, asked.skill_id, asked.weight, asked.level, asked.weight_total, credit.held_id,
        credit.percent::int AS percent
    FROM (SELECT *, sum(weight) OVER (PARTITION BY opening_id)::int AS weight_total FROM asked) asked
    JOIN """  # noqa: S608  (constants of ours)
CREDITS_OF_OPENINGS, CREDITS_OF_PERSON = "skills_skillcredit", "near"
EARNED = """ credit ON credit.skill_id = asked.skill_id
)
"""

HELD = """
, held AS (
    SELECT pair.opening_id, pair.profile_id, pair.km, pair.focus, earning.skill_id, earning.weight_total,
        claim.held_id, earning.percent, claim.level, claim.evidence, earning.weight * (
            earning.percent * (%(level_pct)s::int[])[greatest(earning.level - claim.level, 0) + 1]
            * CASE claim.evidence WHEN %(declared)s THEN %(e_declared)s WHEN %(observed)s THEN %(e_observed)s
                WHEN %(assessed)s THEN %(e_assessed)s ELSE %(e_certified)s END / 100
        ) AS points
    FROM claim
    JOIN pair ON pair.person_id = claim.person_id
    JOIN earning ON earning.held_id = claim.held_id AND earning.opening_id = pair.opening_id
)
"""

# Kilometres, weights and facts ride along in the groups instead of being joined again: the planner cannot know how
# many people pass the conditions, and would walk the lists one inside the other. Rankings drop the unread.
SCORE = """
, line AS (
    SELECT opening_id, profile_id, skill_id, max(points) AS points, max(km) AS km, max(focus) AS focus,
        max(weight_total) AS weight_total,
        jsonb_agg(jsonb_build_object('held', held_id, 'closeness', percent, 'level', level, 'evidence', evidence)
            ORDER BY held_id, evidence) AS facts
    FROM held GROUP BY opening_id, profile_id, skill_id
), score AS (
    SELECT opening_id, profile_id, sum(points)::bigint AS score, max(km) AS km, max(focus) AS focus,
        max(weight_total) AS weight_total,
        jsonb_agg(jsonb_build_object('skill', skill_id, 'by', facts) ORDER BY skill_id) AS facts
    FROM line GROUP BY opening_id, profile_id
)
"""

BEST_FIRST = """
SELECT opening_id, profile_id, score, weight_total, focus FROM score
ORDER BY (score * focus)::numeric / weight_total DESC, opening_id, profile_id LIMIT %(limit)s
"""

BEST_LINES = """
SELECT DISTINCT ON (held.skill_id) held.skill_id, held.held_id, held.percent, held.level, held.evidence, held.points
FROM held
ORDER BY held.skill_id, held.points DESC, held.percent DESC, held.level DESC, held.held_id, held.evidence
"""

FRESH = """
, asked_facts AS (
    SELECT opening_id, jsonb_agg(jsonb_build_object('skill', skill_id, 'weight', weight, 'rarity', rarity,
        'level', level, 'importance', importance, 'is_trainable', is_trainable) ORDER BY skill_id) AS facts
    FROM asked GROUP BY opening_id
), fresh AS MATERIALIZED (
    SELECT score.opening_id, score.profile_id, score.score, score.weight_total, score.focus, jsonb_build_object(
        'asked', asked_facts.facts,
        'held', score.facts,
        'list', jsonb_build_object('skills', p.skill_count, 'average', coalesce(ground.average_skills, 0)),
        'conditions', jsonb_build_object(
            'work', site.municipality_id, 'home', p.municipality_id, 'km', score.km, 'max_km', p.max_km,
            'starts_on', o.starts_on, 'available_from', p.available_from, 'min_eqf', o.min_eqf, 'eqf', p.eqf,
            'licences', to_jsonb(o.licences)
        )) AS inputs
    FROM score
    CROSS JOIN ground
    JOIN asked_facts ON asked_facts.opening_id = score.opening_id
    JOIN recruitment_candidateprofile p ON p.id = score.profile_id
    JOIN recruitment_opening o ON o.id = score.opening_id
    LEFT JOIN partners_site site ON site.id = o.site_id
)
"""

WRITE = """
, gone AS (
    DELETE FROM recruitment_match old USING recruitment_candidateprofile p, accounts_user u
    WHERE p.id = old.profile_id AND u.id = p.person_id
      AND (%(opening)s::bigint IS NULL OR old.opening_id = %(opening)s::bigint)
      AND (%(profile)s::bigint IS NULL OR old.profile_id = %(profile)s::bigint)
      AND (p.matching_consent_at IS NULL OR NOT u.is_active OR u.birth_date IS NULL
        OR u.birth_date > %(minor_born_by)s::date
        OR (u.birth_date > %(adult_born_by)s::date AND u.id NOT IN (
            SELECT minor_id FROM accounts_guardianrequest WHERE answer = %(guardian_yes)s AND ended_at IS NULL))
        OR (old.opening_id IN (
                SELECT id FROM recruitment_opening WHERE state = %(published)s AND closes_on >= %(today)s::date)
            AND NOT EXISTS (
                SELECT FROM fresh f WHERE f.opening_id = old.opening_id AND f.profile_id = old.profile_id)))
    RETURNING old.id
), written AS (
    INSERT INTO recruitment_match AS old
        (opening_id, profile_id, score, weight_total, focus, policy_version, inputs, inputs_digest, computed_at)
    SELECT opening_id, profile_id, score, weight_total, focus, %(version)s, inputs,
        encode(sha256(convert_to(inputs::text, 'UTF8')), 'hex'), %(now)s FROM fresh
    ORDER BY opening_id, profile_id
    ON CONFLICT (opening_id, profile_id) DO UPDATE SET score = excluded.score, weight_total = excluded.weight_total,
        focus = excluded.focus, policy_version = excluded.policy_version, inputs = excluded.inputs,
        inputs_digest = excluded.inputs_digest, computed_at = excluded.computed_at
    WHERE (old.score, old.weight_total, old.focus, old.policy_version, old.inputs, old.inputs_digest)
        IS DISTINCT FROM (excluded.score, excluded.weight_total, excluded.focus, excluded.policy_version,
            excluded.inputs, excluded.inputs_digest)
    RETURNING old.id
)
SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM gone)
"""

# The same digest over what is stored: equal as long as nobody has written over the inputs.
DIGEST = "encode(sha256(convert_to(inputs::text, 'UTF8')), 'hex')"

OPENINGS_FIRST = (
    GROUND + OPENING + CLAIM_OF_OPENINGS + CONDITIONS + ASKED_OF_OPENINGS + ASKED + CREDITS_OF_OPENINGS + EARNED + HELD
)
PERSON_FIRST = GROUND + OF_PERSON + CONDITIONS + ASKED_OF_PERSON + ASKED + CREDITS_OF_PERSON + EARNED + HELD

CANDIDATES = OPENINGS_FIRST + SCORE + BEST_FIRST
OPENINGS = PERSON_FIRST + SCORE + BEST_FIRST
LINES = PERSON_FIRST + BEST_LINES
STORE_OPENING = OPENINGS_FIRST + SCORE + FRESH + WRITE
STORE_PERSON = PERSON_FIRST + SCORE + FRESH + WRITE
