"""The counsellor confirms the identity of a person who joined by class code, because the code alone proves little."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain import worktime
from bot.domain.care.care import STAFF_A_DAY
from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.domain.errors import AlreadyDone, NotFound, Stale
from bot.domain.people import BondState, Role, Trust
from bot.flows import scope
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import choices, people, staff
from bot.store.delivery import pushes
from bot.store.people import Speaker
from bot.store.register import bonds
from bot.store.register.bonds import Waiting
from bot.store.student import interests
from bot.store.tables import Bond, Person, Student

UNDO_WITHIN = timedelta(days=1)


async def ask(session: AsyncSession, person_id: int, now: datetime) -> None:
    """Tell the student's counsellors that a person waits for confirmation, once a day at most.

    A counsellor who has had ``STAFF_A_DAY`` messages today gets it in the morning of the next workday.
    """
    student = await session.get_one(Student, person_id)
    midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    for holder in await people.holders(session, [student.class_id], Role.COUNSELLOR, Role.ADVISOR):
        today = f"confirm:{holder.person_id}:{midnight.date()}"
        told = await staff.told_since(session, [holder.person_id], midnight)
        full = told.get(holder.person_id, 0) >= STAFF_A_DAY and await pushes.by_key(session, today) is None
        morning = worktime.add_working(midnight + timedelta(days=1), 0, *await choices.calendar(session))
        key = f"confirm:{holder.person_id}:{morning.astimezone(SHANGHAI).date()}" if full else today
        push = await pushing.to_people(
            session, Notice(PushKind.TASK, "join/confirm_task", key=key), [holder.person_id], now
        )
        for row in await pushes.rows_in(session, push.id, State.QUEUED) if full else []:
            row.not_before = morning


async def waiting(session: AsyncSession, by: Speaker) -> list[Waiting]:
    """Return the people that ``by`` is responsible for, who joined by class code and wait for confirmation."""
    return await bonds.waiting(
        session, by.units(Role.COUNSELLOR, Role.ADVISOR), by.units(Role.COLLEGE), by.holds(Role.OFFICE)
    )


async def named(session: AsyncSession, bond_id: int, by: Speaker) -> Person:
    """The person of a bond that waits for confirmation. Raises NotFound, NotAllowed, AlreadyDone."""
    bond = await _bond(session, bond_id, by)
    if bond.trust == Trust.PERSONAL:
        raise AlreadyDone("identity_confirmed")
    return await session.get_one(Person, bond.person_id)


async def confirm(session: AsyncSession, bond_id: int, by: Speaker) -> Person:
    """Confirm the person's identity (是本人), so that the bond also opens their own records.

    Raises NotFound, NotAllowed and AlreadyDone.
    """
    bond = await _bond(session, bond_id, by)
    if bond.trust == Trust.PERSONAL:
        raise AlreadyDone("identity_confirmed")
    bond.trust = Trust.PERSONAL
    return await session.get_one(Person, bond.person_id)


async def take_back(session: AsyncSession, bond_id: int, by: Speaker, now: datetime) -> Person:
    """Undo (撤销) the confirmation 是本人.

    The bond proves only its class code again, and consents to be recommended end. Raises NotFound and NotAllowed.
    Raises Stale if the bond was not confirmed within ``UNDO_WITHIN``.
    """
    bond = await _bond(session, bond_id, by)
    told = await pushes.by_key(session, confirmed_key(bond_id))
    if bond.trust != Trust.PERSONAL or told is None or told.created_at < now - UNDO_WITHIN:
        raise Stale
    bond.trust = Trust.CLASS
    await interests.recommend_no_more(session, bond.person_id)
    await pushes.take_back(session, told.id)
    return await session.get_one(Person, bond.person_id)


def confirmed_key(bond_id: int) -> str:
    """Return the key of the push that tells the student, such as ``confirmed:7``."""
    return f"confirmed:{bond_id}"


async def deny(session: AsyncSession, bond_id: int, by: Speaker, now: datetime) -> tuple[Person, int]:
    """End the bond of a person who is not the one they claim to be (不是本人).

    Returns the person and the Telegram id of the bond. Raises the errors of ``confirm``.
    """
    bond = await _bond(session, bond_id, by)
    if bond.trust == Trust.PERSONAL:
        raise AlreadyDone("identity_confirmed")
    bond.state, bond.ended_at = BondState.ENDED, now
    return await session.get_one(Person, bond.person_id), bond.telegram_id


async def _bond(session: AsyncSession, bond_id: int, by: Speaker) -> Bond:
    bond = await session.get(Bond, bond_id)
    student = await session.get(Student, bond.person_id) if bond else None
    if bond is None or student is None or bond.state == BondState.ENDED:
        raise NotFound("bond")
    await scope.chosen(session, student.class_id, by)
    return bond
