"""Declare that a class report was sent to the class group, or that a classmate was told in person.

The holder of the report declares this. The bot cannot check it, so a weaker declaration never replaces a stronger one.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain import chain
from bot.domain.chain.chain import RungState
from bot.domain.delivery.delivery import State, can_move
from bot.domain.errors import AlreadyDone, Ended, NotAllowed, NotFound
from bot.domain.people import Role
from bot.flows.chain.report import MAY_RELAY, View, release_class, view_of
from bot.store.chain import chain as rungs
from bot.store.chain import waiting
from bot.store.people import Speaker
from bot.store.tables import ClassReport, Delivery, Unit


async def view(session: AsyncSession, report_id: int, by: Speaker) -> View:
    """Return the report in its current state.

    Raises NotFound, and NotAllowed unless ``by`` may relay reports of its class. A college may relay for its classes.
    """
    report = await session.get(ClassReport, report_id, with_for_update=True)
    if report is None:
        raise NotFound("report")
    unit = await session.get_one(Unit, report.class_id)
    if unit.id not in by.units(*MAY_RELAY) and unit.parent_id not in by.units(Role.COLLEGE):
        raise NotAllowed
    return await view_of(session, report)


async def relayed_to_group(session: AsyncSession, report_id: int, by: Speaker, now: datetime) -> View:
    """Record that the text is in the class group (已发班群). Classmates without the bot count as told by the group.

    Raises the errors of ``view``, AlreadyDone on a repeat, and Ended if every announcement of the report has closed.
    """
    seen = await view(session, report_id, by)
    report = seen.report
    if report.state == RungState.RELAYED:
        raise AlreadyDone("relayed")
    if not await waiting.is_alive(session, report_id, now):
        raise Ended
    report.state = chain.move(report.state, RungState.RELAYED)
    report.relayed_at, report.relayed_by = now, by.person_id
    await rungs.close_rungs(session, report_id, RungState.RELAYED, by.person_id, now)
    push_ids = await rungs.report_pushes(session, report_id)
    _mark(await rungs.beyond_bot(session, report.class_id, push_ids), "group", now)
    await release_class(session, report, now)
    await session.flush()
    return await view(session, report_id, by)


async def take_back(session: AsyncSession, report_id: int, by: Speaker, now: datetime) -> View:
    """Undo (撤销) the declaration 已发班群. Classmates who were told only by the group are counted as not yet told.

    Raises the errors of ``view``, and AlreadyDone if the report is not marked 已发班群.
    """
    seen = await view(session, report_id, by)
    report = seen.report
    if report.state != RungState.RELAYED:
        raise AlreadyDone("not_relayed")
    report.state = chain.move(report.state, RungState.OPEN)
    report.relayed_at = report.relayed_by = None
    await rungs.close_rungs(session, report_id, RungState.OPEN, None, now)
    push_ids = await rungs.report_pushes(session, report_id)
    for delivery in await rungs.beyond_bot(session, report.class_id, push_ids):
        if delivery.relay_kind == "group":
            _unmark(delivery)
    await session.flush()
    return await view(session, report_id, by)


async def told(session: AsyncSession, report_id: int, person_id: int, kind: str, by: Speaker, now: datetime) -> View:
    """Record that a classmate was told in person or by telephone (``kind``). The same press again deletes the record.

    Raises the errors of ``view``, Ended as ``relayed_to_group`` does, and NotFound if the report does not list the
    person.
    """
    seen = await view(session, report_id, by)
    if not await waiting.is_alive(session, report_id, now):
        raise Ended
    push_ids = await rungs.report_pushes(session, report_id)
    rows = await rungs.beyond_bot(session, seen.report.class_id, push_ids, person_id)
    if not rows:
        raise NotFound("not_waiting")
    if all(row.relay_kind == kind for row in rows):
        for row in rows:
            _unmark(row)
    else:
        _mark(rows, kind, now)
    await session.flush()
    return await view(session, report_id, by)


def _mark(rows: Iterable[Delivery], kind: str, now: datetime) -> None:
    """Mark the rows as told. A later declaration for the group does not change a row that was told in person."""
    for row in rows:
        if kind == "group" and row.relay_kind is not None:
            continue
        row.relay_kind, row.relayed_at = kind, now
        if can_move(row.state, State.RELAYED):
            row.state = State.RELAYED


def _unmark(row: Delivery) -> None:
    row.relay_kind = row.relayed_at = None
    if row.state == State.RELAYED:
        row.state = State.NO_BOT
