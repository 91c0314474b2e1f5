"""The best matches of a posting by score, found without scoring every match."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.domain.matching.index.bits import Bits
from bot.domain.matching.index.words import Slots, Words

Scores = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int64]
Levels = list[list[tuple[int, list[int]]]]


class Pay(NamedTuple):
    """The lowest pay of a posting, and the maximum number of points that pay can earn."""

    lowest: int | None
    most: int

    def points(self, floors: npt.NDArray[np.int32]) -> Scores:
        """Return points in proportion to how far the lowest pay exceeds each floor, or 0 where it does not."""
        if self.lowest is None:
            return np.zeros(len(floors), np.int64)
        asked = floors.astype(np.int64)
        over = np.clip(self.most * (self.lowest - asked) // np.maximum(asked, 1), min(1, self.most), self.most)
        return np.where((asked > 0) & (asked < self.lowest), np.maximum(over, min(1, self.most)), 0)


class Part(NamedTuple):
    """The matches that have the same points before points for pay are added."""

    points: int
    words: Words
    size: int


def best(
    bits: Bits, matches: Words, levels: Levels, pay: Pay, floors: npt.NDArray[np.int32], most: int
) -> tuple[Slots, Scores]:
    """Return (slots, scores) of at least the ``most`` best matches, or of all if there are fewer. They are in no order.

    The matches are split into parts with equal points before pay, and the best parts are scored first. Scoring stops
    when the next part cannot reach the scores already found, even with full points for pay.
    """
    some = np.flatnonzero(matches != 0)
    waiting: list[Part] = []
    scored: list[tuple[Slots, Scores]] = []
    found, tally = 0, np.zeros(1 + sum(max(points for points, _ in level) for level in levels) + pay.most, np.int64)
    for part in _parts(bits, matches, some, levels):
        if found >= most:
            if waiting:  # several parts at once, because the calls of numpy are most of the cost of a small part
                scored.append(_scored(bits, waiting, some, pay, floors))
                tally += np.bincount(scored[-1][1], minlength=len(tally))
                waiting = []
            if tally[part.points + pay.most + 1 :].sum() >= most:
                break
        waiting.append(part)
        found += part.size
    if waiting:
        scored.append(_scored(bits, waiting, some, pay, floors))
    if not scored:
        return np.empty(0, np.uint32), np.empty(0, np.int64)
    slots, scores = (np.concatenate(each) for each in zip(*scored, strict=True))
    reached = tally[::-1].cumsum() >= most
    enough = scores >= (len(tally) - 1 - int(reached.argmax()) if reached[-1] else 0)
    return slots[enough], scores[enough]


def _scored(
    bits: Bits, parts: list[Part], some: Numbers, pay: Pay, floors: npt.NDArray[np.int32]
) -> tuple[Slots, Scores]:
    at = bits.slots_of(np.concatenate([part.words for part in parts]))
    counts = [part.size for part in parts]
    at -= np.repeat(np.arange(len(parts), dtype=np.uint32) * np.uint32(64 * len(some)), counts)
    slots = (some.astype(np.uint32) << 6)[at >> 6] + (at & 63)
    return slots, np.repeat([part.points for part in parts], counts) + pay.points(floors[slots])


def _parts(bits: Bits, matches: Words, some: Numbers, levels: Levels) -> Iterator[Part]:
    """Yield the parts, the one with the most points first. ``some`` contains the indexes of the words that contain
    matches.
    """
    split = [_split(bits, some, level) for level in levels if any(rows for _, rows in level)]
    numbered = [list(enumerate(each)) for each in split]
    choices = [(sum(points for _, (points, _) in choice), tuple(n for n, _ in choice)) for choice in product(*numbered)]
    made: dict[tuple[int, ...], Words | None] = {(): matches[some] if len(some) else None}
    for points, places in sorted(choices, reverse=True):
        if (words := _part(split, made, places)) is not None:
            yield Part(points, words, int(np.bitwise_count(words).sum()))


def _split(bits: Bits, some: Numbers, level: list[tuple[int, list[int]]]) -> list[tuple[int, Words]]:
    """Return (points, words) of each level, without the graduates of closer levels. The last pair is for the rest."""
    parts: list[tuple[int, Words]] = []
    nearer = np.zeros(len(some), np.uint64)
    for points, rows in level:
        if rows:
            here = bits.words_at(some, rows)
            parts.append((points, here & ~nearer))
            nearer |= here
    return [*parts, (0, ~nearer)]


def _part(
    split: list[list[tuple[int, Words]]], made: dict[tuple[int, ...], Words | None], places: tuple[int, ...]
) -> Words | None:
    if places not in made:
        before = _part(split, made, places[:-1])
        part = None if before is None else before & split[len(places) - 1][places[-1]][1]
        made[places] = part if part is not None and part.any() else None
    return made[places]
