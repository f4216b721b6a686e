"""The load of an ESCO release in set-based SQL: staged in temporary tables, compared, written only where it differs.

Primary keys and URIs stay, so that courses, needs and claims keep their terms; what left the release becomes
superseded and is never deleted. What the Polo wrote by hand (its own terms, synonyms, groups, links) is left alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import astuple, fields
from typing import Any

from django.db import connection

from skills.enums import SKILL_KINDS, ConceptKind, ConceptStatus
from skills.esco.archive import Release
from skills.esco.rows import ConceptRow, LinkRow, Reading, concepts, links
from skills.models import ConceptScheme
from skills.services.credits import credits_rebuild

SOURCE = "ESCO"  # of rows that an import wrote; those of the Polo's files say more
SAMPLES = 50
Progress = Callable[[str], None]

STAGE = """
DROP TABLE IF EXISTS pg_temp.esco_concept, pg_temp.esco_link;
CREATE TEMP TABLE esco_concept (
    uri text PRIMARY KEY, kind varchar, notation varchar, esco_code varchar, isco varchar, label varchar,
    alternatives varchar[], description text, status varchar
) ON COMMIT DROP;
CREATE TEMP TABLE esco_link (kind text, from_uri text, to_uri text, value text) ON COMMIT DROP;
"""
# What changes, counted before it is written. {x} is the language of the release: "it" or "en".
ADDED = """
SELECT kind, count(*) FROM esco_concept e
WHERE NOT EXISTS (SELECT FROM skills_concept c WHERE c.uri = e.uri) GROUP BY kind ORDER BY kind
"""
RENAMED = """
SELECT e.uri, c.label_{x}, e.label FROM esco_concept e JOIN skills_concept c USING (uri)
WHERE c.label_{x} <> e.label AND '{x}' = ANY(c.official) ORDER BY e.uri
"""
# Superseded: the release says so, or what an earlier one had is no longer there.
REMOVED = """
SELECT c.uri, c.label_{x} FROM skills_concept c LEFT JOIN esco_concept e USING (uri)
WHERE c.scheme_id = %(scheme)s AND c.status = %(released)s
  AND CASE WHEN e.uri IS NULL THEN '{x}' = ANY(c.official) ELSE e.status = %(obsolete)s END
ORDER BY c.uri
"""
DANGLING = """
SELECT l.kind, count(*), (array_agg(DISTINCT CASE WHEN f.uri IS NULL THEN l.from_uri ELSE l.to_uri END))[1:{samples}]
FROM esco_link l LEFT JOIN skills_concept f ON f.uri = l.from_uri LEFT JOIN skills_concept t ON t.uri = l.to_uri
WHERE f.uri IS NULL OR t.uri IS NULL GROUP BY l.kind ORDER BY l.kind
"""
SUPERSEDE = """
UPDATE skills_concept c SET status = %(obsolete)s, updated_at = now()
WHERE c.scheme_id = %(scheme)s AND c.status = %(released)s AND '{x}' = ANY(c.official)
  AND NOT EXISTS (SELECT FROM esco_concept e WHERE e.uri = c.uri)
"""
# The other language follows while it has no name of its own. Synonyms that the Polo added stay after the official
# ones, its own name among them; terms that only an import wrote hold just what the release says.
UPDATE = """
WITH wanted AS (
    SELECT c.id, e.kind, e.esco_code, e.isco, e.label, e.description, e.status,
        CASE WHEN c.source = %(source)s THEN e.alternatives
        ELSE e.alternatives || ARRAY(
            SELECT name FROM unnest(c.alt_{x} || c.label_{x}) WITH ORDINALITY AS own (name, place)
            WHERE name <> '' AND name <> e.label AND name <> ALL(e.alternatives) ORDER BY place
        ) END AS alternatives,
        CASE WHEN c.label_{y} = c.label_{x} AND NOT '{y}' = ANY(c.official) THEN e.label
        ELSE c.label_{y} END AS other_label,
        CASE WHEN '{x}' = ANY(c.official) THEN c.official ELSE array_append(c.official, '{x}'::varchar) END AS official
    FROM skills_concept c JOIN esco_concept e USING (uri)
)
UPDATE skills_concept c SET kind = w.kind, esco_code = w.esco_code, isco = w.isco, label_{x} = w.label,
    alt_{x} = w.alternatives, description_{x} = w.description, label_{y} = w.other_label, official = w.official,
    status = w.status, updated_at = now()
FROM wanted w
WHERE c.id = w.id AND (c.kind, c.esco_code, c.isco, c.label_{x}, c.alt_{x}, c.description_{x}, c.label_{y}, c.official,
    c.status) IS DISTINCT FROM (w.kind, w.esco_code, w.isco, w.label, w.alternatives, w.description, w.other_label,
    w.official, w.status)
"""
INSERT = """
INSERT INTO skills_concept (scheme_id, kind, notation, uri, esco_code, isco, cp2021, label_it, label_en, alt_{x},
    alt_{y}, description_{x}, description_{y}, official, is_transversal, status, source, created_at, updated_at)
SELECT %(scheme)s, kind, notation, uri, esco_code, isco, '{{}}', label, label, alternatives, '{{}}', description, '',
    '{{{x}}}', false, status, %(source)s, now(), now()
