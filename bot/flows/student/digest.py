"""The digest: one message with the best of the postings that have gathered for a student since the last digest.

The digest's own delivery (the carrier) carries the deliveries of those postings. They remain rows of their own pushes,
so that every ledger balances, and they take the carrier's state.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import Skip, State, move
from bot.domain.delivery.push import PushKind, PushState
from bot.domain.people import Reach
from bot.domain.student import digest
from bot.domain.student.digest import Item, Window
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.matching import fitting
from bot.flows.wishes import aging, mutes
from bot.store import choices
from bot.store.delivery import pushes
from bot.store.postings import postings
from bot.store.student import digests
from bot.store.student.digests import Waiting
from bot.store.tables import Delivery

TEMPLATE = "digest/message"


async def make(session: AsyncSession, now: datetime) -> int:
    """Make the digests of the open window, once. Returns the number of people who get one.

    A missed window is made up for until the evening. After that its rows wait for the next window.
    """
    window = digest.window(now, await choices.holidays(session))
    if window is None or await pushes.by_key(session, _key(window)) is not None:
        return 0
    rows = await _still_open(session, await digests.waiting(session, window), now)
    rows = await mutes.heeded(session, rows)
    reach = await pushes.reachable(session, list({row.person_id for row in rows}))
    rows = await _still_wanted(session, await _reachable(session, rows, reach))
    if not rows:
        return 0
    carried, outranked = await _choose(session, rows)
    left_out = [item.delivery_id for items in outranked.values() for item in items]
    await digests.set_aside(session, left_out, State.SKIPPED, Skip.OUTRANKED)
    asked = await aging.in_digest(session, list(carried), window)
    notice = Notice(
        PushKind.DIGEST,
        TEMPLATE,
        key=_key(window),
        values={"day": window.day.isoformat()},
        title="岗位汇总",
        not_after=window.stale_at,
    )
    own = {
        person: {"more": sum(item.postings for item in outranked[person]), **aging.asks(person in asked)}
        for person in carried
    }
    push = await pushing.to_people(session, notice, list(carried), now, own)
    carrier = await digests.carriers(session, push.id)
    await digests.carry(
        session, {item.delivery_id: carrier[person] for person, items in carried.items() for item in items}
    )
    return len(carried)


def _key(window: Window) -> str:
    return f"digest:{window.day.isoformat()}"


async def _still_open(session: AsyncSession, rows: Sequence[Waiting], now: datetime) -> list[Waiting]:
    """Return the rows whose announcement is still open. The others are skipped as expired."""
    closed = {row.delivery_id for row in rows if row.not_after is not None and row.not_after < now}
    await digests.set_aside(session, sorted(closed), State.SKIPPED, Skip.EXPIRED)
    return [row for row in rows if row.delivery_id not in closed]


async def _reachable(session: AsyncSession, rows: Sequence[Waiting], reach: Mapping[int, Reach]) -> list[Waiting]:
    """Return the rows whose student has an open chat. The others become BLOCKED or NO_BOT."""
    shut: defaultdict[tuple[State, str | None], list[int]] = defaultdict(list)
    for row in rows:
        if reach.get(row.person_id) != Reach.OPEN:
            shut[pushing.first_state(reach.get(row.person_id))].append(row.delivery_id)
    for (state, reason), ids in shut.items():
        await digests.set_aside(session, ids, state, reason)
    return [row for row in rows if reach.get(row.person_id) == Reach.OPEN]


async def _still_wanted(session: AsyncSession, rows: Sequence[Waiting]) -> list[Waiting]:
    """Return the rows that still fit after corrections and changes of wishes. The others are skipped."""
    await digests.set_aside(session, [row.delivery_id for row in rows if not row.postings], State.SKIPPED, Skip.UNFIT)
    rows = [row for row in rows if row.postings]
    if not rows:
        return []
    changed = await digests.wishes_changed(session, min(row.queued_at for row in rows))
    doubtful = [row for row in rows if row.person_id in changed and changed[row.person_id] > row.queued_at]
    if not doubtful:
        return list(rows)
    known = await digests.postings(session, sorted({posting for row in doubtful for posting in row.postings}))
    found = await fitting.of_openings(
        session,
        [postings.opening(each) for each in known.values()],
        person_ids=sorted({row.person_id for row in doubtful}),
    )
    fits = {(fit.candidate.graduate.person_id, row.posting) for fit in found.everybody for row in fit.rows}
    gone = {row.delivery_id for row in doubtful if not any((row.person_id, each) in fits for each in row.postings)}
    await digests.set_aside(session, sorted(gone), State.SKIPPED, Skip.UNWANTED)
    return [row for row in rows if row.delivery_id not in gone]


async def _choose(
    session: AsyncSession, rows: Sequence[Waiting]
) -> tuple[dict[int, list[Item]], dict[int, list[Item]]]:
    """Return two maps from a person's id to items: the items that the digest carries, and the items that it leaves
    out."""
    most = await choices.digest_size(session)
    found = await digests.openings(session, sorted({row.announcement_id for row in rows}))
    openings = {posting: (employer, digest.bare(title)) for posting, (employer, title) in found.items()}
    carried: dict[int, list[Item]] = {}
    outranked: dict[int, list[Item]] = {}
    for person, group in groupby(rows, key=lambda row: row.person_id):
        items = [_item(row, openings) for row in group]
        carried[person], outranked[person] = digest.choose(items, most)
    return carried, outranked


def _item(row: Waiting, openings: Mapping[int, tuple[int, str]]) -> Item:
    known = [openings[posting] for posting in row.postings if posting in openings]
    employer = known[0][0] if known else -row.announcement_id
    return Item(row.delivery_id, row.score, employer, frozenset(title for _, title in known), len(row.postings))


async def settle(session: AsyncSession, carrier: Delivery, now: datetime) -> bool:
    """Remove the rows that may not be sent any more, just before a digest is composed.

    Returns False if no row is left.
    """
    left = False
    for row, push in await digests.carried(session, carrier.id):
        if row.state != State.QUEUED or push.state != PushState.RUNNING:
            row.carrier_id = None  # recalled meanwhile, or its push is halted: the next digest may carry it
        elif push.not_after is not None and push.not_after < now:
            row.carrier_id = None
            row.state, row.reason = move(row.state, State.SKIPPED), Skip.EXPIRED
        else:
            left = True
    await session.flush()
    return left
