"""Where a push stands: the ledger with all its terms, for whom the asker may see, down to names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import Ledger, State, move
from bot.domain.errors import AlreadyDone, NotAllowed, NotFound
from bot.domain.people import Role, UnitKind
from bot.store import ledgers, people, pushes
from bot.store.people import Speaker
from bot.store.tables import Push, Unit

CLASS_ROLES = (Role.COUNSELLOR, Role.ADVISOR, Role.CADRE)


@dataclass(frozen=True)
class Line:
    """The ledger of one unit below the one shown."""

    unit: Unit
    ledger: Ledger


@dataclass(frozen=True)
class View:
    push: Push
    unit: Unit
    ledger: Ledger
    lines: Sequence[Line]
    may_see_names: bool
    parent: int | None
    """The unit one level up, where the asker may look at it."""


async def recent(session: AsyncSession, by: Speaker, limit: int = 8) -> list[tuple[Push, Unit, Ledger]]:
    """The latest pushes that concern the asker's unit, each with the ledger of that unit."""
    unit = await home(session, by)
    found = await pushes.latest(session, _column(unit), limit)
    return [(push, unit, await _ledger(session, push.id, unit)) for push in found]


async def home(session: AsyncSession, by: Speaker) -> Unit:
    """The widest unit whose state the asker may see."""
    if by.holds(Role.OFFICE, Role.LEADER):
        unit = await people.school(session)
        if unit is not None:
            return unit
    mine = [*by.units(Role.COLLEGE), *by.units(*CLASS_ROLES)]
    if not mine:
        raise NotAllowed
    return await session.get_one(Unit, mine[0])


async def view(session: AsyncSession, push_id: int, unit_id: int | None, by: Speaker) -> View:
    """The ledger of a push in a unit (None: the asker's own), with a line for each unit below."""
    push = await session.get(Push, push_id)
    if push is None:
        raise NotFound("这次推送")
    unit = await home(session, by) if unit_id is None else await session.get(Unit, unit_id)
    if unit is None or not await may_see(session, unit, by):
        raise NotAllowed
    lines = []
    if unit.kind != UnitKind.CLASS:
        column = "college_id" if unit.kind == UnitKind.SCHOOL else "class_id"
        below = {child.id: child for child in await people.children(session, unit.id)}
        split = await ledgers.ledgers_by(session, push_id, column)
        lines = [Line(below[key], ledger) for key, ledger in split.items() if key in below]
    parent = unit.parent_id
    above = await session.get(Unit, parent) if parent else None
    visible = above is not None and await may_see(session, above, by)
    return View(
        push,
        unit,
        await _ledger(session, push_id, unit),
        sorted(lines, key=lambda line: line.unit.name),
        unit.kind == UnitKind.CLASS and not _only_cadre(by),
        parent if visible else None,
    )


async def may_see(session: AsyncSession, unit: Unit, by: Speaker) -> bool:
    """Office and leaders see all; a college its own and its classes; counsellors, advisors, cadres their classes."""
    if by.holds(Role.OFFICE, Role.LEADER):
        return True
    if unit.kind == UnitKind.COLLEGE:
        return unit.id in by.units(Role.COLLEGE)
    if unit.kind == UnitKind.CLASS:
        return unit.parent_id in by.units(Role.COLLEGE) or unit.id in by.units(*CLASS_ROLES)
    return False


def _only_cadre(by: Speaker) -> bool:
    return not by.holds(Role.OFFICE, Role.LEADER, Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR)


async def names(
    session: AsyncSession, push_id: int, class_id: int, states: Sequence[State], by: Speaker
) -> list[tuple[int, str, str, State]]:
    """Who stands where in one class, for who may see names (cadres see only whom they must tell, in the report)."""
    seen = await view(session, push_id, class_id, by)
    if not seen.may_see_names:
        raise NotAllowed
    return await ledgers.names_in(session, push_id, states, class_id=class_id)


async def doubtful(session: AsyncSession, push_id: int) -> list[tuple[int, str, str, State]]:
    return await ledgers.names_in(session, push_id, [State.UNCERTAIN])


async def settle_doubt(session: AsyncSession, push_id: int, again: bool, now: datetime) -> int:
    """A person decides on the doubtful ones of a push: send again (marked so), or take them as delivered."""
    rows = await pushes.rows_in(session, push_id, State.UNCERTAIN)
    if not rows:
        raise AlreadyDone("没有不确定的送达了")
    for row in rows:
        row.state = move(row.state, State.QUEUED if again else State.SENT)
        row.maybe_twice = row.maybe_twice or again
        row.queued_at = now if again else row.queued_at
        row.sent_at = row.sent_at if again else (row.sent_at or row.sending_at or now)
    return len(rows)


def _column(unit: Unit) -> tuple[str, int | None]:
    column = {UnitKind.COLLEGE: "college_id", UnitKind.CLASS: "class_id"}.get(unit.kind, "")
    return column, unit.id


async def _ledger(session: AsyncSession, push_id: int, unit: Unit) -> Ledger:
    if unit.kind == UnitKind.COLLEGE:
        return await ledgers.ledger_of(session, push_id, college_id=unit.id)
    if unit.kind == UnitKind.CLASS:
        return await ledgers.ledger_of(session, push_id, class_id=unit.id)
    return await ledgers.ledger_of(session, push_id)
