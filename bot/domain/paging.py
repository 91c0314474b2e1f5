"""Pages of a long list. The first page has the number 0.

If a page past the end is requested, the last page is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """The lines of one page, the number of this page, and the numbers of all pages and all lines."""

    lines: Sequence[T]
    page: int
    pages: int
    total: int

    @property
    def turns(self) -> dict[str, int]:
        """The values that a template needs for the buttons of the previous page (上一页) and the next page (下一页)."""
        return {"page": self.page, "pages": self.pages, "total": self.total}


def paged(found: Sequence[T], page: int, size: int) -> Page[T]:
    at, pages = place(len(found), page, size)
    return Page(found[at * size : (at + 1) * size], at, pages, len(found))


def place(total: int, page: int, size: int) -> tuple[int, int]:
    """Return (number of the page to show, number of all pages).

    It serves queries that fetch only the lines of one page.
    """
    pages = max(1, -(-total // size))
    return min(max(page, 0), pages - 1), pages
