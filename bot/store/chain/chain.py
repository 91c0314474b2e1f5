"""Queries for rungs, class reports and the students whom they concern."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import RungState
from bot.domain.delivery.delivery import State
from bot.domain.delivery.values import Told
from bot.domain.names import told_apart
from bot.domain.people import Standing, UnitKind
from bot.store.tables import ClassReport, Delivery, Person, Push, Rung, Student, Unit

BEYOND_BOT = (State.NO_BOT, State.RELAYED, State.BLOCKED, State.FAILED)
"""States of deliveries that the bot could not bring to the student. A classmate has to tell them."""


ALONE = (State.NO_BOT, State.BLOCKED, State.FAILED)
"""The same states without those students whom a classmate has told."""


@dataclass(frozen=True)
class ClassShare:
    """The numbers of one push in one class: matched students, and those of them without the bot."""

    unit_id: int
    name: str
    matched: int
    without_bot: int


@dataclass(frozen=True)
class Unreached:
    """A student that the bot cannot reach. A cadre sees the student's name and no other fact about the student, except
    the end of the number if classmates have the same name."""

    person_id: int
    number: str
    name: str
    relay_kind: str | None


async def class_shares(session: AsyncSession, push_id: int, college_id: int | None = None) -> list[ClassShare]:
    """Return the numbers of each class with a match, ordered by class name. ``college_id``
    limits them to one college.
    """
    query = (
        select(col(Unit.id), col(Unit.name), col(Delivery.state), func.count())
        .join(Unit, col(Unit.id) == col(Delivery.class_id))
        .where(col(Delivery.push_id) == push_id)
        .group_by(col(Unit.id), col(Unit.name), col(Delivery.state))
        .order_by(col(Unit.name))
    )
    if college_id is not None:
        query = query.where(col(Delivery.college_id) == college_id)
    shares: dict[int, ClassShare] = {}
    for unit_id, name, state, count in await session.execute(query):
        old = shares.get(unit_id, ClassShare(unit_id, name, 0, 0))
        beyond = count if state in BEYOND_BOT else 0
        shares[unit_id] = ClassShare(unit_id, name, old.matched + count, old.without_bot + beyond)
    return list(shares.values())


async def rung_for(session: AsyncSession, push_id: int, unit_id: int) -> Rung | None:
    return await session.scalar(select(Rung).where(col(Rung.push_id) == push_id, col(Rung.unit_id) == unit_id))


async def rungs_of(session: AsyncSession, push_id: int, level: UnitKind | None = None) -> list[Rung]:
    query = select(Rung).where(col(Rung.push_id) == push_id).order_by(col(Rung.id))
    if level is not None:
        query = query.where(col(Rung.level) == level)
    return list(await session.scalars(query))


async def open_rungs(session: AsyncSession, unit_ids: Sequence[int]) -> list[tuple[Rung, Push]]:
    """Return (rung, push) of the open and held rungs of the units, oldest first."""
    rows = await session.execute(
        select(Rung, Push)
        .join(Push, col(Push.id) == col(Rung.push_id))
        .where(col(Rung.unit_id).in_(unit_ids), col(Rung.state).in_([RungState.OPEN, RungState.HELD]))
        .order_by(col(Rung.opened_at))
    )
    return [(rung, push) for rung, push in rows]


async def colleges_due(session: AsyncSession, now: datetime, limit: int | None = None) -> list[Rung]:
    """Return the college rungs to process: open ones past their deadline, and held ones whose hold has ended."""
    rows = await session.execute(
        select(Rung)
        .where(
            col(Rung.level) == UnitKind.COLLEGE,
            ((col(Rung.state) == RungState.OPEN) & (col(Rung.deadline) <= now))
            | ((col(Rung.state) == RungState.HELD) & (col(Rung.held_until) <= now)),
        )
        .order_by(col(Rung.id))
        .limit(limit)
    )
    return list(rows.scalars())


async def unreported(session: AsyncSession) -> list[tuple[Rung, Push]]:
    """Return (rung, push) of the open class rungs that are in no class report yet, ordered by class."""
    rows = await session.execute(
        select(Rung, Push)
        .join(Push, col(Push.id) == col(Rung.push_id))
        .where(
            col(Rung.level) == UnitKind.CLASS,
            col(Rung.state) == RungState.OPEN,
            col(Rung.report_id).is_(None),
        )
        .order_by(col(Rung.unit_id), col(Rung.id))
    )
    return [(rung, push) for rung, push in rows]


async def open_reports(session: AsyncSession, class_id: int | None = None) -> list[ClassReport]:
    """Return the open class reports, or those of one class, oldest first."""
    query = select(ClassReport).where(col(ClassReport.state) == RungState.OPEN).order_by(col(ClassReport.id))
    if class_id is not None:
        query = query.where(col(ClassReport.class_id) == class_id)
    return list(await session.scalars(query))


async def silent_reports(
    session: AsyncSession, college_ids: Sequence[int], missed_before: datetime, since: datetime
) -> list[tuple[ClassReport, Unit]]:
    """Return (report, class) of the colleges' reports that were bypassed at a deadline before ``missed_before``.

    The newest comes first. Reports opened before ``since`` are left out, so that lists stay short.
    """
    rows = await session.execute(
        select(ClassReport, Unit)
        .join(Unit, col(Unit.id) == col(ClassReport.class_id))
        .where(
            col(Unit.parent_id).in_(college_ids),
            col(ClassReport.state) == RungState.BYPASSED,
            col(ClassReport.deadline) < missed_before,
            col(ClassReport.opened_at) >= since,
        )
        .order_by(col(ClassReport.opened_at).desc(), col(ClassReport.id).desc())
    )
    return [(report, unit) for report, unit in rows]


async def report_of(session: AsyncSession, class_id: int, key: str) -> ClassReport | None:
    """Return the class's report with this ``key`` (``2026-11-24``), or None."""
    query = select(ClassReport).where(col(ClassReport.class_id) == class_id, col(ClassReport.key) == key)
    return await session.scalar(query)


