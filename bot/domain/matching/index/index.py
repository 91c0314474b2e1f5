"""The index over graduates. A query returns the ids of the graduates who match a posting."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from bot.domain.matching.index.bits import Bits
from bot.domain.matching.index.facets import Facets
from bot.domain.matching.index.ranking import Pay, Scores, best
from bot.domain.matching.scoring import Weights
from bot.domain.region import is_within
from bot.domain.wishes.wish import Graduate, Opening

Ids = npt.NDArray[np.int32]
"""Person ids, with as many bits as in the store."""
COMPILER = find_spec("numba") is not None
"""Whether numba is installed (the extra ``country``)."""
COMPILED_FROM = 200_000
"""From this many graduates on, compiled queries are worth it. Loading numba takes seconds and 150 MB."""


class Index:
    """The facets of all graduates. It can be rebuilt from the store at any time.

    Each graduate has a slot of their own, their home. A new or changed graduate gets a guest slot after the homes. When
    the guest slots are full, all guests move to their homes at once, which is cheaper than one move at a time.
    """

    def __init__(self, graduates: Iterable[Graduate] = (), compiled: bool | None = None) -> None:
        """Build the index, in about ten microseconds a graduate. If ``compiled`` is None, the number of graduates
        decides.
        """
        self._facets = Facets()
        self._guests: dict[int, int] = {}
        """Map person id to slot, for all graduates who changed since guests were last moved to their homes."""
        self._late: dict[int, int] = {}
        """Map person id to home, for all graduates who were added after the index was built."""
        ids, floors = array("i"), array("i")
        members: dict[int, array[int]] = {}
        for slot, graduate in enumerate(graduates):
            ids.append(graduate.person_id)
            floors.append(graduate.wishes.floor or 0)
            for row in self._facets.of(graduate):
                members.setdefault(row, array("I")).append(slot)
        self._built = self._homes = len(ids)
        self._order = np.argsort(np.array(ids, np.int32), kind="stable").astype(np.uint32)
        if compiled is None:
            compiled = COMPILER and self._homes >= COMPILED_FROM
        self._bits = Bits(self._homes, compiled)
        self._bits.fill(members.items())
        self._ids: Ids = np.array(ids, np.int32)
        self._floors = np.array(floors, np.int32)
        self._stretch()

    @property
    def nbytes(self) -> int:
        """The number of bytes that the arrays use."""
        return self._bits.nbytes + self._ids.nbytes + self._order.nbytes + self._floors.nbytes

    def put(self, graduate: Graduate) -> None:
        """Add a new graduate, or replace the facets of a known one."""
        self.drop(graduate.person_id)
        if self._bits.size == self._bits.room:
            self._send_home()
        slot = self._bits.take(self._facets.of(graduate))
        self._ids[slot], self._floors[slot] = graduate.person_id, graduate.wishes.floor or 0
        self._guests[graduate.person_id] = slot

    def drop(self, person_id: int) -> None:
        """Remove a graduate from all matches. An unknown id is ignored."""
        slot = self._guests.get(person_id)
        if slot is None:
            slot = self._home(person_id)
        if slot is not None:
            self._bits.remove(self._facets.persons, slot)

    def match(self, opening: Opening) -> Ids:
        """Return the ids of all graduates that the opening fits, in no particular order."""
        groups, without = self._facets.asked(opening)
        return self._bits.pick(self._ids, groups, without)

    def best(self, opening: Opening, weights: Weights, province: str, most: int) -> tuple[Scores, Ids]:
        """Return (scores, ids) of the best matches, at most ``most``, the best first. Of two equal scores, the lower id
        is first.
        """
        groups, without = self._facets.asked(opening)
        lowest = opening.min_monthly if opening.min_monthly is not None else opening.max_monthly
        pay = Pay(lowest, weights.pay_above)
        levels = self._facets.levels(opening, weights)
        slots, scores = best(self._bits, self._bits.words_of(groups, without), levels, pay, self._floors, most)
        ids = self._ids[slots]
        scores += weights.policy if opening.policy else 0
        scores += weights.in_province if any(is_within(code, province) for code in opening.regions) else 0
        key = -scores << 32 | ids  # one number as sort key: the higher score, then the lower id
        if len(key) > most:
            key = np.partition(key, most)[:most]
        key.sort()
        return -(key >> 32), (key & 0xFFFFFFFF).astype(np.int32)

    def _home(self, person_id: int) -> int | None:
        if person_id in self._late:
            return self._late[person_id]
        place = bisect_left(self._order, person_id, key=self._ids.__getitem__)
        if place < self._built and self._ids[slot := int(self._order[place])] == person_id:
            return slot
        return None

    def _send_home(self) -> None:
        since, homes = self._homes, {}
        for person in self._guests:
            home = self._home(person)
            if home is None:
                home = self._late[person] = self._homes
                self._homes += 1
            homes[person] = home
        targets = np.full(self._bits.size - since, self._bits.size, np.uint32)
        slots = np.fromiter(self._guests.values(), np.int64, len(homes))
        to = targets[slots - since] = np.fromiter(homes.values(), np.uint32, len(homes))
        self._bits.move(since, targets, self._homes)
        self._ids[to], self._floors[to] = self._ids[slots], self._floors[slots]
        self._guests.clear()
        self._bits.grow()
        self._stretch()

    def _stretch(self) -> None:
        more = self._bits.room - len(self._ids)
        if more > 0:
            self._ids = np.concatenate([self._ids, np.zeros(more, np.int32)])
            self._floors = np.concatenate([self._floors, np.zeros(more, np.int32)])
