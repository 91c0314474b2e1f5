"""A long list is shown a page at a time. Pages count from 0, and a page past the end is the last one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """The lines of one page, which page it is, and how many pages and lines there are in all."""

    lines: Sequence[T]
    page: int
    pages: int
    total: int

    @property
    def turns(self) -> dict[str, int]:
        """What a template needs for its buttons 上一页 and 下一页."""
        return {"page": self.page, "pages": self.pages, "total": self.total}


def paged(found: Sequence[T], page: int, size: int) -> Page[T]:
    at, pages = place(len(found), page, size)
    return Page(found[at * size : (at + 1) * size], at, pages, len(found))


def place(total: int, page: int, size: int) -> tuple[int, int]:
    """(the page that is shown, the number of pages), for a query that fetches only the lines of one page."""
    pages = max(1, -(-total // size))
    return min(max(page, 0), pages - 1), pages