async def reports_held(session: AsyncSession, class_ids: Sequence[int], limit: int = 5) -> list[ClassReport]:
    """Return the latest reports of the classes, at most ``limit``, newest first."""
    rows = await session.execute(
        select(ClassReport)
        .where(col(ClassReport.class_id).in_(class_ids))
        .order_by(col(ClassReport.opened_at).desc(), col(ClassReport.id).desc())
        .limit(limit)
    )
    return list(rows.scalars())


async def posting_ids(session: AsyncSession, push_id: int, class_id: int) -> list[int]:
    """Return the ids of the push's postings that fit a student of the class, in ascending order."""
    rows = await session.execute(
        select(col(Delivery.values)).where(col(Delivery.push_id) == push_id, col(Delivery.class_id) == class_id)
    )
    return sorted({posting for values in rows.scalars() for posting in Told.of(values).postings})


async def report_pushes(session: AsyncSession, report_id: int) -> list[int]:
    query = select(col(Rung.push_id)).where(col(Rung.report_id) == report_id).order_by(col(Rung.push_id))
    return list(await session.scalars(query))


async def close_rungs(session: AsyncSession, report_id: int, state: RungState, by: int | None, now: datetime) -> None:
    """Set the state of a report's rungs. Closed rungs stay as they are."""
    await session.execute(
        update(Rung)
        .where(col(Rung.report_id) == report_id, col(Rung.state) != RungState.CLOSED)
        .values(state=state, acted_by=by, acted_at=now)
    )


async def close_empty_reports(session: AsyncSession) -> None:
    """Close the open reports in which every rung is closed."""
    carried = select(col(Rung.report_id)).where(col(Rung.report_id).is_not(None))
    alive = carried.where(col(Rung.state) != RungState.CLOSED)
    await session.execute(
        update(ClassReport)
        .where(
            col(ClassReport.state) == RungState.OPEN,
            col(ClassReport.id).in_(carried),  # a report that contains only recalls has no rungs and stays open
            col(ClassReport.id).not_in(alive),
        )
        .values(state=RungState.CLOSED)
    )


async def unreached(session: AsyncSession, class_id: int, push_ids: Sequence[int]) -> list[Unreached]:
    """Return a class's students whom the bot could not reach with one of the pushes, each once, ordered by number.

    Paused students are left out, because no cadre should notify them.
    """
    paused = select(col(Student.person_id)).where(col(Student.standing) == Standing.PAUSED)
    rows = await session.execute(
        select(col(Person.id), col(Person.number), col(Person.name), func.max(col(Delivery.relay_kind)))
        .join(Delivery, col(Delivery.person_id) == col(Person.id))
        .where(
            col(Delivery.push_id).in_(push_ids),
            col(Delivery.class_id) == class_id,
            col(Delivery.state).in_(BEYOND_BOT),
            col(Person.id).not_in(paused),
        )
        .group_by(col(Person.id), col(Person.name), col(Person.number))
        .order_by(col(Person.number))
    )
    return told_apart([Unreached(*row) for row in rows])


async def beyond_bot(
    session: AsyncSession, class_id: int, push_ids: Sequence[int], person_id: int | None = None
) -> list[Delivery]:
    """Return the deliveries of the pushes that could not reach a student of the class, or only those to ``person_id``.

    The caller marks them as relayed.
    """
    query = select(Delivery).where(
        col(Delivery.push_id).in_(push_ids),
        col(Delivery.class_id) == class_id,
        col(Delivery.state).in_(BEYOND_BOT),
    )
    if person_id is not None:
        query = query.where(col(Delivery.person_id) == person_id)
    return list(await session.scalars(query))
