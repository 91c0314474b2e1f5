"""The queries of ``Bits``, compiled by numba. One pass over the rows is more than twice as fast as numpy.

The module is loaded only for at least ``index.COMPILED_FROM`` graduates, and only if numba is installed (the extra
``country``).
"""

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Groups = Sequence[tuple[list[int], list["array[int]"]]]
CHUNK = 2_048
"""The number of words that are processed at a time. The running result and one group (16 KB each) stay in the nearest
cache.
"""
# x & -x keeps the lowest set bit. The six highest bits of its product with this de Bruijn number give its position.
_SEQUENCE = 0x03F79D71B4CB0A89
_BIT = np.zeros(64, np.uint32)
_BIT[[(_SEQUENCE << bit) % 2**64 >> 58 for bit in range(64)]] = range(64)
_jit = numba.njit(nogil=True)


def pick(values: npt.NDArray[np.int32], dense: Words, words: int, groups: Groups) -> npt.NDArray[np.int32]:
    """Return the values of the slots that are set in every group except the last, and not set in the last group.

    Each group has the indexes of its rows in ``dense``, and its lists of slots in ascending order. A slot is set in a
    group if any of these contains it. ``words`` is the used length of a row.
    """
    found: npt.NDArray[np.int32] = _pick(values, dense, words, CHUNK, *_flat(groups))
    return found


def words_of(dense: Words, words: int, groups: Groups) -> Words:
    """Return the slots that ``pick`` finds, as a row of words."""
    found: Words = _words_of(dense, words, CHUNK, *_flat(groups))
    return found


def _flat(groups: Groups) -> tuple[npt.NDArray[Any], ...]:
    """Return the groups as flat arrays (places, ends, loose, list_ends, group_ends), because compiled functions need
    them.

    Group g has the rows ``places[ends[g]:ends[g + 1]]`` and the lists ``range(group_ends[g], group_ends[g + 1])``. List
    l is ``loose[list_ends[l]:list_ends[l + 1]]``.
    """
    places = [place for some, _ in groups for place in some]
    lists = [slots for _, some in groups for slots in some]
    return (
        np.array(places, np.int32),
        _ends(len(some) for some, _ in groups),
        np.concatenate([np.array(slots, np.uint32) for slots in lists]) if lists else np.empty(0, np.uint32),
        _ends(len(slots) for slots in lists),
        _ends(len(some) for _, some in groups),
    )


def _ends(lengths: Iterable[int]) -> npt.NDArray[np.int64]:
    """Return the running sums of the lengths, from 0: lengths 2 and 3 → 0, 2, 5."""
    return np.array([*accumulate(lengths, initial=0)], np.int64)


@_jit
def _keep(here, row):
    for i in range(len(here)):
        here[i] &= row[i]


@_jit
def _keep_either(here, one, other):
    for i in range(len(here)):
        here[i] &= one[i] | other[i]


@_jit
def _drop(here, row):
    for i in range(len(here)):
        here[i] &= ~row[i]


@_jit
def _unite(some, dense, rows, start):
    """Write the OR of the rows into ``some``. Two rows are processed at a time, to halve the number of writes."""
    size, even = len(some), len(rows) & ~1
    if even < len(rows):
        some[:] = dense[rows[even], start : start + size]
    else:
        some[:] = 0
    for r in range(0, even, 2):
        one, other = dense[rows[r], start : start + size], dense[rows[r + 1], start : start + size]
        for i in range(size):
            some[i] |= one[i] | other[i]


@_jit
def _strew(some, loose, at, end, start):
    """Set the slots of a list, from index ``at`` on, that lie within ``some``. Return the index of the first later
    slot.

    ``some`` begins with word ``start`` of the row.
    """
    first, beyond = start * 64, (start + len(some)) * 64
    while at < end and loose[at] < beyond:
        slot = loose[at] - first
        some[slot >> 6] |= np.uint64(1) << np.uint64(slot & 63)
        at += 1
    return at


@_jit
def _narrow(here, some, dense, start, ahead, places, ends, loose, list_ends, group_ends):
    """Write into ``here`` the slots that are set in every group except the last, and not set in the last group.

    ``here`` begins with word ``start`` of the row, and ``some`` is working memory. ``ahead`` has the next index to read
    in each list.
    """
    last = len(ends) - 2
    here[:] = ~np.uint64(0)
    for g in range(last + 1):
        rows, strewn = places[ends[g] : ends[g + 1]], group_ends[g] < group_ends[g + 1]
        if g < last and not strewn and len(rows) == 1:
            _keep(here, dense[rows[0], start : start + len(here)])
        elif g < last and not strewn and len(rows) == 2:
            _keep_either(here, dense[rows[0], start : start + len(here)], dense[rows[1], start : start + len(here)])
        elif g < last or strewn or len(rows):
            _unite(some, dense, rows, start)
            for each in range(group_ends[g], group_ends[g + 1]):
                ahead[each] = _strew(some, loose, ahead[each], list_ends[each + 1], start)
            if g < last:
                _keep(here, some)
            else:
                _drop(here, some)


@_jit
def _lowest(rest):
    return _BIT[((rest & (~rest + np.uint64(1))) * np.uint64(_SEQUENCE)) >> np.uint64(58)]


@_jit
def _number(here, full, values, found, count):
    """Write the values of all set bits into ``found``, from index ``count`` on. Return the new count.

    The first loop finds the words that are not 0, without a branch.
    """
    words = 0
    for i in range(len(here)):
        full[words] = i
        words += here[i] != 0
    for word in full[:words]:
        rest, its = here[word], values[word * 64 : word * 64 + 64]
        while rest:
            found[count] = its[_lowest(rest)]
            count += 1
            rest &= rest - np.uint64(1)
    return count


# The types are given, so numba compiles these functions at import, and no query has to wait.


@numba.njit(
    "int32[::1](int32[::1], uint64[:,::1], int64, int64, int32[::1], int64[::1], uint32[::1], int64[::1], int64[::1])",
    nogil=True,
)
def _pick(values, dense, words, chunk, places, ends, loose, list_ends, group_ends):
    found, count = np.empty(words * 64, np.int32), 0
    here, some, full = np.empty(chunk, np.uint64), np.empty(chunk, np.uint64), np.empty(chunk, np.uint32)
    ahead = list_ends[:-1].copy()
    for start in range(0, words, chunk):
        size = min(chunk, words - start)
        _narrow(here[:size], some[:size], dense, start, ahead, places, ends, loose, list_ends, group_ends)
        count = _number(here[:size], full, values[start * 64 : (start + size) * 64], found, count)
    return found[:count].copy()


@numba.njit(
    "uint64[::1](uint64[:,::1], int64, int64, int32[::1], int64[::1], uint32[::1], int64[::1], int64[::1])",
    nogil=True,
)
def _words_of(dense, words, chunk, places, ends, loose, list_ends, group_ends):
    found, some = np.empty(words, np.uint64), np.empty(chunk, np.uint64)
    ahead = list_ends[:-1].copy()
    for start in range(0, words, chunk):
        size = min(chunk, words - start)
        here = found[start : start + size]
        _narrow(here, some[:size], dense, start, ahead, places, ends, loose, list_ends, group_ends)
    return found


@numba.njit("uint32[::1](uint64[::1])", nogil=True)
def slots_of(words):
    """Return the numbers of the set bits, in ascending order."""
    found, count = np.empty(len(words) * 64, np.uint32), 0
    for word in range(len(words)):
        rest = words[word]
        while rest:
            found[count] = word * 64 + _lowest(rest)
            count += 1
            rest &= rest - np.uint64(1)
    return found[:count].copy()
