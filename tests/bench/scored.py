"""Finds the thousand best of one posting in numpy columns, as a developer without the index would do it."""

from typing import Any

import numpy as np

from bot.domain.matching.matching import Weights
from bot.domain.wishes.wish import Opening
from tests.bench import population
from tests.bench.peers import NumpyColumns

PROVINCE = "220000"


class Scored:
    """Scores in numpy columns. Every match gets its points, and the best are found by partitioning."""

    def __init__(self, columns: NumpyColumns) -> None:
        self._columns = columns
        self._floors = columns.flat["floor"].astype(np.int64)

    def best(self, opening: Opening, most: int) -> list[int]:
        columns, weights = self._columns, Weights()
        here = np.flatnonzero(columns.mask(opening))
        named = {code.rstrip("KT") for code in opening.majors}
        above = {up for code in opening.regions for up in (code, *population.region.ancestors(code))}
        exact, classes, fields = (
            self._held("majors", [code for code in named if len(code.removeprefix("Y")) == size], here)
            for size in (6, 4, 2)
        )
        classes, fields = classes & ~exact, fields & ~exact & ~classes
        near = self._held("places", above, here)
        broad = self._held("above", opening.regions, here) & ~near
        scores = exact * weights.major_exact + classes * weights.major_class + fields * weights.major_category
        scores = scores + near * weights.region_exact + broad * weights.region_broad
        scores += self._held("types", [opening.employer_type], here) * weights.type_named
        scores += self._held("categories", [opening.category], here) * weights.category_named
        scores += (
            weights.in_province if any(population.region.is_within(code, PROVINCE) for code in opening.regions) else 0
        )
        lowest = opening.min_monthly if opening.min_monthly is not None else opening.max_monthly
        if lowest is not None:
            floors = self._floors[here]
            over = np.clip(weights.pay_above * (lowest - floors) // np.maximum(floors, 1), 1, weights.pay_above)
            scores += np.where((floors > 0) & (floors < lowest), over, 0)
        best = np.partition(scores, len(scores) - most)[-most:] if len(scores) > most else scores
        return sorted(best.tolist(), reverse=True)

    def _held(self, name: str, codes: Any, here: Any) -> Any:
        known = [self._columns._codes[code] for code in codes if code in self._columns._codes]
        result = np.zeros(len(here), bool)
        for column in self._columns.lists[name]:
            for code in known:
                result |= column[here] == code
        return result
