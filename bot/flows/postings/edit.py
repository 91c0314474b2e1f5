"""Edit an announcement field by field. The office edits during review, and the sender edits a returned announcement.

Nothing is stored until the edits are saved. An approved announcement must then be reviewed again, because its content
changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed, NotFound, SameContent, Stale
from bot.domain.people import Role
from bot.domain.postings.announcement import AnnouncementState
from bot.flows.postings.draft import Draft, Edit, Line, draft
from bot.flows.postings.review import SEEN
from bot.store.people import Speaker
from bot.store.postings import intake as entries
from bot.store.postings import postings
from bot.store.postings.postings import Whole
from bot.store.tables import Announcement, FindingRow, Posting

RESTORED = (
    "title", "apply_how", "deadline", "policy", "content_hash", "cuts",
    "state", "approved_hash", "decided_by", "decided_at", "decision_reason",
)  # fmt: skip
"""The columns of an announcement that an edit changes and that 撤销 restores."""


class Mode(StrEnum):
    """The stage at which an announcement is edited."""

    REVIEW = "review"  # the office edits it before it is published
    RESUBMIT = "resubmit"  # the sender or the office edits it after its return
    CORRECT = "correct"  # the office corrects it after publication (flows/publishing/correct)


@dataclass(frozen=True)
class Saved:
    """The announcement after its edits were saved, and the lines that describe the changes."""

    whole: Whole
    lines: Sequence[Line]
    before: dict[str, Any] = field(repr=False)
    """The old rows as JSON, and the new content hash under the key ``after``. ``restore`` needs both."""


async def begin(session: AsyncSession, announcement_id: int, by: Speaker, *, lock: bool = False) -> tuple[Whole, Mode]:
    """(the announcement, the mode in which the speaker may edit it).

    If ``lock`` is True, the announcement's row is locked. Raises NotFound, NotAllowed if the speaker is neither the
    office nor the sender, and Stale if they may not edit the announcement in its current state.
    """
    whole = await postings.whole(session, announcement_id, lock=lock)
    if whole is None:
        raise NotFound("announcement")
    announcement, office = whole.announcement, by.holds(Role.OFFICE)
    own = announcement.submitted_by == by.person_id and by.holds(Role.COLLEGE)
    if not office and not own:
        raise NotAllowed
    match announcement.state:
        case AnnouncementState.REVIEW | AnnouncementState.APPROVED if office:
            return whole, Mode.REVIEW
        case AnnouncementState.PUBLISHED if office:
            return whole, Mode.CORRECT
        case AnnouncementState.REJECTED:
            return whole, Mode.RESUBMIT
    raise Stale


async def save(
    session: AsyncSession, announcement_id: int, seen: str, edits: Iterable[Edit], by: Speaker, now: datetime
) -> Saved:
    """Store the edits. The announcement then waits for review.

    ``seen`` is the start of the content hash that the card showed. Raises Stale if the content changed since it was
    shown, SameContent, and the errors of ``begin`` and ``draft``.
    """
    whole, mode = await begin(session, announcement_id, by, lock=True)
    if mode is Mode.CORRECT or whole.announcement.content_hash[:SEEN] != seen:
        raise Stale
    made = draft(whole, edits, now)
    before = _snapshot(whole)
    await write(session, made)
    announcement = whole.announcement
    announcement.state, announcement.approved_hash = AnnouncementState.REVIEW, None
    announcement.decided_by = announcement.decided_at = None
    announcement.decision_reason = ""
    await session.flush()
    return Saved(await _whole(session, announcement_id), made.lines, before | {"after": announcement.content_hash})


async def restore(
    session: AsyncSession, announcement_id: int, before: dict[str, Any], by: Speaker, now: datetime
) -> Whole:
    """Restore the announcement as it was before it was saved (撤销).

    Raises Stale if the announcement changed again, and NotAllowed if the speaker is neither the office nor the sender.
    """
    whole = await _whole(session, announcement_id, lock=True)
    announcement = whole.announcement
    if not by.holds(Role.OFFICE) and announcement.submitted_by != by.person_id:
        raise NotAllowed
    if announcement.state != AnnouncementState.REVIEW or announcement.content_hash != before["after"]:
        raise Stale
    _put_back(announcement, Announcement.model_validate(before["announcement"]), RESTORED)
    for row, old in zip(whole.postings, before["postings"], strict=True):
        _put_back(row, Posting.model_validate(old), tuple(old))
    await postings.replace_findings(session, announcement_id, [FindingRow(**each) for each in before["findings"]])
    return await _whole(session, announcement_id)


async def write(session: AsyncSession, made: Draft) -> None:
    """Store a draft. Raises SameContent if another announcement has exactly the same content."""
    new_hash = made.new.hash_now
    if new_hash != made.old.announcement.content_hash and await entries.ids_of(session, [new_hash]):
        raise SameContent
    await put(session, made, new_hash)


async def put(session: AsyncSession, made: Draft, new_hash: str) -> None:
    """Store a draft without checking whether another announcement has the same content. The caller must check this.

    ``returned_sheet`` checks many drafts in one query.
    """
    announcement = made.old.announcement
    _put_back(announcement, made.new.announcement, ("title", "apply_how", "deadline", "policy", "cuts"))
    announcement.content_hash = new_hash
    for row, new in zip(made.old.postings, made.new.postings, strict=True):
        _put_back(row, new, tuple(type(new).model_fields))
    if made.gone or made.added:
        await postings.replace_findings(session, announcement.id, made.new.findings)


def _put_back(row: Any, other: Any, names: Sequence[str]) -> None:
    for name in names:
        if getattr(row, name) != getattr(other, name):
            setattr(row, name, getattr(other, name))


def _snapshot(whole: Whole) -> dict[str, Any]:
    return {
        "announcement": whole.announcement.model_dump(mode="json"),
        "postings": [each.model_dump(mode="json") for each in whole.postings],
        "findings": [each.model_dump(mode="json", exclude={"id"}) for each in whole.findings],
    }


async def _whole(session: AsyncSession, announcement_id: int, *, lock: bool = False) -> Whole:
    whole = await postings.whole(session, announcement_id, lock=lock)
    if whole is None:
        raise NotFound("announcement")
    return whole
