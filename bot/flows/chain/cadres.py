"""The cadres of a class: its counsellor, its college or the office appoints, relieves and puts them back.

Seats are dated, never deleted.
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
"""A 卸任 can be taken back for this long."""


@dataclass(frozen=True)
class Board:
    """The cadres of a class."""

    unit: Unit
    seats: Sequence[CadreSeat]


async def board(session: AsyncSession, class_id: int, by: Speaker) -> Board:
    """The cadres of a class. Raises NotFound unless it is a class, NotAllowed unless ``by`` answers for it."""
    unit = await scope.chosen(session, class_id, by)
    if unit.kind != UnitKind.CLASS:
        raise NotFound("这个班级")
    return Board(unit, await cadres.seats(session, class_id))


async def candidates(session: AsyncSession, class_id: int, by: Speaker, substitute: bool) -> list[Classmate]:
    """Classmates whom the bot reaches and who do not hold this kind of seat yet. Raises what ``board`` raises."""
    seen = await board(session, class_id, by)
    taken = {seat.person_id for seat in seen.seats if seat.substitute == substitute}
    return [each for each in await cadres.classmates(session, class_id) if each.reached and each.person_id not in taken]


async def named(session: AsyncSession, class_id: int, words: str) -> list[Classmate]:
    """The classmates whose number or name is ``words``; several when they share a name. Raises UnknownClassmate."""
    found = await cadres.classmates(session, class_id, normalise_name(words)) if words.strip() else []
    if not found:
        raise UnknownClassmate(words.strip()[:20])
    return found


async def appoint(
    session: AsyncSession, class_id: int, person_id: int, by: Speaker, now: datetime, *, substitute: bool
) -> Membership:
    """Make a classmate cadre or substitute, and tell them. Their seat of the other kind ends.

    Raises what ``board`` raises; NotFound for somebody outside the class; AlreadyDone when they hold this seat.
    """
    seen = await board(session, class_id, by)
    if person_id not in {each.person_id for each in await cadres.classmates(session, class_id)}:
        raise NotFound("这位同学")
    held = await cadres.seat_of(session, person_id, class_id)
    if held is not None and held.substitute == substitute:
        raise AlreadyDone("这位同学已经担任了")
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
    """Give a person a cadre's seat from now on; any other cadre's seat of theirs in the class ends."""
    held = await cadres.seat_of(session, person_id, class_id)
    if held is not None:
        held.until = now
        await session.flush()
    seat = Membership(person_id=person_id, role=Role.CADRE, unit_id=class_id, since=now, substitute=substitute)
    session.add(seat)
    await session.flush()
    return seat


async def seat(session: AsyncSession, membership_id: int, by: Speaker) -> tuple[Membership, Person]:
    """A cadre's seat, past or present. Raises NotFound; NotAllowed unless ``by`` answers for the class."""
    found = await session.get(Membership, membership_id, with_for_update=True)
    if found is None or found.role != Role.CADRE:
        raise NotFound("这位班干部")
    await scope.chosen(session, found.unit_id, by)
    return found, await session.get_one(Person, found.person_id)


async def relieve(session: AsyncSession, membership_id: int, by: Speaker, now: datetime) -> Membership:
    """卸任: end the seat; its buttons stop working. Raises what ``seat`` raises, AlreadyDone when it has ended."""
    found, _ = await seat(session, membership_id, by)
    if found.until is not None:
        raise AlreadyDone("这位同学已经卸任")
    found.until = now
    await session.flush()
    return found


async def put_back(session: AsyncSession, membership_id: int, by: Speaker, now: datetime) -> Membership:
    """Take a 卸任 back within a day: a new seat begins, with its own date.

    Raises what ``seat`` raises; AlreadyDone when the person holds a seat in the class; Stale after a day.
    """
    found, _ = await seat(session, membership_id, by)
    if found.until is None or await cadres.seat_of(session, found.person_id, found.unit_id) is not None:
        raise AlreadyDone("这位同学已经担任了")
    if found.until < now - UNDO:
        raise Stale
    return await sit(session, found.person_id, found.unit_id, now, substitute=found.substitute)
