"""撤回: what is queued stops, what arrived is edited, who must know is told, classes hear it in their report.

A delivery that arrived becomes RECALLED at once, so that the ledger balances at every moment; it keeps when it was
sent and its message, and ``outdated`` says that the edit is still to be made (jobs/mend).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import DELIVERED, State
from bot.domain.delivery.push import PushKind, PushState
from bot.domain.errors import AlreadyDone, NotFound, Stale
from bot.domain.postings.announcement import TOLD_TO_ALL, AnnouncementState, ChangeKind, RecallKind
from bot.flows.chain import relay, report_changes
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store.chain import class_news
from bot.store.delivery import pushes
from bot.store.postings import announcements, changes, postings
from bot.store.postings.postings import Whole
from bot.store.student import interests
from bot.store.tables import Announcement, Change, Delivery

LONGEST = 300
"""Characters of the words that go with a recall."""
ARRIVED = (*DELIVERED, State.UNCERTAIN, State.SENDING)
"""States of those who have it, or may have it in a moment."""


@dataclass(frozen=True)
class Preview:
    """What a recall would do."""

    whole: Whole
    kind: RecallKind
    words: str
    stops: int
    edits: int
    tells: int
    classes: int
    """Classes whose cadre passed it on outside the bot."""


async def preview(session: AsyncSession, announcement_id: int, kind: RecallKind, words: str) -> Preview:
    """Raises NotFound, AlreadyDone."""
    whole = await _published(session, announcement_id)
    return Preview(
        whole,
        kind,
        words.strip()[:LONGEST],
        stops=len(await announcements.in_states(session, announcement_id, [State.QUEUED, State.WAITING])),
        edits=await changes.count_messages(session, announcement_id),
        tells=len(await _to_tell(session, announcement_id, kind)),
        classes=await class_news.count_relayed(session, announcement_id),
    )


async def recall(
    session: AsyncSession, announcement_id: int, kind: RecallKind, words: str, by: int | None, now: datetime
) -> Change:
    """Withdraw a published announcement; it cannot be published again. Raises NotFound, AlreadyDone."""
    whole = await _published(session, announcement_id, lock=True)
    announcement, told = whole.announcement, await _to_tell(session, announcement_id, kind)
    announcement.state = AnnouncementState.RECALLED
    announcement.recalled_at, announcement.recall_kind = now, kind
    announcement.recall_reason = words.strip()[:LONGEST]
    for push in await announcements.pushes(session, announcement_id):
        push.state = PushState.STOPPED
        await pushes.take_back(session, push.id)
        await changes.withdraw(session, push.id)
        await relay.close(session, push.id, now)
    # after nothing more can leave: what left a moment ago is known as on its way by now
    messages = await changes.mark_outdated(session, announcement_id)
    change = Change(
        announcement_id=announcement_id,
        kind=ChangeKind.RECALL,
        serious=True,
        reason=announcement.recall_reason,
        to_edit=messages,
        done_at=None if messages else now,
        by_person=by,
        at=now,
    )
    session.add(change)
    await session.flush()
    await interests.end_consents(session, announcement_id)
    await report_changes.rewrite(session, announcement_id, now)
    await _tell(session, whole, kind, told, now, by)
    return change


async def overtaken(session: AsyncSession, delivery: Delivery) -> None:
    """A message that was on its way while its announcement was recalled is recalled as it arrives.

    It was marked outdated then; by the clock it shows as well, where the mark came a moment too early.
    """
    carried = await changes.announcements_in(session, delivery)
    if not carried or delivery.sending_at is None:
        return
    if delivery.outdated or await changes.changed_since(session, carried, delivery.sending_at):
        delivery.outdated = True
        await session.flush()
        await changes.withdraw_arrived(session, delivery.id)
        await session.refresh(delivery)


async def _published(session: AsyncSession, announcement_id: int, *, lock: bool = False) -> Whole:
    whole = await postings.whole(session, announcement_id, lock=lock)
    if whole is None:
        raise NotFound("这条公告")
    if whole.announcement.state == AnnouncementState.RECALLED:
        raise AlreadyDone("这条公告已经撤回")
    if whole.announcement.state not in (AnnouncementState.PUBLISHED, AnnouncementState.CLOSED):
        raise Stale
    return whole


async def _to_tell(session: AsyncSession, announcement_id: int, kind: RecallKind) -> list[int]:
    """Of fraud and a blacklisted employer everyone who received it; else who opened it or wants it."""
    states = ARRIVED if kind in TOLD_TO_ALL else (State.OPENED, State.ACKNOWLEDGED)
    seen = await announcements.in_states(session, announcement_id, states)
    return sorted({*seen, *await announcements.wanting(session, announcement_id)})


async def _tell(
    session: AsyncSession, whole: Whole, kind: RecallKind, told: list[int], now: datetime, by: int | None
) -> None:
    announcement: Announcement = whole.announcement
    notice = Notice(
        PushKind.RECORD,
        "published/told_recall",
        key=f"recall:{announcement.id}",
        title=whole.employer.name,
        values={
            "employer": whole.employer.name,
            "title": announcement.title,
            "kind": kind.value,
            "reason": announcement.recall_reason,
        },
        created_by=by,
        urgent=kind == RecallKind.FRAUD,
    )
    await pushing.to_people(session, notice, told, now)
