"""Recall an announcement (撤回): stop queued deliveries, edit delivered messages, and notify people and classes.

A delivery that arrived becomes RECALLED at once, so that the ledger balances at every moment. It keeps the time and the
id of its message, and ``outdated`` is set until the message is edited (``jobs/sending/mend``).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import DELIVERED, State
from bot.domain.delivery.push import PushKind, PushState
from bot.domain.employer import only_facts
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
"""The number of characters of a recall's reason that are kept."""
ARRIVED = (*DELIVERED, State.UNCERTAIN, State.SENDING)
"""The states of rows whose message has arrived, or may arrive in a moment."""


@dataclass(frozen=True)
class Preview:
    """The numbers of a recall: rows that it stops, messages that it edits, and people that it notifies."""

    whole: Whole
    kind: RecallKind
    words: str
    stops: int
    edits: int
    tells: int
    classes: int
    """The number of classes whose cadre relayed the announcement outside the bot.

    Their next report contains the recall.
    """


async def preview(session: AsyncSession, announcement_id: int, kind: RecallKind, words: str) -> Preview:
    """Return the preview of a recall. Raises the errors of ``recall``, and Accuses."""
    whole = await _published(session, announcement_id)
    return Preview(
        whole,
        kind,
        only_facts(words.strip()[:LONGEST]),
        stops=len(await announcements.in_states(session, announcement_id, [State.QUEUED, State.WAITING])),
        edits=await changes.count_messages(session, announcement_id),
        tells=len(await _to_tell(session, announcement_id, kind)),
        classes=await class_news.count_relayed(session, announcement_id),
    )


async def recall(
    session: AsyncSession, announcement_id: int, kind: RecallKind, words: str, by: int | None, now: datetime
) -> Change:
    """Withdraw a published announcement for good.

    Raises NotFound, AlreadyDone if it is recalled, Stale if it was never published, and Accuses.
    """
    whole = await _published(session, announcement_id, lock=True)
    announcement, told = whole.announcement, await _to_tell(session, announcement_id, kind)
    announcement.state = AnnouncementState.RECALLED
    announcement.recalled_at, announcement.recall_kind = now, kind
    announcement.recall_reason = only_facts(words.strip()[:LONGEST])
    for push in await announcements.pushes(session, announcement_id):
        push.state = PushState.STOPPED
        await pushes.take_back(session, push.id)
        await changes.withdraw(session, push.id)
        await relay.close(session, push.id, now)
    # from here on no further message can be sent, and every message on its way is a SENDING row
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
    """Recall a message that arrives after its announcement was recalled.

    The recall marks rows as outdated. If a row was claimed while the recall was being written, it missed the mark, so
    its ``sending_at`` is compared too.
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
        raise NotFound("announcement")
    if whole.announcement.state == AnnouncementState.RECALLED:
        raise AlreadyDone("recalled")
    if whole.announcement.state not in (AnnouncementState.PUBLISHED, AnnouncementState.CLOSED):
        raise Stale
    return whole


async def _to_tell(session: AsyncSession, announcement_id: int, kind: RecallKind) -> list[int]:
    """Return the ids of the people to notify.

    For kinds in ``TOLD_TO_ALL`` they are all who received the message. For other kinds they are those who opened it or
    want it.
    """
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
            "announcement": announcement.id,
            "employer": whole.employer.name,
            "title": announcement.title,
            "kind": kind.value,
            "reason": announcement.recall_reason,
        },
        created_by=by,
        urgent=kind == RecallKind.FRAUD,
    )
    await pushing.to_people(session, notice, told, now)
