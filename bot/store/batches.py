"""Splits long lists of ids, because a statement takes at most 32,767 values and a school may have more students. The
limit comes from asyncpg and SQLite."""

from collections.abc import Iterator, Sequence

SIZE = 10_000


def batches(ids: Sequence[int], size: int = SIZE) -> Iterator[Sequence[int]]:
    """Yield ``ids`` in parts of at most ``size``, so that each part fits into one statement."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
