"""Pages of a long list, counted from 0. Past the end, the last page is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """The lines of one page, its number, and the totals of pages and lines."""

    lines: Sequence[T]
    page: int
    pages: int
    total: int

    @property
    def turns(self) -> dict[str, int]:
        """The template values for the buttons 上一页 and 下一页."""
        return {"page": self.page, "pages": self.pages, "total": self.total}


def paged(found: Sequence[T], page: int, size: int) -> Page[T]:
    at, pages = place(len(found), page, size)
    return Page(found[at * size : (at + 1) * size], at, pages, len(found))


def place(total: int, page: int, size: int) -> tuple[int, int]:
    """Return (page to show, number of pages), for queries that fetch only one page."""
    pages = max(1, -(-total // size))
    return min(max(page, 0), pages - 1), pages
