"""Merge a class into another. All that is open moves to it, and the old name is still understood.

The old class leaves its college, so that no list offers it.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain import chain
from bot.domain.chain.chain import GroupState, RungState
from bot.domain.errors import BadInput
from bot.domain.people import Role, UnitKind
from bot.store import people
from bot.store.chain import chain as rungs
from bot.store.chain import groups
from bot.store.register import class_changes, roster
from bot.store.tables import Unit

GOES_OVER = (Role.STUDENT, Role.CADRE, Role.COUNSELLOR, Role.ADVISOR)


async def merge(session: AsyncSession, old_id: int, into_id: int, now: datetime) -> int:
    """Merge a class into another. Returns how many students moved. Raises BadInput unless both are classes."""
    old, into = await session.get_one(Unit, old_id), await session.get_one(Unit, into_id)
    if old_id == into_id or {old.kind, into.kind} != {UnitKind.CLASS} or into.parent_id is None:
        raise BadInput("这里要两个不同的班级。请先写并掉的班，再写并入的班。")
    person_ids = await people.student_ids(session, old, left=True)
    places = [{"person_id": each, "class_id": into_id, "college_id": into.parent_id} for each in person_ids]
    await roster.update_students(session, places)
    seats = {seat for seat in await roster.seats(session, GOES_OVER) if seat[2] == old_id}
    there = await roster.seats(session, GOES_OVER)
    stand_ins = {(person, into_id) for person, class_id in await roster.substitutes(session) if class_id == old_id}
    await roster.stand_up(session, seats, now)
    await roster.sit(session, {(person, role, into_id) for person, role, _ in seats} - there, now, stand_ins)
    await _reports(session, old_id, into_id)
    await _rungs(session, old_id, into_id)
    await class_changes.move_invites(session, old_id, into_id)
    await class_changes.take_along(session, person_ids, into_id, into.parent_id, now)
    await _group(session, old_id, into_id)
    await _names(session, old_id, into_id)
    return len(person_ids)


async def _reports(session: AsyncSession, old_id: int, into_id: int) -> None:
    """Move the old class's open reports to the other class.

    If that class has a report of the same day, the old report is closed, and its announcements are in the next one.
    """
    for report in await class_changes.open_reports(session, old_id):
        if await class_changes.has_report(session, into_id, report.key):
            report.state = chain.move(report.state, RungState.CLOSED)
            await class_changes.empty_report(session, report.id)
        else:
            report.class_id = into_id
    await session.flush()


async def _rungs(session: AsyncSession, old_id: int, into_id: int) -> None:
    """Move the old class's open rungs to the other class. A rung that the other class has already is closed."""
    for rung in await class_changes.open_class_rungs(session, old_id):
        if await rungs.rung_for(session, rung.push_id, into_id) is None:
            rung.unit_id = into_id
        else:
            rung.state = chain.move(rung.state, RungState.CLOSED)
    await session.flush()


async def _group(session: AsyncSession, old_id: int, into_id: int) -> None:
    """Move the old class's group to the other class. If that class has its own group, the old group is unbound."""
    taken = bool(await groups.of_classes(session, [into_id]))
    for group, _ in await groups.of_classes(session, [old_id]):
        if not taken:
            group.class_id = into_id
        elif group.state is GroupState.LOST:
            await session.delete(group)
        else:
            group.state, group.class_id, group.bound_by = GroupState.UNBOUND, None, None
        group.shown = ""


async def _names(session: AsyncSession, old_id: int, into_id: int) -> None:
    old, into = await session.get_one(Unit, old_id), await session.get_one(Unit, into_id)
    into.aliases = list(dict.fromkeys([*into.aliases, old.name, *old.aliases]))
    old.aliases, old.name, old.parent_id = [], f"{old.name}（已并入{into.name}）", None
    await session.flush()
