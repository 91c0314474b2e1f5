"""Joining: a person gives both consents, enters their number, their name and a code, and is bound to their telephone.

The bot asks for nothing and keeps nothing before the consents.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AlreadyBound, BindingRefused, BoundElsewhere, NotFound, Stale, TooManyTries
from bot.domain.people import BondState, Role, Trust, normalise_name
from bot.flows.register import confirm
from bot.store import inbox, people
from bot.store.register import bonds, invites
from bot.store.student import interests
from bot.store.tables import Bond, Invite, Person, Student

TRIES = 5
WINDOW = timedelta(minutes=15)
LET_IN_BY_CLASS = frozenset({Role.STUDENT, Role.CADRE})
"""A person with any other role needs a personal code."""


@dataclass(frozen=True)
class Proof:
    """A person whose code, number and name belong together."""

    person_id: int
    name: str
    invite_id: int


@dataclass(frozen=True)
class Consents:
    """The times at which a person agreed to the handling of their data and to its transfer abroad."""

    given_at: datetime
    overseas_at: datetime


@dataclass(frozen=True)
class Joined:
    """A bond that has just begun. ``left`` is the Telegram id to which the person was bound before, or None if it is
    the same. ``renewed`` says that the bond was in use before, and its person has now agreed to today's screens."""

    person_id: int
    trust: Trust
    left: int | None
    renewed: bool = False


async def prove(
    session: AsyncSession, telegram_id: int, number: str, name: str, code_hash: str, now: datetime
) -> Proof:
    """Check number, name and code against the roster.

    Raises TooManyTries and AlreadyBound. Raises BindingRefused without saying which of the three was wrong. The caller
    then calls ``note_failure``. Raises BoundElsewhere only if all three are right.
    """
    if await invites.tries_since(session, telegram_id, now - WINDOW) >= TRIES:
        raise TooManyTries(int(WINDOW.total_seconds() // 60))
    await _unbound(session, telegram_id)
    invite = await invites.living(session, code_hash, now)
    person = await people.by_number(session, number)
    if invite is None or person is None or normalise_name(person.name) != normalise_name(name):
        raise BindingRefused
    if not await _opens(session, invite, person.id):
        raise BindingRefused
    await _free(session, invite, person.id, telegram_id)
    return Proof(person.id, person.name, invite.id)


async def note_failure(session: AsyncSession, telegram_id: int, now: datetime) -> None:
    """Count a failed try for the Telegram id, not for the number, so that strangers cannot lock out the number's
    owner."""
    await invites.note_try(session, telegram_id, now, now - WINDOW)


async def _unbound(session: AsyncSession, telegram_id: int) -> None:
    bond = await bonds.of_telephone(session, telegram_id)
    if bond is not None and bond.state == BondState.BOUND:
        raise AlreadyBound((await session.get_one(Person, bond.person_id)).name)


async def _opens(session: AsyncSession, invite: Invite, person_id: int) -> bool:
    if invite.person_id is not None:
        return invite.person_id == person_id
    student = await session.get(Student, person_id)
    held = {seat.role for seat in await people.seats(session, person_id)}
    return student is not None and student.class_id == invite.unit_id and held <= LET_IN_BY_CLASS


async def _free(session: AsyncSession, invite: Invite, person_id: int, telegram_id: int) -> None:
    """Raise BoundElsewhere if a class code would move a bond, because classmates know the code too."""
    bond = await people.bond_of(session, person_id)
    if bond is not None and bond.telegram_id != telegram_id and invite.person_id is None:
        raise BoundElsewhere


async def bind(
    session: AsyncSession, telegram_id: int, person_id: int, invite_id: int, consents: Consents, now: datetime
) -> Joined:
    """Use the code once and bind the person, who has given both consents.

    Raises AlreadyBound, BindingRefused or BoundElsewhere if something has changed since ``prove``.
    """
    await _unbound(session, telegram_id)
    invite = await invites.use(session, invite_id, now)
    if invite is None or not await _opens(session, invite, person_id):
        raise BindingRefused
    await _free(session, invite, person_id, telegram_id)
    before = await people.bond_of(session, person_id)
    left = before.telegram_id if before is not None and before.telegram_id != telegram_id else None
    for old in (before, await bonds.of_telephone(session, telegram_id)):
        if old is not None:
            _end(old, now)
    if left is not None:
        await inbox.forget_person(session, left)
    await session.flush()  # the old bond must end before the unique index sees the new one
    trust = Trust.CLASS if invite.person_id is None else Trust.PERSONAL
    session.add(
        Bond(
            person_id=person_id,
            telegram_id=telegram_id,
            state=BondState.BOUND,
            trust=trust,
            consented_at=consents.given_at,
            overseas_consented_at=consents.overseas_at,
            bound_at=now,
        )
    )
    if trust == Trust.CLASS:
        await confirm.ask(session, person_id, now)
    await session.flush()
    return Joined(person_id, trust, left)


async def accept(session: AsyncSession, telegram_id: int, consents: Consents, now: datetime) -> Joined:
    """Record the consents of a person with a pending bond. Raises Stale if no bond waits for consent.

    A bond that was in use before keeps its first day, so that its person does not get the open postings again.
    """
    bond = await bonds.of_telephone(session, telegram_id)
    if bond is None or bond.state != BondState.PENDING:
        raise Stale
    renewed = bond.consented_at is not None
    bond.state = BondState.BOUND
    bond.consented_at, bond.overseas_consented_at = consents.given_at, consents.overseas_at
    if not renewed:
        bond.bound_at = now
        if bond.trust == Trust.CLASS and await session.get(Student, bond.person_id) is not None:
            await confirm.ask(session, bond.person_id, now)
    return Joined(bond.person_id, bond.trust, None, renewed)


async def leave(session: AsyncSession, telegram_id: int, now: datetime) -> None:
    """End the bond, because consent was withdrawn or not given. Consents to be recommended end too. Raises NotFound."""
    bond = await bonds.of_telephone(session, telegram_id)
    if bond is None:
        raise NotFound("own_bond")
    _end(bond, now)
    await interests.recommend_no_more(session, bond.person_id)


def _end(bond: Bond, now: datetime) -> None:
    bond.state, bond.ended_at = BondState.ENDED, now
