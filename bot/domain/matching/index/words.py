"""A row of bits as an array of 64-bit words. The bit of slot s is bit ``s % 64`` of word ``s // 64``."""

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Slots = npt.NDArray[np.uint32]


def packed(slots: Slots, words: int) -> Words:
    """Return a row of ``words`` words in which the bits of ``slots`` are set."""
    flags = np.zeros(words * 64, np.uint8)
    flags[slots] = 1
    return np.packbits(flags, bitorder="little").view(np.uint64)


def put(words: Words, slots: Slots) -> None:
    """Set the bits of ``slots`` in ``words``."""
    np.bitwise_or.at(words, slots >> 6, np.uint64(1) << (slots & 63).astype(np.uint64))


def cut(words: Words, size: int) -> None:
    """Clear every bit from slot ``size`` on."""
    whole = size >> 6
    words[whole + 1 :] = 0
    if whole < len(words):
        words[whole] &= np.uint64((1 << (size & 63)) - 1)


def slots_of(words: Words, start: int = 0) -> Slots:
    """Return the slots whose bits are set, in ascending order. ``words`` begins with word ``start`` of its row."""
    some = np.flatnonzero(words != 0)  # comparing first is several times faster than ``flatnonzero(words)``
    octets = words[some].view(np.uint8)
    full = np.flatnonzero(octets != 0).astype(np.uint32)
    at = np.flatnonzero(np.unpackbits(octets[full], bitorder="little").view(bool)).astype(np.uint32)
    first = ((some.astype(np.uint32) + np.uint32(start)) << 6)[full >> 3] + ((full & 7) << 3)
    found: Slots = first[at >> 3] + (at & 7)
    return found