FROM esco_concept e WHERE NOT EXISTS (SELECT FROM skills_concept c WHERE c.uri = e.uri)
"""
# Links: those of an import follow the release, those of the Polo stay.
WANTED = """
SELECT DISTINCT ON (f.id, t.id, {value}) f.id AS from_id, t.id AS to_id, l.value
FROM esco_link l JOIN skills_concept f ON f.uri = l.from_uri JOIN skills_concept t ON t.uri = l.to_uri
WHERE l.kind = %(link)s AND f.id <> t.id ORDER BY f.id, t.id, {value}, l.value
"""
ASKS = """
WITH wanted AS ({wanted}), gone AS (
    DELETE FROM skills_occupationskill o WHERE o.source = %(source)s
    AND NOT EXISTS (SELECT FROM wanted w WHERE w.from_id = o.occupation_id AND w.to_id = o.skill_id)
)
INSERT INTO skills_occupationskill AS o (occupation_id, skill_id, importance, source)
SELECT from_id, to_id, value, %(source)s FROM wanted
ON CONFLICT (occupation_id, skill_id) DO UPDATE SET importance = excluded.importance
WHERE o.source = %(source)s AND o.importance <> excluded.importance
""".replace("{wanted}", WANTED.format(value="l.kind"))
RELATIONS = """
WITH wanted AS ({wanted}), gone AS (
    DELETE FROM skills_skillrelation r WHERE r.source = %(source)s AND NOT EXISTS (
        SELECT FROM wanted w WHERE w.from_id = r.skill_id AND w.to_id = r.related_id AND w.value = r.relation)
)
INSERT INTO skills_skillrelation (skill_id, related_id, relation, source)
SELECT from_id, to_id, value, %(source)s FROM wanted ON CONFLICT (skill_id, related_id, relation) DO NOTHING
""".replace("{wanted}", WANTED.format(value="l.value"))
# One parent and one group each: the first by code where ESCO gives several.
PARENTS = """
WITH wanted AS (
    SELECT DISTINCT ON (f.id) f.id, t.id AS parent_id
    FROM esco_link l JOIN skills_concept f ON f.uri = l.from_uri JOIN skills_concept t ON t.uri = l.to_uri
    WHERE l.kind = %(link)s AND f.id <> t.id ORDER BY f.id, t.esco_code, t.isco, t.id
)
UPDATE skills_concept c SET {column} = w.parent_id, updated_at = now() FROM wanted w
WHERE c.id = w.id AND {guard} AND c.{column} IS DISTINCT FROM w.parent_id
"""
# Whoever the Polo put into a group of its own stays there.
GROUP_GUARD = "(c.group_id IS NULL OR c.group_id IN (SELECT id FROM skills_concept WHERE source = %(source)s))"
TREE_GUARD = "c.kind <> ALL(%(skill_kinds)s)"


def stage(release: Release, progress: Progress) -> Reading:
    """Read the files into the temporary tables; returns what could not be read as it stands."""
    reading = Reading()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '300s'")  # the whole of a release, in the worker
        cursor.execute(STAGE)
        progress("concepts")
        _copy(cursor, "esco_concept", ConceptRow, concepts(release, reading))
        progress("links")
        _copy(cursor, "esco_link", LinkRow, links(release))
        cursor.execute("ANALYZE esco_concept; ANALYZE esco_link")
    return reading


def write(release: Release, scheme: ConceptScheme, progress: Progress) -> dict[str, Any]:
    """Write what differs, after `stage` in the same transaction; returns the counts and examples of the report."""
    languages = {"x": release.language, "y": "en" if release.language == "it" else "it"}
    parameters: dict[str, Any] = {
        "scheme": scheme.pk,
        "source": SOURCE,
        "released": ConceptStatus.RELEASED.value,
        "obsolete": ConceptStatus.OBSOLETE.value,
        "skill_kinds": [str(kind) for kind in SKILL_KINDS],
    }
    with connection.cursor() as cursor:
        progress("compare")
        report = _changes(cursor, languages, parameters)
        progress("write_concepts")
        for statement in (SUPERSEDE, UPDATE, INSERT):
            cursor.execute(statement.format(**languages), parameters)
            report.setdefault("written", []).append(cursor.rowcount)
        cursor.execute("ANALYZE skills_concept")  # else the joins below are planned for the few concepts of before
        if release.has_relations:
            progress("write_links")
            report["dangling"] = _dangling(cursor)
            _write_links(cursor, parameters)
    progress("credits")
    report["credits"] = credits_rebuild()
    return report


def count_staged() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM esco_concept")
        return cursor.fetchone()[0]


def _copy(cursor: Any, table: str, shape: type, rows: Iterable[Any]) -> None:
    columns = ", ".join(field.name for field in fields(shape))
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(astuple(row))


def _changes(cursor: Any, languages: dict[str, str], parameters: dict[str, Any]) -> dict[str, Any]:
    cursor.execute(ADDED)
    added = dict(cursor.fetchall())
    cursor.execute(RENAMED.format(**languages))
    renamed = cursor.fetchall()
    cursor.execute(REMOVED.format(**languages), parameters)
    removed = cursor.fetchall()
    return {
        "added": {str(ConceptKind(kind)): count for kind, count in added.items()},
        "renamed": {"count": len(renamed), "samples": renamed[:SAMPLES]},
        "removed": {"count": len(removed), "samples": removed[:SAMPLES]},
    }


def _dangling(cursor: Any) -> dict[str, Any]:
    cursor.execute(DANGLING.format(samples=SAMPLES))
    return {kind: {"count": count, "samples": samples} for kind, count, samples in cursor.fetchall()}


def _write_links(cursor: Any, parameters: dict[str, Any]) -> None:
    cursor.execute(ASKS, parameters | {"link": "asks"})
    cursor.execute(RELATIONS, parameters | {"link": "relation"})
    for link, column, guard in (("parent", "broader_id", TREE_GUARD), ("group", "group_id", GROUP_GUARD)):
        cursor.execute(PARENTS.format(column=column, guard=guard), parameters | {"link": link})
