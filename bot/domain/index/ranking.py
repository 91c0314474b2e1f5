"""The best of a posting's matches by score, without scoring all of them."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.domain.index.bits import Bits, Slots, Words, slots_of

Scores = npt.NDArray[np.int64]
Levels = list[list[tuple[int, list[int]]]]


class Pay(NamedTuple):
    """What pay over the floor is worth."""

    lowest: int | None
    most: int

    def points(self, floors: npt.NDArray[np.int32]) -> Scores:
        """In proportion to how far the lowest pay stands over each floor, 0 where it does not."""
        if self.lowest is None:
            return np.zeros(len(floors), np.int64)
        asked = floors.astype(np.int64)
        over = np.clip(self.most * (self.lowest - asked) // np.maximum(asked, 1), min(1, self.most), self.most)
        return np.where((asked > 0) & (asked < self.lowest), np.maximum(over, min(1, self.most)), 0)


def best(
    bits: Bits, matches: Words, levels: Levels, pay: Pay, floors: npt.NDArray[np.int32], most: int
) -> tuple[Slots, Scores]:
    """At least the ``most`` best of the matches (all, when they are fewer) with their scores, in no order.

    The matches are parted by what counts, and the parts opened from the most points down, until nobody in the
    next one can come up to those already found, whatever his pay.
    """
    slots: list[Slots] = []
    scores: list[Scores] = []
    found = 0
    for points, part in _parts(bits, matches, levels):
        if found >= most and _kth(scores, most) > points + max(pay.most, 0):
            break
        if part.any():
            here = slots_of(part)
            slots.append(here)
            scores.append(points + pay.points(floors[here]))
            found += len(here)
    if not slots:
        return np.empty(0, np.uint32), np.empty(0, np.int64)
    return np.concatenate(slots), np.concatenate(scores)


def _kth(scores: list[Scores], most: int) -> int:
    together = np.concatenate(scores)
    return int(np.partition(together, len(together) - most)[len(together) - most])


def _parts(bits: Bits, matches: Words, levels: Levels) -> Iterator[tuple[int, Words]]:
    """(points, who earns exactly these), most points first; each match in one part."""
    split = [_split(bits, level) for level in levels if any(rows for _, rows in level)]
    choices = sorted(product(*(range(len(each)) for each in split)), key=lambda places: -_points(split, places))
    made: dict[tuple[int, ...], Words] = {(): matches}
    for places in choices:
        yield _points(split, places), _part(split, made, places)


def _split(bits: Bits, level: list[tuple[int, list[int]]]) -> list[tuple[int, Words]]:
    """Each level without those of the nearer ones, and at last who stands in none."""
    parts: list[tuple[int, Words]] = []
    nearer = np.zeros(bits.words, np.uint64)
    for points, rows in level:
        if rows:
            here = bits.words_of([rows])
            parts.append((points, here & ~nearer))
            nearer |= here
    return [*parts, (0, ~nearer)]


def _points(split: list[list[tuple[int, Words]]], places: tuple[int, ...]) -> int:
    return sum(each[place][0] for each, place in zip(split, places, strict=True))


def _part(split: list[list[tuple[int, Words]]], made: dict[tuple[int, ...], Words], places: tuple[int, ...]) -> Words:
    """The matches at these places, from the part one step before."""
    if places not in made:
        made[places] = _part(split, made, places[:-1]) & split[len(places) - 1][places[-1]][1]
    return made[places]
