"""Intake: read postings from a table or a pasted text, and then store them.

Reading takes seconds for thousands of rows. It uses no database session, so that it does not keep a lock while it runs.
Good rows are stored. For each bad row the row number, the field and the reason are reported.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import MissingColumns, NothingPasted
from bot.domain.headers import SHEET, is_numbering
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
    """A row that is not stored, with the field that is at fault.

    ``why`` is ``missing``, ``expired``, a fault of a credit code such as ``uscc_length``, or a fault of a policy post
    such as ``policy_link``.
    """

    row: int
    field: Field
    text: str
    why: str
    sheet: str = ""

    @property
    def label(self) -> str:
        return drafts.label(self.field)

    @property
    def place(self) -> str:
        return f"{self.sheet} {self.row}"


@dataclass(frozen=True)
class NotUnderstood:
    """A cell that was not understood. Its row is stored without a value for this field."""

    row: int
    field: Field
    text: str
    sheet: str = ""

    @property
    def label(self) -> str:
        return drafts.label(self.field)


@dataclass(frozen=True)
class Batch:
    """The content of a file or text after reading and screening."""

    rows: int
    announcements: tuple[Screened, ...]
    duplicates: int
    """The number of rows that repeat an earlier row."""
    rejected: tuple[Rejected, ...]
    not_understood: tuple[NotUnderstood, ...]
    alike: tuple[int, ...] = ()
    """The numbers of the rows whose employer, title, place and pay are those of an earlier row. They are stored too."""
    ignored: tuple[str, ...] = ()
    """The headers of the columns that are not read. Their texts are kept with the postings."""

    @property
    def postings(self) -> int:
        return sum(len(each.draft.postings) for each in self.announcements)

    @property
    def flagged(self) -> int:
        """The number of announcements with findings."""
        return sum(bool(each.findings) for each in self.announcements)


@dataclass(frozen=True)
class Entered:
    """The result of storing a batch, in numbers. ``postings`` counts only the postings of new announcements."""

    announcements: int
    postings: int
    existing: int
    """The number of announcements in the batch that were stored before."""
    approved: int


@dataclass(frozen=True)
class _Line:
    number: int
    draft: PostingDraft
    words: str
    """The text of all cells of the row, for screening."""
    sheet: str = ""


def read_table(
    rows: Sequence[tuple[int, Mapping[str, str]]], today: date, *, source: str = "", unit: Unit | None = None
) -> Batch:
    """Read the rows of a table. Each row is (row number, header → cell).

    ``unit`` is the unit of pay (yuan, K or wan) for numbers without a unit. Raises MissingColumns if the table has no
    column for the title or the employer.
    """
    headers = drafts.map_headers(header for header in (rows[0][1] if rows else ()) if header != SHEET)
    if headers.missing:
        raise MissingColumns("、".join(drafts.label(name) for name in headers.missing))
    lines = [
        _Line(number, drafts.parse_row(cells, today, unit), "\n".join(cells.values()), cells.get(SHEET, ""))
        for number, cells in rows
    ]
    ignored = [each for each in headers.unrecognised + headers.repeated if not is_numbering(each)]
    return _batch(lines, today, source, ignored)


def read_pasted(text: str, today: date, *, source: str = "", unit: Unit | None = None) -> Batch:
    """Read a text with lines such as ``字段：值``. Its postings are numbered from 1.

    Raises NothingPasted if the text contains no posting.
    """
    found = drafts.parse_pasted(text, today, unit)
    if not any(draft.employer_name or draft.titles for draft in found):
        raise NothingPasted
    return _batch([_Line(n, draft, text) for n, draft in enumerate(found, start=1)], today, source, ())


def with_link(text: str, links: Sequence[str], today: date) -> str:
    """The text with the first of ``links`` added as 投递方式, if the text does not say how to apply.

    ``links`` are the links in the QR codes of the poster. Raises NothingPasted if the text contains no posting.
    """
    batch = read_pasted(text, today)
    silent = not any(each.draft.apply_how for each in batch.announcements)
    if not links or not silent or any(link in text for link in links):
        return text
    return f"{text.rstrip()}\n{drafts.label(Field.APPLY_HOW)}：{links[0]}"


async def count_existing(session: AsyncSession, batch: Batch, now: datetime) -> int:
    """The number of announcements in a batch that are stored already."""
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
    """Store the new announcements of a batch.

    If ``approve`` is True, announcements without findings need no review. ``lead`` is the id of the lead (线索) from
    which the batch comes. If an announcement was stored, the sender of the lead is notified that it was used.
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
    alike = {id(draft) for draft in grouped.alike}
    return Batch(
        rows=len(lines),
        announcements=tuple(_screened(draft, words, source) for draft in grouped.announcements),
        duplicates=len(grouped.duplicates),
        alike=tuple(line.number for line in good if id(line.draft) in alike),
        rejected=tuple(
            Rejected(line.number, fault.field, fault.text, fault.why_key, line.sheet)
            for line in lines
            for fault in _faults(line.draft, today)
        ),
        not_understood=tuple(
            NotUnderstood(line.number, cell.field, cell.text, line.sheet)
            for line in good
            for cell in line.draft.unparsed
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
