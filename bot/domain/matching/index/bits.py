"""A growing table of rows of bits, with one bit for each slot 0, 1, 2 …

A dense row is an array of 64-bit words. A rare row is a list of the slots that are set.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib import import_module

import numpy as np
import numpy.typing as npt

from bot.domain.matching.index.words import Slots, Words, cut, packed, put, slots_of

Values = npt.NDArray[np.int32]

BLOCK = 16_384
"""The number of words that are processed at a time. The running result (128 KB) stays in the processor's cache."""
RARE = 384
"""A row is rare if fewer than one in this many slots are set. Then a list of slots (four bytes each) is shorter."""
SHORT = 64
"""``take`` never converts a list that is this short to a dense row."""
ROOM = 16
"""One spare slot is reserved for this many slots. Taking a spare slot is cheap."""
LEAST_ROOM = 2_048
"""Extensions add at least this many spare slots, because each extension copies every row."""


class Bits:
    """Numbered rows of bits. A new slot is set in all its rows at once.

    When a slot's rows change, a new slot replaces it. Later, ``move`` copies the new slot back to the old place.
    Threads must not share an instance, because queries share working memory.
    """

    def __init__(self, size: int = 0, compiled: bool = False) -> None:
        """Create a table in which the first ``size`` slots are taken. Call ``fill`` to set them in rows."""
        self.size = size
        self._compiled = import_module("bot.domain.matching.index.compiled") if compiled else None
        self._dense = np.zeros((0, _room_for(size)), np.uint64)
        self._used = 0
        self._place: dict[int, int] = {}
        """Map each dense row's number to its place in ``_dense``."""
        self._rare: dict[int, array[int]] = {}
        """Map each rare row's number to its slots, in ascending order."""
        self._result, self._other = np.empty((2, BLOCK), np.uint64)

    @property
    def nbytes(self) -> int:
        """The number of bytes in use, including spare room."""
        return self._dense.nbytes + sum(slots.itemsize * len(slots) for slots in self._rare.values())

    @property
    def room(self) -> int:
        """The number of slots, taken or spare, that the table has until the next ``grow``."""
        return int(64 * self._dense.shape[1])

    @property
    def words(self) -> int:
        """The number of words of a row that are in use."""
        return -(-self.size // 64)

    # writing

    def fill(self, members: Iterable[tuple[int, "array[int]"]]) -> None:
        """Set many new rows at once. ``members`` contains (row number, its slots in ascending order)."""
        for row, slots in members:
            self._rare[row] = slots
            if len(slots) * RARE >= self.size:
                self._thicken(row)

    def grow(self) -> None:
        """Add spare slots if there are too few."""
        if (wanted := _room_for(self.size)) <= self._dense.shape[1]:
            return
        wider = np.zeros((len(self._dense), wanted), np.uint64)
        wider[:, : self._dense.shape[1]] = self._dense
        self._dense = wider

    def take(self, rows: Iterable[int]) -> int:
        """Take the next spare slot, set it in ``rows`` and return it."""
        slot, self.size = self.size, self.size + 1
        places = []
        for row in rows:
            place = self._place.get(row)
            if place is not None:
                places.append(place)
                continue
            slots = self._rare.setdefault(row, array("I"))
            slots.append(slot)
            if len(slots) > SHORT and len(slots) * RARE >= self.size:
                self._thicken(row)
        self._dense[places, slot >> 6] |= np.uint64(1 << (slot & 63))
        return slot

    def remove(self, rows: Collection[int], slot: int) -> None:
        places, lists = self._kept(rows)
        self._dense[places, slot >> 6] &= ~np.uint64(1 << (slot & 63))
        for slots in lists:
            if slot in slots:
                slots.remove(slot)

    def move(self, start: int, targets: Slots, size: int) -> None:
        """Move slot ``start + i`` to slot ``targets[i]``, which loses its old bits. Then keep only the first ``size``
        slots.

        A slot with a target of ``size`` or more is dropped. All other targets must be different.
        """
        kept = targets < size
        untouched = ~packed(targets[kept], self._dense.shape[1])
        word = start >> 6
        for row in self._dense[: self._used]:
            late = slots_of(row[word:], word)
            late = targets[late[late >= start] - start]
            row &= untouched
            cut(row, size)
            put(row, late[late < size])
        for number, slots in self._rare.items():
            here = np.array(slots, np.uint32)
            late = targets[here[here >= start] - start]
            here = here[here < start]
            stays = here[(untouched[here >> 6] >> (here & 63).astype(np.uint64) & np.uint64(1)).astype(bool)]
            self._rare[number] = array("I", np.sort(np.concatenate([stays, late[late < size]])).tobytes())
        self.size = size

    def _thicken(self, row: int) -> None:
        if self._used == len(self._dense):
            more = np.zeros((self._used // 4 + 16, self._dense.shape[1]), np.uint64)
            self._dense = np.concatenate([self._dense, more])
        self._dense[self._used] = packed(np.array(self._rare.pop(row), np.uint32), self._dense.shape[1])
        self._place[row] = self._used
        self._used += 1

    # reading

    def pick(self, values: Values, groups: Sequence[Sequence[int]], without: Sequence[int] = ()) -> Values:
        """Return ``values[slot]`` of each slot that is in at least one row of every group and in no row of ``without``.

        The result is in the order of slots. Without groups, it is empty.
        """
        if not groups:
            return values[:0]
        if self._compiled:
            kept = [self._kept(group) for group in (*groups, without)]
            found: Values = self._compiled.pick(values, self._dense, self.words, kept)
            return found
        return np.concatenate(
            [values[slots_of(words, start)] for start, words in self._blocks(groups, without)] or [values[:0]]
        )

    def words_of(self, groups: Sequence[Sequence[int]], without: Sequence[int] = ()) -> Words:
        """Return the slots that ``pick`` finds, as a row of words. The caller may change it."""
        if self._compiled and groups:
            kept = [self._kept(group) for group in (*groups, without)]
            row: Words = self._compiled.words_of(self._dense, self.words, kept)
            return row
        found = np.zeros(self.words, np.uint64)
        for start, words in self._blocks(groups, without):
            found[start : start + len(words)] = words
        return found

    def slots_of(self, words: Words) -> Slots:
        """Return the numbers of the set bits, in ascending order."""
        found: Slots = self._compiled.slots_of(words) if self._compiled else slots_of(words)
        return found

    def words_at(self, numbers: npt.NDArray[np.int64], rows: Sequence[int]) -> Words:
        """Return the words with the indexes ``numbers`` of the OR of ``rows``."""
        places, lists = self._kept(rows)
        found = np.zeros(len(numbers), np.uint64)
        for place in places:
            found |= self._dense[place].take(numbers)
        if lists:
            strewn = np.zeros(self.words, np.uint64)
            for each in lists:
                put(strewn, np.array(each, np.uint32))
            found |= strewn[numbers]
        return found

    def _blocks(self, groups: Sequence[Sequence[int]], without: Sequence[int]) -> Iterator[tuple[int, Words]]:
        """Yield (index of the first word, words) of each block. The words are read-only, and valid until the next
        block.
        """
        if not groups:
            return
        needed = [self._kept(group) for group in groups]
        excluded = [self._kept(without)] if without else []
        for start in range(0, self.words, BLOCK):
            end = min(start + BLOCK, self.words)
            result, other = self._result[: end - start], self._other[: end - start]
            found = self._either(*needed[0], start, end, result)
            for group in needed[1:]:
                found = np.bitwise_and(found, self._either(*group, start, end, other), out=result)
            for group in excluded:
                np.invert(self._either(*group, start, end, other), out=other)
                found = np.bitwise_and(found, other, out=result)
            yield start, found

    def _either(self, places: list[int], lists: list["array[int]"], start: int, end: int, into: Words) -> Words:
        """Return the OR of the rows of a group within a block. A single dense row is returned without a copy."""
        if len(places) == 1 and not lists:
            return self._dense[places[0], start:end]
        if not places:
            into.fill(0)
        elif len(places) == 1:
            into[:] = self._dense[places[0], start:end]
        else:
            np.bitwise_or(self._dense[places[0], start:end], self._dense[places[1], start:end], out=into)
        for place in places[2:]:
            into |= self._dense[place, start:end]
        for each in lists:
            slots = np.array(each, np.uint32)
            put(into, slots[(slots >= start << 6) & (slots < end << 6)] - np.uint32(start << 6))
        return into

    def _kept(self, rows: Collection[int]) -> tuple[list[int], list["array[int]"]]:
        places = [place for row in rows if (place := self._place.get(row)) is not None]
        return places, [self._rare[row] for row in rows if row in self._rare]


def _room_for(size: int) -> int:
    return -(-(size + size // ROOM + LEAST_ROOM) // 64)
