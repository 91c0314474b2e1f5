"""A growing table of bit rows over slots 0, 1, 2 …: dense rows as words, rare ones as lists of slots."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Slots = npt.NDArray[np.uint32]

BLOCK = 32_768
"""Words worked on at a time: the running result of a block (256 KB) stays in the processor's cache."""
RARE = 128
"""A row of fewer than one slot in this many is kept as a list: four bytes each instead of a bit for everybody."""
MOST_RARE = 4
"""Rare rows remembered beside each slot; the few slots that stand in more keep theirs in a dictionary."""
NONE = 0xFFFF


class Bits:
    """Rows by number. A row is made by setting a bit in it; ``dense_after`` slots it is worth a row of words."""

    def __init__(self, slots: int = 0) -> None:
        self.words = max(1, -(-slots // 64))
        self.size = slots
        self._dense = np.zeros((0, self.words), np.uint64)
        self._used = 0
        self._place: dict[int, int] = {}
        """row → where in ``_dense``."""
        self._rare: dict[int, Slots] = {}
        self._near = np.full((max(1, slots), MOST_RARE), NONE, np.uint16)
        self._far: dict[int, list[int]] = {}

    @property
    def nbytes(self) -> int:
        """Bytes held, spare capacity included."""
        rare = sum(slots.nbytes for slots in self._rare.values())
        return self._dense.nbytes + rare + self._near.nbytes

    def rows(self) -> set[int]:
        return self._place.keys() | self._rare.keys()

    # writing

    def fill(self, members: Iterable[tuple[int, Slots]]) -> None:
        """Many new rows at once, each with its slots in any order."""
        for row, slots in members:
            if len(slots) * RARE >= self.size:
                self._dense_row(row)[:] = _packed(slots, self.words)
            else:
                self._rare[row] = slots
                for slot in slots.tolist():
                    self._note(slot, row)

    def grow(self, slots: int) -> None:
        """Make room for so many slots; cheap when there is room already."""
        self.size = max(self.size, slots)
        if (wanted := -(-slots // 64)) > self.words:
            words = max(wanted, self.words + self.words // 8 + 1)
            wider = np.zeros((len(self._dense), words), np.uint64)
            wider[:, : self.words] = self._dense
            self._dense, self.words = wider, words
        if slots > len(self._near):
            taller = np.full((max(slots, len(self._near) + len(self._near) // 8 + 64), MOST_RARE), NONE, np.uint16)
            taller[: len(self._near)] = self._near
            self._near = taller

    def set(self, slot: int, rows: Iterable[int]) -> None:
        """Put a slot that stands nowhere yet into these rows."""
        places = []
        for row in rows:
            place = self._place.get(row)
            if place is None:
                self._add_rare(row, slot)
            else:
                places.append(place)
        self._dense[places, slot >> 6] |= np.uint64(1 << (slot & 63))

    def clear(self, slot: int) -> None:
        """Take a slot out of every row."""
        self._dense[: self._used, slot >> 6] &= ~np.uint64(1 << (slot & 63))
        for row in self._noted(slot):
            kept = self._rare.get(row)
            if kept is not None:
                self._rare[row] = kept[kept != slot]
        self._near[slot] = NONE
        self._far.pop(slot, None)

    def _add_rare(self, row: int, slot: int) -> None:
        slots = np.append(self._rare.pop(row, np.empty(0, np.uint32)), np.uint32(slot))
        if len(slots) * RARE >= self.size and len(slots) > RARE:
            self._dense_row(row)[:] = _packed(slots, self.words)
            return
        self._rare[row] = slots
        self._note(slot, row)

    def _dense_row(self, row: int) -> Words:
        if self._used == len(self._dense):
            more = np.zeros((self._used // 4 + 16, self.words), np.uint64)
            self._dense = np.concatenate([self._dense, more])
        self._place[row] = self._used
        self._used += 1
        made: Words = self._dense[self._used - 1]
        return made

    def _note(self, slot: int, row: int) -> None:
        near = self._near[slot]
        free = np.flatnonzero(near == NONE)
        if len(free):
            near[free[0]] = row
        else:
            self._far.setdefault(slot, []).append(row)

    def _noted(self, slot: int) -> list[int]:
        near = [row for row in self._near[slot].tolist() if row != NONE]
        return [*near, *self._far.get(slot, ())]

    # reading

    def all_of(self, groups: Sequence[Sequence[int]], without: Sequence[int] = ()) -> Slots:
        """The slots that stand in at least one row of every group, and in no row of ``without``; sorted.

        No group at all means nobody.
        """
        found = [part for start, words in self._blocks(groups, without) if len(part := slots_of(words, start))]
        return np.concatenate(found) if found else np.empty(0, np.uint32)

    def words_of(self, groups: Sequence[Sequence[int]], without: Sequence[int] = ()) -> Words:
        """The same as a row of words, to be worked on."""
        found = [words for _, words in self._blocks(groups, without)]
        return np.concatenate(found) if found else np.zeros(self.words, np.uint64)

    def _blocks(self, groups: Sequence[Sequence[int]], without: Sequence[int]) -> Iterator[tuple[int, Words]]:
        if not groups:
            return
        scattered = [self._scattered(group) for group in groups]
        for start in range(0, self.words, BLOCK):
            yield start, self._block(groups, scattered, without, start, min(start + BLOCK, self.words))

    def _block(
        self, groups: Sequence[Sequence[int]], scattered: Sequence[Slots], without: Sequence[int], start: int, end: int
    ) -> Words:
        result: Words | None = None
        for group, loose in zip(groups, scattered, strict=True):
            either = self._either(group, loose, start, end, copy=result is None)
            if result is None:
                result = either
            else:
                result &= either
        assert result is not None
        for row in without:
            result &= ~self._either([row], self._scattered([row]), start, end, copy=False)
        return result

    def _either(self, group: Sequence[int], loose: Slots, start: int, end: int, copy: bool) -> Words:
        """The OR of a group's rows within a block; the row itself, not to be written to, where one is enough."""
        places = [place for row in group if (place := self._place.get(row)) is not None]
        if len(places) == 1 and not len(loose):
            only = self._dense[places[0], start:end]
            return only.copy() if copy else only
        if places:
            union = self._dense[places[0], start:end].copy()
            for place in places[1:]:
                union |= self._dense[place, start:end]
        else:
            union = np.zeros(end - start, np.uint64)
        if len(loose):
            here = loose[(loose >= start << 6) & (loose < end << 6)] - np.uint32(start << 6)
            np.bitwise_or.at(union, here >> 6, np.uint64(1) << (here & 63).astype(np.uint64))
        return union

    def _scattered(self, group: Sequence[int]) -> Slots:
        lists = [self._rare[row] for row in group if row in self._rare]
        if len(lists) == 1:
            return lists[0]
        return np.concatenate(lists) if lists else np.empty(0, np.uint32)


def _packed(slots: Slots, words: int) -> Words:
    flags = np.zeros(words * 64, np.uint8)
    flags[slots] = 1
    return np.packbits(flags, bitorder="little").view(np.uint64)


def slots_of(words: Words, start: int = 0) -> Slots:
    """The numbers of the bits that are set, of words that begin at word ``start``."""
    octets = words.view(np.uint8)
    full = np.flatnonzero(octets != 0).astype(np.uint32)  # comparing first is several times faster than asking at once
    flags = np.unpackbits(octets[full], bitorder="little")
    at = np.flatnonzero(flags.view(bool)).astype(np.uint32)
    found: Slots = (full[at >> 3] << 3) + (at & 7) + np.uint32(start << 6)
    return found
