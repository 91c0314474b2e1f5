"""Down the chain: a college passes on or holds, classes get their rungs, silence passes by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import chain
from bot.domain.chain import Release, RungState
from bot.domain.errors import AlreadyDone, BadInput, NotAllowed, NotFound
from bot.domain.people import Role, UnitKind
from bot.domain.push import PushKind
from bot.flows import pushing
from bot.store import chain as rungs
from bot.store import choices, people, pushes
from bot.store.chain import ClassShare
from bot.store.people import Speaker
from bot.store.tables import Push, Rung, Unit


@dataclass(frozen=True)
class Card:
    """What a college sees of a rung: the push, how many it concerns, in which classes, how many have no bot."""

    rung: Rung
    push: Push
    unit: Unit
    classes: Sequence[ClassShare]

    @property
    def matched(self) -> int:
        return sum(share.matched for share in self.classes)

    @property
    def without_bot(self) -> int:
        return sum(share.without_bot for share in self.classes)

    @property
    def is_open(self) -> bool:
        return self.rung.state in (RungState.OPEN, RungState.HELD)


async def open_colleges(session: AsyncSession, push: Push, opened: Sequence[Rung], now: datetime) -> None:
    """Bring new college rungs to their holders; where nobody holds one, or nothing waits there, it passes at once."""
    for rung in opened:
        if rung.state != RungState.OPEN:
            await _open_classes(session, rung, push, now)
            continue
        staff = await people.holders(session, [rung.unit_id], Role.COLLEGE)
        bound = [holder.person_id for holder in staff if holder.telegram_id is not None]
        if not bound:
            await _end(session, rung, RungState.BYPASSED, now, None)
            continue
        card = await card_of(session, rung)
        await pushing.to_people(
            session,
            PushKind.TASK,
            "chain/college_card",
            bound,
            now,
            key=f"rung:{rung.id}",
            values=card_values(card),
        )


async def card_of(session: AsyncSession, rung: Rung) -> Card:
    push = await session.get_one(Push, rung.push_id)
    unit = await session.get_one(Unit, rung.unit_id)
    return Card(rung, push, unit, await rungs.class_shares(session, rung.push_id, rung.unit_id))


def card_values(card: Card) -> dict[str, Any]:
    """A card as plain values, so that it can wait in a row until it is sent."""
    deadline = card.rung.deadline
    held_until = card.rung.held_until
    return {
        "rung": card.rung.id,
        "title": card.push.title,
        "unit": card.unit.name,
        "state": card.rung.state.value,
        "matched": card.matched,
        "without_bot": card.without_bot,
        "classes": [[share.name, share.matched, share.without_bot] for share in card.classes],
        "deadline": deadline.isoformat() if deadline else None,
        "held_until": held_until.isoformat() if held_until else None,
        "note": card.rung.note,
        "urgent": card.push.urgent,
    }


async def pass_on(session: AsyncSession, rung_id: int, by: Speaker, now: datetime, note: str = "") -> Card:
    """The college passes on: what waits for its students is queued, its classes get their rungs."""
    rung = await _of_college(session, rung_id, by)
    if rung.state not in (RungState.OPEN, RungState.HELD):
        raise AlreadyDone("这条岗位已经下发")
    rung.note = note
    await _end(session, rung, RungState.PASSED, now, by.person_id)
    return await card_of(session, rung)


async def hold(session: AsyncSession, rung_id: int, by: Speaker, now: datetime, until: datetime, reason: str) -> Card:
    """The college keeps a push back until a moment; then it passes by itself."""
    rung = await _of_college(session, rung_id, by)
    if rung.state != RungState.OPEN:
        raise AlreadyDone("这条岗位已经处理")
    if until <= now:
        raise BadInput("暂缓的截止时间已经过了，请选一个将来的时间。")
    rung.state = chain.move(rung.state, RungState.HELD)
    rung.held_until, rung.note = until, reason
    rung.acted_by, rung.acted_at = by.person_id, now
    return await card_of(session, rung)


async def rung_card(session: AsyncSession, rung_id: int, by: Speaker) -> Card:
    """The card as it stands now, for who may act on it."""
    return await card_of(session, await _of_college(session, rung_id, by))


async def pass_by_itself(session: AsyncSession, now: datetime) -> int:
    """College rungs whose time is up: silent ones are bypassed, held ones released. Returns how many."""
    due = await rungs.colleges_due(session, now)
    for rung in due:
        held = rung.state == RungState.HELD
        await _end(session, rung, RungState.PASSED if held else RungState.BYPASSED, now, None)
    return len(due)


async def _of_college(session: AsyncSession, rung_id: int, by: Speaker) -> Rung:
    rung = await session.get(Rung, rung_id, with_for_update=True)
    if rung is None or rung.level != UnitKind.COLLEGE:
        raise NotFound("这条岗位")
    if rung.unit_id not in by.units(Role.COLLEGE) and not by.holds(Role.OFFICE):
        raise NotAllowed
    return rung


async def _end(session: AsyncSession, rung: Rung, state: RungState, now: datetime, by: int | None) -> None:
    rung.state = chain.move(rung.state, state)
    rung.acted_by, rung.acted_at = by, now
    push = await session.get_one(Push, rung.push_id)
    if push.release != Release.CLASS:
        await pushes.queue_waiting(session, rung.push_id, now, college_id=rung.unit_id)
    await _open_classes(session, rung, push, now)


async def _open_classes(session: AsyncSession, college: Rung, push: Push, now: datetime) -> None:
    """Each class with matches gets a rung; it reaches its holders in the next class report."""
    calendar = await choices.calendar(session)
    for share in await rungs.class_shares(session, college.push_id, college.unit_id):
        if await rungs.rung_for(session, college.push_id, share.unit_id) is None:
            session.add(
                Rung(
                    push_id=college.push_id,
                    unit_id=share.unit_id,
                    level=UnitKind.CLASS,
                    opened_at=now,
                    deadline=chain.deadline(UnitKind.CLASS, now, push.urgent, *calendar),
                )
            )
    await session.flush()
