"""Checks just before sending whether a delivery may still be sent, and to which chat."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.delivery import quiet_hours
from bot.domain.delivery.delivery import Skip, State, move
from bot.domain.delivery.push import MANDATORY, THOUGH_PAUSED, PushKind, PushState
from bot.domain.delivery.quiet_hours import Quiet
from bot.domain.people import Reach, Standing
from bot.domain.student import digest
from bot.flows.student import bookmarks
from bot.flows.wishes import mutes
from bot.settings import Settings
from bot.store import choices, people
from bot.store.delivery import outgoing
from bot.store.tables import Delivery, Push, Student
from bot.store.wishes import graduates


async def chat_for(
    session: AsyncSession, push: Push, delivery: Delivery, now: datetime, settings: Settings
) -> int | None:
    """Return the chat to send to, or None.

    None means that the push is not running, or that the delivery was skipped, deferred or ended. It ends as NO_BOT
    without a bond, and as BLOCKED with a closed chat.
    """
    if push.state != PushState.RUNNING:
        return None
    bond = await people.bond_of(session, delivery.person_id)
    if bond is None:
        delivery.state = move(delivery.state, State.NO_BOT)
        return None
    if bond.reach != Reach.OPEN:
        delivery.state, delivery.reason = move(delivery.state, State.BLOCKED), bond.reach
        return None
    student = await session.get(Student, delivery.person_id)
    reason = await _reason_to_skip(session, push, delivery, student, now, settings)
    if await _waits_for_digest(session, push, delivery, reason, now):
        delivery.bundled, delivery.queued_at = True, now
        return None
    if reason is not None:
        delivery.state, delivery.reason = move(delivery.state, State.SKIPPED), reason
        return None
    if not push.urgent:
        later = quiet_hours.out_of_quiet(now, await _quiet(session, student, settings))
        if later > now:
            delivery.not_before = later
            return None
    return bond.telegram_id


async def _waits_for_digest(
    session: AsyncSession, push: Push, delivery: Delivery, reason: Skip | None, now: datetime
) -> bool:
    """Whether a posting waits for the digest: the daily cap is reached, or the student's rhythm changed."""
    if push.kind != PushKind.POSTING or reason not in (None, Skip.CAP):
        return False
    today = now.astimezone(SHANGHAI).date()
    found = await graduates.candidates(session, [delivery.person_id])
    return reason == Skip.CAP or any(each.bundles(today, push.urgent) for each in found)


async def _quiet(session: AsyncSession, student: Student | None, settings: Settings) -> Quiet | None:
    """Return the student's own quiet hours, else the school's. None means none."""
    if student is None or student.quiet is None:
        return await choices.quiet(session, settings.quiet_hours)
    return quiet_hours.parse_quiet(student.quiet)


async def _reason_to_skip(
    session: AsyncSession, push: Push, delivery: Delivery, student: Student | None, now: datetime, settings: Settings
) -> Skip | None:
    if push.not_after is not None and now > push.not_after:
        return Skip.EXPIRED
    paused = student is not None and student.standing == Standing.PAUSED
    if student is not None and (student.silenced or (paused and push.kind not in THOUGH_PAUSED)):
        return Skip.INACTIVE
    if push.kind in MANDATORY or student is None:
        return None
    if student.standing != Standing.ACTIVE:
        return Skip.INACTIVE
    if student.opted_out:
        return Skip.OPTED_OUT
    if push.kind in (PushKind.POSTING, PushKind.DIGEST) and student.settled and not student.keeps_receiving:
        return Skip.SETTLED
    if push.template == bookmarks.DUE and not await bookmarks.still_due(session, push, delivery, now):
        return Skip.UNWANTED
    if push.kind == PushKind.POSTING and not delivery.told.still:
        return Skip.UNFIT
    if push.kind == PushKind.POSTING and await mutes.covers(session, student, delivery):
        return Skip.UNWANTED
    midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    sent = await outgoing.sent_since(session, student.person_id, midnight)
    return Skip.CAP if sent >= await _places(session, push, now, settings) else None


async def _places(session: AsyncSession, push: Push, now: datetime, settings: Settings) -> int:
    """Return how many messages a student may get today before ``push`` is skipped.

    Before today's digest, single postings leave one place for it, because it contains the postings beyond the cap.
    """
    cap = await choices.daily_cap(session, settings.daily_cap)
    if push.kind != PushKind.POSTING or push.urgent:
        return cap
    return cap - digest.is_to_come(now, await choices.holidays(session))
