"""A statement carries 32,767 values at most (asyncpg, SQLite); a school may have more students."""

from collections.abc import Iterator, Sequence

SIZE = 10_000


def batches(ids: Sequence[int], size: int = SIZE) -> Iterator[Sequence[int]]:
    """The ids in pieces that one statement can carry."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
