"""The same lists by a search engine: for each asked skill the best of its creditors (dis_max of constant scores).

The engine sums 32-bit floats and knows no focus factor: it is compared with the SQL without focus, and equal scores
may come in another order. Filters are the same: towns within each person's own kilometres, day, study title, consent.
"""

import math
import time

import tantivy
from tantivy import FieldType, Occur, Query

from partners.models import Municipality
from recruitment.matching.policy import MatchingPolicy
from recruitment.models import CandidateProfile, Opening, SkillRarity
from skills.models import SkillClaim, SkillCredit


class TantivyMatch:
    def __init__(self, policy: MatchingPolicy, rarest: int) -> None:
        start = time.perf_counter()
        self.policy, self.rarest = policy, rarest
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("profile", stored=True, indexed=False, fast=True)
        for name in ("held", "place"):
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("eqf", stored=False, indexed=True, fast=True)
        builder.add_unsigned_field("day", stored=False, indexed=True, fast=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema)
        self._fill()
        self.index.reload()
        self.searcher = self.index.searcher()
        self.rarity = dict(SkillRarity.objects.values_list("skill", "tenths"))
        self.credits: dict[int, list[tuple[int, int]]] = {}
        for skill, held, percent in SkillCredit.objects.order_by("pk").values_list("skill", "held", "percent"):
            self.credits.setdefault(skill, []).append((held, percent))
        self.towns = {town.pk: town for town in Municipality.objects.order_by("pk")}
        self.reaches = sorted(set(CandidateProfile.objects.order_by("pk").values_list("max_km", flat=True)))
        self.seconds = time.perf_counter() - start

    def _fill(self) -> None:
        held: dict[int, list[str]] = {}
        claims = SkillClaim.objects.order_by("pk").values_list("person", "skill", "level", "evidence")
        for person, skill, level, evidence in claims.iterator(chunk_size=50_000):
            held.setdefault(person, []).append(f"{skill}_{level}_{evidence}")
        writer = self.index.writer(heap_size=256_000_000, num_threads=1)
        rows = CandidateProfile.objects.matchable().order_by("pk")
        columns = ("pk", "person", "municipality", "max_km", "available_from", "eqf")
        for pk, person, town, max_km, available, eqf in rows.values_list(*columns):
            document = tantivy.Document()
            for name, number in (("profile", pk), ("eqf", eqf), ("day", available.toordinal())):
                document.add_unsigned(name, number)
            document.add_text("place", f"{town}_{max_km}")
            for term in held.get(person, ()):
                document.add_text("held", term)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def candidates(self, opening: Opening, limit: int) -> list[int]:
        found = self.searcher.search(self._query(opening), limit, count=False)
        return [self.searcher.doc(address)["profile"][0] for _score, address in found.hits]

    def _query(self, opening: Opening) -> Query:
        work = self.towns[opening.site.municipality_id]
        places = [
            f"{town.pk}_{reach}"
            for town in self.towns.values()
            for km in [_kilometres(work, town)]
            for reach in self.reaches
            if km <= reach
        ]
        filters = [
            Query.term_set_query(self.schema, "place", places),
            Query.range_query(self.schema, "eqf", FieldType.Unsigned, opening.min_eqf, None, include_upper=True),
            Query.range_query(
                self.schema, "day", FieldType.Unsigned, None, opening.starts_on.toordinal(), include_lower=True
            ),
        ]
        # One of the asked skills at least, and the filters without a score of their own.
        skills = Query.boolean_query([(Occur.Should, self._asked(one)) for one in opening.asked.all()])
        return Query.boolean_query(
            [(Occur.Must, skills)] + [(Occur.Must, Query.const_score_query(one, 0.0)) for one in filters]
        )

    def _asked(self, one) -> Query:
        weight = self.policy.weights[one.importance] * self.rarity.get(one.skill_id, self.rarest)
        parts = []
        for held, percent in self.credits[one.skill_id]:
            for level in (1, 2, 3, 4):
                level_percent = self.policy.level_percent(asked=one.level, held=level)
                for evidence in self.policy.evidence_pct:
                    credit = self.policy.credit(closeness=percent, level_percent=level_percent, evidence=evidence)
                    term = Query.term_query(self.schema, "held", f"{held}_{level}_{evidence}")
                    parts.append(Query.const_score_query(term, float(weight * credit)))
        return Query.disjunction_max_query(parts)


def _kilometres(one, other) -> int:
    lat_1, lat_2 = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((lat_2 - lat_1) / 2) ** 2
    half += math.cos(lat_1) * math.cos(lat_2) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return round(2 * 6371 * math.asin(min(1, math.sqrt(half))))
