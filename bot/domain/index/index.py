"""The index: graduates in, the ids of those whom a posting fits out."""

from array import array
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from bot.domain.index.bits import Bits
from bot.domain.index.facets import Facets
from bot.domain.index.ranking import Pay, best
from bot.domain.region import is_within
from bot.domain.scoring import Weights
from bot.domain.wish import Graduate, Opening

Ids = npt.NDArray[np.int64]


class Index:
    """Everybody's facets. Holds nothing that the store does not: it can be thrown away and built again."""

    def __init__(self, graduates: Iterable[Graduate] = ()) -> None:
        """Built at once from many; about ten microseconds each."""
        self._facets = Facets()
        self._late: dict[int, int] = {}
        """person → slot of those who came after the index was built."""
        ids, floors = array("q"), array("i")
        members: dict[int, array[int]] = {}
        for slot, graduate in enumerate(graduates):
            ids.append(graduate.person_id)
            floors.append(graduate.wishes.floor or 0)
            for row in self._facets.of(graduate):
                members.setdefault(row, array("I")).append(slot)
        self._ids: Ids = np.array(ids, np.int64)
        self._floors = np.array(floors, np.int32)
        self._order = np.argsort(self._ids, kind="stable").astype(np.uint32)
        self._built = self._taken = len(ids)
        self._bits = Bits(len(ids))
        self._bits.fill((row, np.frombuffer(slots, np.uint32)) for row, slots in members.items())

    def __len__(self) -> int:
        return self._taken

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        return self._bits.nbytes + self._ids.nbytes + self._order.nbytes + self._floors.nbytes

    def put(self, graduate: Graduate) -> None:
        """Take in a graduate as he is now, new or changed."""
        slot = self._slot(graduate.person_id)
        if slot is None:
            slot = self._new_slot(graduate.person_id)
        else:
            self._bits.clear(slot)
        self._floors[slot] = graduate.wishes.floor or 0
        self._bits.set(slot, self._facets.of(graduate))

    def drop(self, person_id: int) -> None:
        """Nobody of that id is matched any more; unknown ids are none."""
        slot = self._slot(person_id)
        if slot is not None:
            self._bits.clear(slot)

    def match(self, opening: Opening) -> Ids:
        """The ids of all graduates whom the opening fits, in no particular order."""
        groups, without = self._facets.asked(opening)
        return self._ids[self._bits.all_of(groups, without)]

    def best(self, opening: Opening, weights: Weights, province: str, most: int) -> list[tuple[int, int]]:
        """(score, person) of the best matches, at most so many, best first; of equals the lower id."""
        groups, without = self._facets.asked(opening)
        lowest = opening.min_monthly if opening.min_monthly is not None else opening.max_monthly
        pay = Pay(lowest, weights.pay_above)
        levels = self._facets.levels(opening, weights)
        slots, scores = best(self._bits, self._bits.words_of(groups, without), levels, pay, self._floors, most)
        ids = self._ids[slots]
        scores += weights.policy if opening.policy else 0
        scores += weights.in_province if any(is_within(code, province) for code in opening.regions) else 0
        first = np.lexsort((ids, -scores))[:most]
        return list(zip(scores[first].tolist(), ids[first].tolist(), strict=True))

    def _slot(self, person_id: int) -> int | None:
        if person_id in self._late:
            return self._late[person_id]
        place = int(np.searchsorted(self._ids[: self._built], person_id, sorter=self._order))
        if place < self._built and self._ids[slot := int(self._order[place])] == person_id:
            return slot
        return None

    def _new_slot(self, person_id: int) -> int:
        slot = self._taken
        self._taken += 1
        self._bits.grow(self._taken)
        if slot >= len(self._ids):
            more = len(self._ids) // 8 + 64
            self._ids = np.concatenate([self._ids, np.zeros(more, np.int64)])
            self._floors = np.concatenate([self._floors, np.zeros(more, np.int32)])
        self._ids[slot] = person_id
        self._late[person_id] = slot
        return slot
