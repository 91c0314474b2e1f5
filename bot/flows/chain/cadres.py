"""The cadres of a class. Its counsellor, its college or the office appoints them, relieves them and restores them.

A seat is a dated membership of a class. It is never deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.push import PushKind
from bot.domain.errors import AlreadyDone, NotFound, Stale, UnknownClassmate
from bot.domain.people import Role, UnitKind, normalise_name
from bot.flows import scope
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store.chain import cadres
from bot.store.chain.cadres import CadreSeat, Classmate
from bot.store.people import Speaker
from bot.store.tables import Membership, Person, Unit

UNDO = timedelta(days=1)
"""A relieved cadre (卸任) can be restored for this long."""


@dataclass(frozen=True)
class Board:
    """A class and the seats of its cadres."""

    unit: Unit
    seats: Sequence[CadreSeat]


async def board(session: AsyncSession, class_id: int, by: Speaker) -> Board:
    """Return a class and its cadres.

    Raises NotFound unless ``class_id`` is a class, and NotAllowed unless ``by`` is responsible for it.
    """
    unit = await scope.chosen(session, class_id, by)
    if unit.kind != UnitKind.CLASS:
        raise NotFound("class")
    return Board(unit, await cadres.seats(session, class_id))


async def candidates(session: AsyncSession, class_id: int, by: Speaker, substitute: bool) -> list[Classmate]:
    """Return the classmates that the bot can reach and that do not have this kind of seat yet.

    Raises the errors of ``board``.
    """
    seen = await board(session, class_id, by)
    taken = {seat.person_id for seat in seen.seats if seat.substitute == substitute}
    return [each for each in await cadres.classmates(session, class_id) if each.reached and each.person_id not in taken]


async def named(session: AsyncSession, class_id: int, words: str) -> list[Classmate]:
    """Return the classmates whose number or name is ``words``.

    Several classmates can share a name. Raises UnknownClassmate if no classmate has this name.
    """
    found = await cadres.classmates(session, class_id, normalise_name(words)) if words.strip() else []
    if not found:
        raise UnknownClassmate(words.strip()[:20])
    return found


async def appoint(
    session: AsyncSession, class_id: int, person_id: int, by: Speaker, now: datetime, *, substitute: bool
) -> Membership:
    """Make a classmate a cadre or a substitute, and notify them. If they have a seat of the other kind, it ends.

    Raises the errors of ``board``, NotFound if the person is not in the class, and AlreadyDone if they already have
    this seat.
    """
    seen = await board(session, class_id, by)
    if person_id not in {each.person_id for each in await cadres.classmates(session, class_id)}:
        raise NotFound("classmate")
    held = await cadres.seat_of(session, person_id, class_id)
    if held is not None and held.substitute == substitute:
        raise AlreadyDone("serving")
    seat = await sit(session, person_id, class_id, now, substitute=substitute)
    notice = Notice(
        PushKind.RECORD,
        "cadres/appointed",
        key=f"cadre:{seat.id}",
        values={"unit": seen.unit.name, "substitute": substitute},
    )
    await pushing.to_people(session, notice, [person_id], now)
    return seat


async def sit(
    session: AsyncSession, person_id: int, class_id: int, now: datetime, *, substitute: bool = False
) -> Membership:
    """Give a person a cadre's seat from now on. If they have another cadre's seat in the class, it ends."""
    held = await cadres.seat_of(session, person_id, class_id)
    if held is not None:
        held.until = now
        await session.flush()
    seat = Membership(person_id=person_id, role=Role.CADRE, unit_id=class_id, since=now, substitute=substitute)
    session.add(seat)
    await session.flush()
    return seat


async def seat(session: AsyncSession, membership_id: int, by: Speaker) -> tuple[Membership, Person]:
    """Return a cadre's seat, past or present, and the person.

    Raises NotFound, and NotAllowed unless ``by`` is responsible for the class.
    """
    found = await session.get(Membership, membership_id, with_for_update=True)
    if found is None or found.role != Role.CADRE:
        raise NotFound("cadre")
    await scope.chosen(session, found.unit_id, by)
    return found, await session.get_one(Person, found.person_id)


async def relieve(session: AsyncSession, membership_id: int, by: Speaker, now: datetime) -> Membership:
    """Relieve a cadre (卸任): end the seat, so that its buttons stop working.

    Raises the errors of ``seat``, and AlreadyDone if the seat has ended.
    """
    found, _ = await seat(session, membership_id, by)
    if found.until is not None:
        raise AlreadyDone("relieved")
    found.until = now
    await session.flush()
    return found


async def put_back(session: AsyncSession, membership_id: int, by: Speaker, now: datetime) -> Membership:
    """Restore a relieved cadre within a day. A new seat begins, with its own date.

    Raises the errors of ``seat``, AlreadyDone if the person has a seat in the class, and Stale after a day.
    """
    found, _ = await seat(session, membership_id, by)
    if found.until is None or await cadres.seat_of(session, found.person_id, found.unit_id) is not None:
        raise AlreadyDone("serving")
    if found.until < now - UNDO:
        raise Stale
    return await sit(session, found.person_id, found.unit_id, now, substitute=found.substitute)
