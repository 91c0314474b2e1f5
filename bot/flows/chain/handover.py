"""A cadre names a successor. The seat and all its open tasks pass to the successor when they accept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.push import PushKind
from bot.domain.errors import AlreadyDone, HandoverOpen, NotAllowed, NotFound, Stale, SuccessorUnreached
from bot.domain.people import HandoverState, Role
from bot.flows.chain.cadres import sit
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store.chain import cadres, waiting
from bot.store.chain.cadres import Classmate
from bot.store.delivery import pushes
from bot.store.people import Speaker
from bot.store.tables import Handover, Person, Unit


@dataclass(frozen=True)
class Offer:
    """A handover with its class, the cadre (``before``) and the successor (``after``)."""

    handover: Handover
    unit: Unit
    before: Person
    after: Person

    def values(self) -> dict[str, object]:
        return {
            "handover": self.handover.id,
            "unit": self.unit.name,
            "before": self.before.name,
            "after": self.after.name,
            "state": self.handover.state.value,
        }


async def classes(session: AsyncSession, by: Speaker) -> list[Unit]:
    """Return the classes in which the speaker is a cadre."""
    return [await session.get_one(Unit, unit_id) for unit_id in by.units(Role.CADRE)]


async def of_class(session: AsyncSession, class_id: int, by: Speaker) -> tuple[Unit, Offer | None]:
    """Return the class and its handover that waits for an answer.

    Raises NotAllowed unless ``by`` is a cadre of the class. If the cadre of the offer has been relieved meanwhile, the
    offer is withdrawn here.
    """
    if class_id not in by.units(Role.CADRE):
        raise NotAllowed
    unit = await session.get_one(Unit, class_id, with_for_update=True)  # so that two cadres cannot offer at once
    found = await cadres.offered(session, class_id)
    if found is not None and await cadres.seat_of(session, found.from_person, class_id) is None:
        found.state = HandoverState.WITHDRAWN  # the cadre who made the offer has been relieved
        await _outdate(session, found)
        found = None
    return unit, await _whole(session, found) if found else None


async def candidates(session: AsyncSession, class_id: int, by: Speaker) -> Sequence[Classmate]:
    """Return the classmates who could be the successor, substitutes first. Raises the errors of ``of_class``.

    Each has a confirmed bond and an open chat, and is not a full cadre of the class yet.
    """
    await of_class(session, class_id, by)
    held = {seat.person_id: seat.substitute for seat in await cadres.seats(session, class_id)}
    fit = [
        each
        for each in await cadres.classmates(session, class_id)
        if each.reached and each.person_id != by.person_id and held.get(each.person_id, True)
    ]
    return sorted(fit, key=lambda each: (each.person_id not in held, each.number))


async def offer(session: AsyncSession, class_id: int, to_person: int, by: Speaker, now: datetime) -> Offer:
    """Ask a classmate to be the successor.

    Raises NotAllowed, HandoverOpen while another offer waits, and SuccessorUnreached if the classmate is not a
    candidate.
    """
    _, waiting_offer = await of_class(session, class_id, by)
    if waiting_offer is not None:
        raise HandoverOpen(waiting_offer.after.name)
    if to_person not in {each.person_id for each in await candidates(session, class_id, by)}:
        raise SuccessorUnreached
    handover = Handover(unit_id=class_id, from_person=by.person_id, to_person=to_person, offered_at=now)
    session.add(handover)
    await session.flush()
    made = await _whole(session, handover)
    notice = Notice(PushKind.TASK, "handover/offer", key=_key(handover), values=made.values())
    await pushing.to_people(session, notice, [to_person], now)
    return made


async def shown(session: AsyncSession, handover_id: int, by: Speaker) -> Offer:
    """Return the offer in its current state.

    Raises NotFound, and NotAllowed for everybody except the cadre and the successor.
    """
    found = await session.get(Handover, handover_id)
    if found is None:
        raise NotFound("handover")
    if by.person_id not in (found.from_person, found.to_person):
        raise NotAllowed
    return await _whole(session, found)


async def accept(session: AsyncSession, handover_id: int, by: Speaker, now: datetime) -> Offer:
    """Accept the handover (接任). The cadre's seat ends now, and the successor's seat begins.

    Raises NotFound, NotAllowed and AlreadyDone. Raises Stale if the cadre has lost the seat or the successor's chat is
    closed.
    """
    found = await _open(session, handover_id, by)
    before = await cadres.seat_of(session, found.from_person, found.unit_id)
    able = {each.person_id for each in await cadres.classmates(session, found.unit_id) if each.reached}
    if before is None or by.person_id not in able:
        raise Stale
    before.until = now
    await session.flush()
    await sit(session, by.person_id, found.unit_id, now, substitute=before.substitute)
    return await _decide(session, found, HandoverState.ACCEPTED, now)


async def decline(session: AsyncSession, handover_id: int, by: Speaker, now: datetime) -> Offer:
    """Decline the handover (不接). The cadre keeps the seat. Raises NotFound, NotAllowed and AlreadyDone."""
    return await _decide(session, await _open(session, handover_id, by), HandoverState.DECLINED, now)


async def withdraw(session: AsyncSession, handover_id: int, by: Speaker, now: datetime) -> Offer:
    """Withdraw the cadre's offer. Raises NotFound and NotAllowed, and AlreadyDone if it has been answered."""
    found = await session.get(Handover, handover_id, with_for_update=True)
    if found is None:
        raise NotFound("handover")
    if found.from_person != by.person_id:
        raise NotAllowed
    if found.state != HandoverState.OFFERED:
        raise AlreadyDone("handover_answered")
    found.state, found.decided_at = HandoverState.WITHDRAWN, now
    return await _outdate(session, found)


async def _open(session: AsyncSession, handover_id: int, by: Speaker) -> Handover:
    found = await session.get(Handover, handover_id, with_for_update=True)
    if found is None:
        raise NotFound("handover")
    if found.to_person != by.person_id:
        raise NotAllowed
    if found.state != HandoverState.OFFERED:
        raise AlreadyDone("handover_answered")
    return found


async def _decide(session: AsyncSession, found: Handover, state: HandoverState, now: datetime) -> Offer:
    """Record the successor's answer, and notify the cadre who made the offer."""
    found.state, found.decided_at = state, now
    made = await _whole(session, found)
    key = f"{_key(found)}:answer"
    notice = Notice(PushKind.RECORD, "handover/answered", key=key, values=made.values())
    await pushing.to_people(session, notice, [found.from_person], now)
    return made


async def _outdate(session: AsyncSession, found: Handover) -> Offer:
    """Mark the message in the successor's chat as outdated, so that it shows the current state of the offer."""
    made = await _whole(session, found)
    push = await pushes.by_key(session, _key(found))
    if push is not None:
        push.values = made.values()
        await session.flush()
        await waiting.outdate(session, push.id)
    return made


def _key(handover: Handover) -> str:
    return f"handover:{handover.id}"


async def _whole(session: AsyncSession, found: Handover) -> Offer:
    return Offer(
        found,
        await session.get_one(Unit, found.unit_id),
        await session.get_one(Person, found.from_person),
        await session.get_one(Person, found.to_person),
    )
