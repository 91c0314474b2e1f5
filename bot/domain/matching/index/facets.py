"""Facet values as numbered rows: the rows that a graduate is in, and the rows that a posting asks for."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache

from bot.domain import region
from bot.domain.matching.scoring import Weights
from bot.domain.wishes.wish import Graduate, Opening, Wish

GRID = (*range(500, 15_001, 500), *range(16_000, 30_001, 2_000), *range(40_000, 100_001, 10_000))
"""Steps of least pay. The row of a step contains all graduates who ask for at most this pay. A pay between two steps
has its own row.
"""
CLASS_DIGITS = 4
Key = tuple[str, object]


class Rows:
    """Map each facet value (kind, value) to its row number, which it gets when it is first used."""

    def __init__(self) -> None:
        self._numbers: dict[Key, int] = {}

    def number(self, kind: str, value: object = None) -> int:
        return self._numbers.setdefault((kind, value), len(self._numbers))

    def known(self, kind: str, values: Iterable[object]) -> list[int]:
        """Return the rows of the values. Values that no graduate has had are skipped."""
        return [found for value in values if (found := self._numbers.get((kind, value))) is not None]


def major_chain(code: str) -> tuple[str, ...]:
    """Return the bare codes of a major, its 专业类 and its 门类: ``081006T`` → ``("081006", "0810", "08")``."""
    prefix, digits = ("Y", code[1:]) if code[:1].upper() == "Y" else ("", code)
    stem = digits.rstrip("KTkt")
    return (prefix + stem, *(prefix + stem[:size] for size in (4, 2) if size < len(stem)))


class Facets:
    """Convert graduates into rows, and openings into groups of rows."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.persons: set[int] = set()
        """The rows of kind ``person``. Every query asks for one of them, so a graduate in none of them is never
        found."""
        self._between: dict[int, set[int]] = {}
        """Map the number of steps that a pay reaches to the least pays in use between that step and the next."""
        self._persons = lru_cache(maxsize=1_000)(self._person_rows)
        self._regions = lru_cache(maxsize=20_000)(self._region_rows)
        self._majors = lru_cache(maxsize=20_000)(self._major_rows)
        self._floors = lru_cache(maxsize=2_000)(self._floor_rows)
        self._chosen = lru_cache(maxsize=20_000)(self._chosen_rows)

    def of(self, graduate: Graduate) -> list[int]:
        """Return every row of a graduate. A graduate who may get no posting has none."""
        if not graduate.active or (graduate.settled and not graduate.keeps_receiving):
            return []
        number, wish = self.rows.number, graduate.wish or Wish()
        found = [*self._persons(graduate.cohort, int(graduate.degree)), *self._majors(graduate.majors)]
        found += self._regions(wish.regions)
        found += self._chosen("type", wish.employer_types)
        found += self._chosen("category", wish.categories)
        found += self._floors(wish.floor or 0)
        if not wish.floor or wish.negotiable:
            found.append(number("negotiable"))
        if wish.accepts_experience:
            found.append(number("experience"))
        if wish.filled and not wish.own_major_only:
            found.append(number("any_major"))
        if graduate.lifted:
            found.append(number("lifted"))
        found += [number("muted", employer) for employer in graduate.muted_employers]
        found += [number("muted_category", category) for category in graduate.muted_categories]
        return found

    def asked(self, opening: Opening) -> tuple[list[list[int]], list[int]]:
        """Return (groups, excluding). A match is in at least one row of every group, and in no row of ``excluding``."""
        known = self.rows.known
        floor = None if opening.degree_floor is None else int(opening.degree_floor)
        groups = [known("person", [(cohort, floor) for cohort in opening.cohorts or [None]])]
        if (named := self._asked_majors(opening)) is not None:
            groups.append(named)
        if opening.experience_years and not opening.policy:
            groups.append(known("experience", [None]))
        if not opening.policy:
            groups += self._asked_of_wishes(opening)
        return groups, [
            *known("muted", [opening.employer_id]),
            *known("muted_category", [] if opening.policy or opening.category is None else [opening.category]),
        ]

    def levels(self, opening: Opening, weights: Weights) -> list[list[tuple[int, list[int]]]]:
        """Return the levels of each criterion as (points, rows), the closest level first.

        Only a graduate's first level earns points. Pay has no levels, because its points depend on the amount.
        """
        known = self.rows.known
        named = {bare(code) for code in opening.majors}
        broad = [code for code in named if len(code.removeprefix("Y")) == CLASS_DIGITS]
        exact = [code for code in named if len(code.removeprefix("Y")) > CLASS_DIGITS]
        above = {up for code in opening.regions for up in (code, *region.ancestors(code))}
        return [
            [
                (weights.major_exact, [*known("major", exact), *known("itself", named)]),
                (weights.major_class, known("major", broad)),
                (weights.major_category, known("major", named.difference(exact, broad))),
            ],
            [
                (weights.region_exact, known("region", above)),
                (weights.region_broad, known("within", opening.regions)),
            ],
            [(weights.type_named, known("type", [opening.employer_type] if opening.employer_type else []))],
            [(weights.category_named, known("category", [opening.category] if opening.category else []))],
            [(weights.lift, known("lifted", [None]))],
        ]

    def _asked_majors(self, opening: Opening) -> list[int] | None:
        named = self.rows.known("major", {bare(code) for code in opening.majors})
        if opening.majors and not opening.majors_soft:
            return named
        if opening.policy:
            return None
        return [*self.rows.known("any_major", [None]), *named]

    def _asked_of_wishes(self, opening: Opening) -> list[list[int]]:
        known = self.rows.known
        groups = [known("experience", [None])] if opening.experience_years else []
        if opening.regions and not opening.anywhere:
            above = {up for code in opening.regions for up in (code, *region.ancestors(code))}
            groups.append([*known("region", [None, *above]), *known("within", opening.regions)])
        if opening.employer_type is not None:
            groups.append(known("type", [None, opening.employer_type]))
        if opening.category is not None:
            groups.append(known("category", [None, opening.category]))
        if opening.max_monthly is not None:
            groups.append(self._asked_of_floors(opening.max_monthly))
        elif opening.min_monthly is None:
            groups.append(known("negotiable", [None]))
        return groups

    def _asked_of_floors(self, most: int) -> list[int]:
        """Return the rows of the graduates who ask for no pay, or for at most ``most``."""
        steps = _steps(most)
        reached = GRID[steps - 1 : steps] if steps else ()
        between = [floor for floor in self._between.get(steps, ()) if floor <= most]
        return [*self.rows.known("floor", [None, *reached]), *self.rows.known("exactly", between)]

    def _person_rows(self, cohort: int, degree: int) -> list[int]:
        """Return a row for each pair (cohort or None, degree up to ``degree`` or None), because a query may leave
        either out.
        """
        floors = [None, *range(1, degree + 1)]
        found = [self.rows.number("person", (each, floor)) for each in (None, cohort) for floor in floors]
        self.persons.update(found)
        return found

    def _region_rows(self, wanted: frozenset[str] | None) -> list[int]:
        if not wanted:
            return [self.rows.number("region")]
        above = {up for code in wanted for up in region.ancestors(code)}
        return [self.rows.number("region", code) for code in wanted] + [self.rows.number("within", up) for up in above]

    def _major_rows(self, mine: frozenset[str]) -> list[int]:
        found = [self.rows.number("major", code) for code in {up for each in mine for up in major_chain(each)}]
        # a college major has only the code of its 专业类, so a posting that names this code names the major exactly
        broad = {chain[0] for each in mine if len((chain := major_chain(each))[0].removeprefix("Y")) <= CLASS_DIGITS}
        return found + [self.rows.number("itself", code) for code in broad]

    def _floor_rows(self, floor: int) -> list[int]:
        steps = GRID[bisect_left(GRID, floor) :] if floor else [None]
        found = [self.rows.number("floor", step) for step in steps]
        if floor and floor not in GRID:
            self._between.setdefault(_steps(floor), set()).add(floor)
            found.append(self.rows.number("exactly", floor))
        return found

    def _chosen_rows(self, kind: str, codes: frozenset[str] | None) -> list[int]:
        return [self.rows.number(kind, code) for code in codes] if codes else [self.rows.number(kind)]


def bare(code: str) -> str:
    return code.upper().rstrip("KT")


def _steps(pay: int) -> int:
    return bisect_right(GRID, pay)
