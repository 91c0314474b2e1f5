"""Correct a published announcement (更正). Its messages are edited too, and students who want it are notified."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import UNSENT
from bot.domain.delivery.push import PushKind
from bot.domain.errors import CorrectionBlocked, NothingChanged, ReasonNeeded, Stale
from bot.domain.postings.announcement import ChangeKind
from bot.domain.postings.posting import Field
from bot.domain.postings.screening import Action
from bot.flows.chain import report_changes, reschedule
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.matching import fitting
from bot.flows.postings import edit
from bot.flows.postings.draft import Draft, Edit, Line, draft
from bot.flows.postings.edit import Mode
from bot.flows.postings.review import SEEN
from bot.flows.publishing import publish, rematch
from bot.store.chain import chain
from bot.store.delivery import pushes
from bot.store.people import Speaker
from bot.store.postings import announcements, changes, postings
from bot.store.tables import Change


@dataclass(frozen=True)
class Preview:
    """The draft of a correction and its effects, in numbers.

    ``edits`` messages are edited, and ``tells`` people are notified. ``reaches`` more students get the posting, and
    ``drops`` students who have not got it yet get it no more. ``holds`` colleges must end their hold (暂缓) earlier.
    """

    draft: Draft
    edits: int
    tells: int
    reaches: int = 0
    drops: int = 0
    holds: int = 0


async def preview(session: AsyncSession, made: Draft) -> Preview:
    announcement_id = made.old.announcement.id
    told = await announcements.wanting(session, announcement_id, _concerned(made.lines))
    edits = await changes.count_messages(session, announcement_id)
    return Preview(made, edits, len(told) if made.serious else 0, *await _moved(session, made))


async def _moved(session: AsyncSession, made: Draft) -> tuple[int, int, int]:
    """Return how many students the correction newly reaches, how many it drops, and how many holds it shortens."""
    found = await fitting.of_openings(session, [postings.opening(each) for each in made.new.postings])
    fits = {fit.candidate.graduate.person_id for fit in found.everybody}
    reached: set[int] = set()
    unsent: set[int] = set()
    holds = 0
    for push in await announcements.pushes(session, made.old.announcement.id):
        rows = await pushes.rows_of(session, push.id)
        reached |= {row.person_id for row in rows}
        unsent |= {row.person_id for row in rows if row.state in UNSENT}
        closes = publish.closes_at(made.new.announcement)
        holds += sum(reschedule.held_too_long(rung, closes) for rung in await chain.rungs_of(session, push.id))
    return len(fits - reached), len(unsent - fits), holds


@dataclass(frozen=True)
class Correction:
    """Edits to a published announcement.

    ``seen`` is the first ``SEEN`` characters of the content hash that was shown.
    """

    announcement_id: int
    seen: str
    edits: Iterable[Edit]
    reason: str = ""


async def correct(session: AsyncSession, wanted: Correction, by: Speaker, now: datetime) -> Change:
    """Publish the edits. No other person has to approve them.

    Raises Stale if the content has changed since it was shown, or is not published. Raises NothingChanged and
    SameContent. Raises CorrectionBlocked if the edits add a blocking finding. Raises ReasonNeeded if they add a finding
    that asks for review and ``reason`` is empty.
    """
    announcement_id, reason = wanted.announcement_id, wanted.reason
    whole, mode = await edit.begin(session, announcement_id, by, lock=True)
    announcement = whole.announcement
    if mode is not Mode.CORRECT or announcement.content_hash[:SEEN] != wanted.seen:
        raise Stale
    made = draft(whole, wanted.edits, now)
    _check(made, reason)
    await edit.write(session, made)
    announcement.approved_hash = announcement.content_hash
    announcement.decided_by, announcement.decided_at = by.person_id, now
    announcement.decision_reason = reason.strip() or announcement.decision_reason
    for push in await announcements.pushes(session, announcement_id):
        push.title = f"{whole.employer.name}：{announcement.title}"
        was_urgent, push.urgent = push.urgent, publish.is_urgent(announcement, now)
        push.not_after = publish.closes_at(announcement)
        await reschedule.reschedule(session, push, was_urgent, now)
    change = _change(made, await changes.mark_outdated(session, announcement_id), reason, by, now)
    session.add(change)
    await session.flush()
    await rematch.rematch(session, announcement_id, await postings.postings_of(session, announcement_id), now)
    await report_changes.rewrite(session, announcement_id, now)
    if made.serious:
        await _tell(session, made, change, now)
    return change


def _change(made: Draft, messages: int, reason: str, by: Speaker, now: datetime) -> Change:
    return Change(
        announcement_id=made.old.announcement.id,
        kind=ChangeKind.CORRECTION,
        fields=[
            [line.title, line.label, line.before, line.after, str(line.posting), line.field.value]
            for line in made.lines
        ],
        serious=made.serious,
        reason=reason.strip(),
        to_edit=messages,
        done_at=None if messages else now,
        by_person=by.person_id,
        at=now,
    )


async def reverse(session: AsyncSession, announcement_id: int) -> list[Edit]:
    """Return the edits that undo the last correction. Raises Stale if the last change is not a correction."""
    made = await changes.of(session, announcement_id)
    if not made or made[0].kind != ChangeKind.CORRECTION:
        raise Stale
    return [Edit(int(posting), Field(name), before) for _, _, before, _, posting, name in made[0].fields]


def _check(made: Draft, reason: str) -> None:
    if not made.lines:
        raise NothingChanged
    added = {Action(found.action) for found in made.added}
    if Action.BLOCK in added:
        raise CorrectionBlocked
    if Action.REVIEW in added and not reason.strip():
        raise ReasonNeeded


def _concerned(lines: Iterable[Line]) -> list[int] | None:
    """Return the ids of the postings with a serious change.

    Returns None if a change concerns the whole announcement.
    """
    serious = [line for line in lines if line.serious]
    return None if any(not line.posting for line in serious) else [line.posting for line in serious]


async def _tell(session: AsyncSession, made: Draft, change: Change, now: datetime) -> None:
    """Notify each person who wants a posting concerned, or is at a later stage with it.

    The message contains the serious changes, before and after.
    """
    whole = made.old
    told = await announcements.wanting(session, whole.announcement.id, _concerned(made.lines))
    sent = await announcements.deliveries(session, whole.announcement.id, told)
    notice = Notice(
        PushKind.RECORD,
        "published/told_change",
        key=f"change:{change.id}",
        title=whole.employer.name,
        values={
            "employer": whole.employer.name,
            "lines": [[line.title, line.label, line.before, line.after] for line in made.lines if line.serious],
        },
        created_by=change.by_person,
    )
    await pushing.to_people(
        session, notice, told, now, own_values={person: {"of": sent.get(person)} for person in told}
    )
