"""Checks just before sending whether a delivery may still be sent, and to which chat."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.delivery import quiet_hours
from bot.domain.delivery.delivery import Skip, State, move
from bot.domain.delivery.push import AT_CAP, MANDATORY, AtCap, PushKind, PushState, refused
from bot.domain.delivery.quiet_hours import Quiet
from bot.domain.people import Reach
from bot.domain.student import digest
from bot.flows.delivery import ack_reminder
from bot.flows.destinations import ask_destination
from bot.flows.student import bookmarks
from bot.flows.wishes import aging, mutes
from bot.settings import Settings
from bot.store import choices, people
from bot.store.delivery import outgoing
from bot.store.tables import Delivery, Push, Student
from bot.store.wishes import graduates

STILL_TRUE: dict[str, Callable[[AsyncSession, Push, Delivery, datetime], Awaitable[Any]]] = {
    bookmarks.DUE: bookmarks.still_due,
    ack_reminder.TEMPLATE: ack_reminder.still_silent,
    ask_destination.TEMPLATE: ask_destination.still_untold,
    aging.ALONE: aging.still_asked,
}
"""Whether the reason for a reminder still holds, by its template. The reminder may have waited for a night."""


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
    reason = await _reason_to_skip(session, push, delivery, student, now)
    if reason is not None:
        delivery.state, delivery.reason = move(delivery.state, State.SKIPPED), reason
        return None
    quiet = await _quiet(session, student, settings)
    if student is not None and await _is_full(session, push, delivery, now, settings):
        _put_off(push, delivery, now, quiet)
        return None
    if push.kind == PushKind.POSTING and await _bundles(session, push, delivery, now):
        delivery.bundled, delivery.queued_at = True, now
        return None
    if not push.urgent:
        later = quiet_hours.out_of_quiet(now, quiet)
        if later > now:
            delivery.not_before = later
            return None
    return bond.telegram_id


def _put_off(push: Push, delivery: Delivery, now: datetime, quiet: Quiet | None) -> None:
    """Delay a message beyond the daily cap, as ``AT_CAP`` says. The postings of a skipped digest go into the next."""
    if push.kind == PushKind.DIGEST:
        delivery.state, delivery.reason = move(delivery.state, State.SKIPPED), Skip.CAP
    elif AT_CAP[push.kind] == AtCap.DIGEST:
        delivery.bundled, delivery.queued_at = True, now
    else:
        delivery.not_before = quiet_hours.next_morning(now, quiet)


async def _bundles(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> bool:
    """Whether a posting waits for the digest, because the student's rhythm changed."""
    today = now.astimezone(SHANGHAI).date()
    return any(each.bundles(today, push.urgent) for each in await graduates.candidates(session, [delivery.person_id]))


async def _quiet(session: AsyncSession, student: Student | None, settings: Settings) -> Quiet | None:
    """Return the student's own quiet hours, else the school's. None means none."""
    if student is None or student.quiet is None:
        return await choices.quiet(session, settings.quiet_hours)
    return quiet_hours.parse_quiet(student.quiet)


async def _reason_to_skip(
    session: AsyncSession, push: Push, delivery: Delivery, student: Student | None, now: datetime
) -> Skip | None:
    if push.not_after is not None and now > push.not_after:
        return Skip.EXPIRED
    if student is None:
        return None
    off = refused(push.kind, student.standing, student.silenced, student.opted_out)
    if off is not None or push.kind in MANDATORY:
        return off
    if push.kind in (PushKind.POSTING, PushKind.DIGEST) and student.settled and not student.keeps_receiving:
        return Skip.SETTLED
    still = STILL_TRUE.get(push.template)
    if still is not None and not await still(session, push, delivery, now):
        return Skip.UNWANTED
    if push.kind == PushKind.POSTING and not delivery.told.still:
        return Skip.UNFIT
    if push.kind == PushKind.POSTING and await mutes.covers(session, student, delivery):
        return Skip.UNWANTED
    return None


async def _is_full(session: AsyncSession, push: Push, delivery: Delivery, now: datetime, settings: Settings) -> bool:
    """Whether the student has got the day's limit of messages.

    If a digest is still to come, single postings leave one place for it, because it brings the postings beyond the cap.
    An urgent posting that closes before the next digest is sent all the same.
    """
    if AT_CAP[push.kind] == AtCap.SENT:
        return False
    places = await choices.daily_cap(session, settings.daily_cap)
    extra = await choices.holidays(session)
    if push.kind == PushKind.POSTING and push.urgent:
        if push.not_after is not None and push.not_after < digest.next_noon(now, extra):
            return False
    elif push.kind == PushKind.POSTING:
        places -= digest.is_to_come(now, extra)
    return await outgoing.sent_since(session, delivery.person_id, quiet_hours.midnight(now)) >= places
