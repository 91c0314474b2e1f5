"""Take postings in: read a table or a pasted text without the database, then store what was read.

Reading takes seconds for thousands of rows, so it needs no session: nobody waits for a lock meanwhile.
Good rows enter; bad rows are reported with number, field and reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NoPostingColumns, NothingPasted
from bot.domain.postings import policy
from bot.domain.postings import posting as drafts
from bot.domain.postings.posting import AnnouncementDraft, Field, PostingDraft, RowError
from bot.domain.postings.salary import Unit
from bot.domain.postings.screening import screen
from bot.flows.postings import leads, repeats
from bot.flows.postings.entries import Screened, employer_of, entry_of
from bot.store.postings import intake

EXPIRED = "expired"
"""The ``why`` of a row whose deadline is over."""


@dataclass(frozen=True)
class Rejected:
    """A row that does not enter, with the field that is at fault.

    ``why``: ``missing``, ``expired``, a fault of a credit code (``uscc_length``) or of a policy post (``policy_link``).
    """

    row: int
    field: Field
    text: str
    why: str

    @property
    def label(self) -> str:
        return drafts.label(self.field)


@dataclass(frozen=True)
class NotUnderstood:
    """A cell that was not understood; its row enters without it."""

    row: int
    field: Field
    text: str

    @property
    def label(self) -> str:
        return drafts.label(self.field)


@dataclass(frozen=True)
class Batch:
    """The content of a file or text, read and screened."""

    rows: int
    announcements: tuple[Screened, ...]
    duplicates: int
    """Number of rows that repeat an earlier row."""
    rejected: tuple[Rejected, ...]
    not_understood: tuple[NotUnderstood, ...]
    ignored: tuple[str, ...] = ()
    """The headers of columns that are not read."""

    @property
    def postings(self) -> int:
        return sum(len(each.draft.postings) for each in self.announcements)

    @property
    def flagged(self) -> int:
        """Number of announcements with findings."""
        return sum(bool(each.findings) for each in self.announcements)


@dataclass(frozen=True)
class Entered:
    """The result of storing a batch, in numbers; ``postings`` are those of the new announcements."""

    announcements: int
    postings: int
    existing: int
    """Announcements of the batch that the store has already."""
    approved: int


@dataclass(frozen=True)
class _Line:
    number: int
    draft: PostingDraft
    words: str
    """The text of all cells that are read, for screening."""


def read_table(
    rows: Sequence[tuple[int, Mapping[str, str]]], today: date, *, source: str = "", unit: Unit | None = None
) -> Batch:
    """Read the rows of a table, each as (row number, header → cell).

    ``unit``: the unit of pay figures that name none (yuan, K, wan). Raises NoPostingColumns when the table lacks the
    column of the title or of the employer.
    """
    headers = drafts.map_headers(rows[0][1] if rows else ())
    if headers.missing:
        raise NoPostingColumns("、".join(drafts.label(name) for name in headers.missing))
    lines = [
        _Line(number, drafts.parse_row(cells, today, unit), "\n".join(cells[h] for h in headers.fields))
        for number, cells in rows
    ]
    return _batch(lines, today, source, headers.unrecognised + headers.repeated)


def read_pasted(text: str, today: date, *, source: str = "", unit: Unit | None = None) -> Batch:
    """Read a text of ``字段：值`` lines; its postings are numbered from 1. Raises NothingPasted when it has none."""
    found = drafts.parse_pasted(text, today, unit)
    if not any(draft.employer_name or draft.titles for draft in found):
        raise NothingPasted
    return _batch([_Line(n, draft, text) for n, draft in enumerate(found, start=1)], today, source, ())


def with_link(text: str, links: Sequence[str], today: date) -> str:
    """The text with the first link of its poster's QR codes added as 投递方式, if the text does not say how to apply.

    Raises NothingPasted.
    """
    batch = read_pasted(text, today)
    silent = not any(each.draft.apply_how for each in batch.announcements)
    if not links or not silent or any(link in text for link in links):
        return text
    return f"{text.rstrip()}\n{drafts.label(Field.APPLY_HOW)}：{links[0]}"


async def count_existing(session: AsyncSession, batch: Batch, now: datetime) -> int:
    """The number of announcements of a batch that the store has already."""
    return len(await repeats.known(session, batch.announcements, now))


async def enter(
    session: AsyncSession,
    batch: Batch,
    now: datetime,
    *,
    by: int | None = None,
    approve: bool = False,
    lead: int | None = None,
) -> Entered:
    """Store the announcements of a batch that are new.

    ``approve``: announcements without findings skip the review. ``lead``: the id of the 线索 that the batch comes from;
    its sender is told that it was used if an announcement was stored.
    """
    known = await repeats.known(session, batch.announcements, now)
    fresh = {each.content_hash: each for each in batch.announcements if each.content_hash not in known}
    seen_at = {
        known[each.content_hash]: each.draft.source for each in batch.announcements if each.content_hash in known
    }
    await intake.add_sources(session, seen_at)
    passed = {key for key, each in fresh.items() if approve and not each.findings}
    entries = [entry_of(each, now, by, each.content_hash in passed) for each in fresh.values()]
    for entry in entries:
        entry.announcement["lead_id"] = lead
    employers = await intake.employer_ids(session, [employer_of(each.draft) for each in fresh.values()])
    await intake.add(session, entries, employers)
    if lead is not None and by is not None and entries:
        await leads.take(session, lead, by, now)
    return Entered(
        announcements=len(entries),
        postings=sum(len(entry.postings) for entry in entries),
        existing=len(batch.announcements) - len(fresh),
        approved=len(passed),
    )


def _batch(lines: Sequence[_Line], today: date, source: str, ignored: Iterable[str]) -> Batch:
    good = [line for line in lines if not _faults(line.draft, today)]
    words = {id(line.draft): line.words for line in good}
    grouped = drafts.group(line.draft for line in good)
    return Batch(
        rows=len(lines),
        announcements=tuple(_screened(draft, words, source) for draft in grouped.announcements),
        duplicates=len(grouped.duplicates),
        rejected=tuple(
            Rejected(line.number, fault.field, fault.text, fault.why_key)
            for line in lines
            for fault in _faults(line.draft, today)
        ),
        not_understood=tuple(
            NotUnderstood(line.number, cell.field, cell.text) for line in good for cell in line.draft.unparsed
        ),
        ignored=tuple(ignored),
    )


def _faults(draft: PostingDraft, today: date) -> list[RowError]:
    faults = list(draft.problems)
    if draft.deadline is not None and draft.deadline < today:
        faults.append(RowError(Field.DEADLINE, draft.deadline.isoformat(), EXPIRED))
    return faults


def _screened(draft: AnnouncementDraft, words: Mapping[int, str], source: str) -> Screened:
    text = "\n".join(dict.fromkeys(words[id(posting)] for posting in draft.postings))
    return Screened(
        draft=replace(draft, source=draft.source or source),
        content_hash=drafts.content_hash(
            employer_name=draft.employer_name,
            apply_how=draft.apply_how,
            source="",  # the same content on another site is the same announcement
            deadline=draft.deadline,
            postings=[drafts.shown(posting) for posting in draft.postings],
            policy=policy.hashed(draft.policy.kind, dict(draft.policy.facts)) if draft.policy else None,
        ),
        findings=tuple({(found.rule, found.words): found for found in screen(text)}.values()),
    )
