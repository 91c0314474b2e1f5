"""Match students who bind, return or change their wishes with the announcements that are still open.

Matched announcements come with the next digest, never one by one (DESIGN §3.7).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import State, move
from bot.domain.people import Reach
from bot.flows.matching import fitting
from bot.flows.matching.fitting import Fit
from bot.flows.publishing import enrol
from bot.messenger import Failure
from bot.store import choices, people
from bot.store.chain import chain
from bot.store.delivery import pushes
from bot.store.delivery.pushes import Recipient
from bot.store.postings import postings
from bot.store.publishing import catch_up
from bot.store.register import bonds
from bot.store.tables import Delivery, Push

AT_ONCE = 50
REST = timedelta(minutes=5)
"""Students change wishes tap by tap. Their wishes are matched when nothing has changed for this long."""


async def some(session: AsyncSession, now: datetime) -> int:
    """Match up to ``AT_ONCE`` of the people who are due with the open postings. Returns how many were matched.

    Returns 0 if no person is due, or if the office has switched catching up off.
    """
    if not await choices.catch_up(session):
        return 0
    until = now - REST
    late = await catch_up.due(session, until, AT_ONCE)
    if not late:
        return 0
    opened = {posting.id: posting for posting in await postings.open_postings(session, now)}
    found = await fitting.of_openings(
        session, [postings.opening(posting) for posting in opened.values()], person_ids=late
    )
    running = await catch_up.pushes_of(session, sorted({posting.announcement_id for posting in opened.values()}))
    known = await catch_up.rows(session, [push.id for push in running.values()], late)
    for announcement_id, push in running.items():
        fits = _of(found.everybody, {each.id for each in opened.values() if each.announcement_id == announcement_id})
        if fits:
            await _add(session, push, fits, known.get(push.id, []), now)
    await catch_up.mark(session, late, until)
    return len(late)


async def chat_shut(session: AsyncSession, telegram_id: int) -> None:
    """Record at once that the person blocked the bot, so that no further message is sent in vain."""
    await people.mark_reach(session, telegram_id, Reach.BLOCKED)


async def chat_open(session: AsyncSession, telegram_id: int) -> bool:
    """Record that the person can be reached again.

    The next run matches what they missed. Their own pause (暂停) is kept. Returns False if there is no bond, or if its
    chat was open already.
    """
    bond = await bonds.of_telephone(session, telegram_id)
    if bond is None or bond.reach == Reach.OPEN:
        return False
    bond.reach = Reach.OPEN
    await catch_up.mark(session, [bond.person_id], None)
    return True


def _of(fits: Sequence[Fit], posting_ids: set[int]) -> list[Fit]:
    """Keep only the rows whose posting is in ``posting_ids``. People without such a row are left out."""
    narrowed = [Fit(fit.candidate, tuple(row for row in fit.rows if row.posting in posting_ids)) for fit in fits]
    return [fit for fit in narrowed if fit.rows]


async def _add(
    session: AsyncSession, push: Push, fits: Sequence[Fit], known: Sequence[Delivery], now: datetime
) -> None:
    """Add rows for people who have none, and queue rows again whose person could not be reached.

    All come with the digest.
    """
    mine = {delivery.person_id: delivery for delivery in known}
    rungs = {rung.unit_id: rung for rung in await chain.rungs_of(session, push.id)}
    fresh = []
    for fit in fits:
        person_id = fit.candidate.graduate.person_id
        # an open rung holds back a late row in the same way as every other row
        state = State.QUEUED if enrol.passed(push, rungs, fit) else State.WAITING
        if person_id not in mine:
            place = fit.candidate.class_id, fit.candidate.college_id
            fresh.append(Recipient(person_id, state, None, *place, fit.told.dump(), True, fit.told.score))
        elif _was_out_of_reach(delivery := mine[person_id]):
            delivery.state, delivery.reason = move(delivery.state, state), None
            delivery.bundled, delivery.queued_at = True, now
    if fresh:
        await pushes.add_recipients(session, push, fresh, now)
    await session.flush()


def _was_out_of_reach(delivery: Delivery) -> bool:
    """Whether the row may be tried again. RELAYED rows may not, because a classmate has told the student."""
    never_started = delivery.state == State.FAILED and delivery.reason == Failure.NOT_STARTED
    return never_started or delivery.state in (State.NO_BOT, State.BLOCKED)
