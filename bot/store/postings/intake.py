"""Stores announcements in bulk: finds or creates employers, and inserts rows in batches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot.domain.employer import normalise_name
from bot.domain.postings.announcement import AnnouncementState
from bot.store.postings.postings import still_open
from bot.store.queries import among, batches
from bot.store.tables import Announcement, Employer, Posting

BATCH = 500
SEVERAL = "、"
"""The separator between several sources of one announcement."""


@dataclass(frozen=True)
class EmployerKey:
    """The fields of an employer that an import knows. ``uscc`` is the credit code."""

    name: str
    uscc: str | None
    type_code: str | None = None
    industry: str | None = None

    @property
    def name_key(self) -> str:
        return normalise_name(self.name)

    @property
    def columns(self) -> dict[str, Any]:
        return {**vars(self), "name_key": self.name_key}


@dataclass(frozen=True)
class Entry:
    """The column values of an announcement, its postings and its findings, without ``employer_id``."""

    announcement: dict[str, Any]
    postings: Sequence[dict[str, Any]]
    findings: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Vacancy:
    """A posting that waits for the office or is open, for finding repeats from other sites."""

    announcement_id: int
    source: str
    uscc: str | None
    name_key: str
    titles: list[str]
    regions_text: str
    salary_text: str


async def ids_of(session: AsyncSession, hashes: Iterable[str]) -> dict[str, int]:
    """Map each content hash to the id of its announcement. Unknown hashes are left out."""
    query = select(col(Announcement.content_hash), col(Announcement.id))
    return dict(iter(await among(session, query, col(Announcement.content_hash), list(hashes))))


async def vacancies(session: AsyncSession, keys: Sequence[EmployerKey], now: datetime) -> list[Vacancy]:
    """Return the employers' postings that wait for the office or are open."""
    waiting = col(Announcement.state).in_([AnnouncementState.REVIEW, AnnouncementState.APPROVED])
    found: list[Vacancy] = []
    for some in batches(keys, BATCH):
        rows = await session.execute(
            select(
                col(Announcement.id), col(Announcement.source), col(Employer.uscc), col(Employer.name_key),
                col(Posting.titles), col(Posting.regions_text), col(Posting.salary_text),
            )
            .join(Posting, col(Posting.announcement_id) == col(Announcement.id))
            .join(Employer, col(Employer.id) == col(Announcement.employer_id))
            .where(
                or_(
                    col(Employer.uscc).in_([key.uscc for key in some if key.uscc]),
                    col(Employer.name_key).in_([key.name_key for key in some]),
                ),
                or_(waiting, still_open(now)),
            )
            .order_by(col(Announcement.id))
        )  # fmt: skip
        found += [Vacancy(*row) for row in rows]
    return found


async def add_sources(session: AsyncSession, sources: Mapping[int, str]) -> None:
    """Add further sources to announcements. ``sources`` maps announcement ids to sources."""
    for some in batches([key for key, source in sources.items() if source], BATCH):
        for announcement in await session.scalars(select(Announcement).where(col(Announcement.id).in_(some))):
            named = [*announcement.source.split(SEVERAL), sources[announcement.id]]
            announcement.source = SEVERAL.join(dict.fromkeys(name for name in named if name))


async def employer_ids(session: AsyncSession, keys: Sequence[EmployerKey]) -> list[int]:
    """Return the employer's id for each key, in order. Unknown employers are created, and missing credit codes are
    added.
    """
    book = _Book()
    for some in batches(keys, BATCH):
        rows = await session.execute(
            select(col(Employer.id), col(Employer.uscc), col(Employer.name_key)).where(
                or_(
                    col(Employer.uscc).in_([key.uscc for key in some if key.uscc]),
                    col(Employer.name_key).in_([key.name_key for key in some]),
                )
            )
        )
        for employer_id, uscc, name_key in rows:
            book.enter(employer_id, uscc, name_key)
    fresh = _fresh(keys, book)
    made = await _insert(session, "employer", [key.columns for key in fresh])
    for employer_id, key in zip(made, fresh, strict=True):
        book.enter(employer_id, key.uscc, key.name_key)
    await _learn_codes(session, keys, book)
    return [found for key in keys if (found := book.find(key)) is not None]


async def add(session: AsyncSession, entries: Sequence[Entry], employers: Sequence[int]) -> list[int]:
    """Insert the entries and return the announcement ids, in order. ``employers`` has the employer id of each entry."""
    announcements = [
        {**entry.announcement, "employer_id": employer} for entry, employer in zip(entries, employers, strict=True)
    ]
    ids = await _insert(session, "announcement", announcements)
    postings: list[dict[str, Any]] = []
    findings: list[dict[str, Any]] = []
    for announcement_id, entry, employer in zip(ids, entries, employers, strict=True):
        own = {"announcement_id": announcement_id}
        postings += [{**posting, **own, "employer_id": employer} for posting in entry.postings]
        findings += [{**finding, **own} for finding in entry.findings]
    await _insert(session, "posting", postings)
    await _insert(session, "finding", findings)
    return ids


class _Book:
    """The known employers, by credit code and by name."""

    def __init__(self) -> None:
        self.by_uscc: dict[str, int] = {}
        self.by_name: dict[str, int] = {}
        self.without_uscc: dict[str, int] = {}

    def enter(self, employer_id: int, uscc: str | None, name_key: str) -> None:
        self.by_name.setdefault(name_key, employer_id)
        if uscc:
            self.by_uscc[uscc] = employer_id
            self.without_uscc.pop(name_key, None)
        else:
            self.without_uscc[name_key] = employer_id

    def find(self, key: EmployerKey) -> int | None:
        """Return the id of the employer that ``key`` names, or None.

        Codes are compared first. Names are compared only if one side has no code, because different codes are different
        employers.
        """
        if key.uscc:
            return self.by_uscc.get(key.uscc) or self.without_uscc.get(key.name_key)
        return self.by_name.get(key.name_key)


def _fresh(keys: Sequence[EmployerKey], book: _Book) -> list[EmployerKey]:
    """Return the employers to create, each once. Keys with a code come first, because a later key may name the same
    employer.
    """
    fresh: dict[str, EmployerKey] = {}
    names: set[str] = set()
    for key in sorted(keys, key=lambda key: key.uscc is None):
        known = book.find(key) or (key.uscc or key.name_key) in fresh
        if not known and not (key.uscc is None and key.name_key in names):
            fresh[key.uscc or key.name_key] = key
            names.add(key.name_key)
    return list(fresh.values())


async def _learn_codes(session: AsyncSession, keys: Sequence[EmployerKey], book: _Book) -> None:
    for key in keys:
        if key.uscc and key.uscc not in book.by_uscc:
            employer_id = book.without_uscc[key.name_key]
            await session.execute(update(Employer).where(col(Employer.id) == employer_id).values(uscc=key.uscc))
            book.enter(employer_id, key.uscc, key.name_key)


async def _insert(session: AsyncSession, table: str, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows without creating objects. Return the new ids in order."""
    target = SQLModel.metadata.tables[table]
    statement = insert(target).returning(target.c.id, sort_by_parameter_order=True)
    ids: list[int] = []
    for some in batches(rows, BATCH):
        ids += (await session.execute(statement, some)).scalars()
    return ids
