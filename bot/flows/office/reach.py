"""The reach report: for each college and class, how many students the bot reaches, and the names of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed, NotFound
from bot.domain.office.reach import PERIOD, Gap, Share, total
from bot.domain.people import Role, UnitKind
from bot.store import people
from bot.store.office import reach
from bot.store.people import Speaker
from bot.store.tables import Unit


@dataclass(frozen=True)
class Line:
    unit: Unit
    share: Share


@dataclass(frozen=True)
class View:
    """A unit with its total, and a line for each unit below it."""

    unit: Unit
    share: Share
    lines: Sequence[Line]
    parent: int | None
    """The id of the unit above, or None if the asker may not see it."""


async def view(session: AsyncSession, unit_id: int | None, by: Speaker, now: datetime) -> View:
    """Return the report of a school, college or class. If ``unit_id`` is None, it is the asker's own unit.

    Raises NotFound and NotAllowed.
    """
    unit = await _unit(session, unit_id, by)
    college = {UnitKind.COLLEGE: unit.id, UnitKind.CLASS: unit.parent_id}.get(unit.kind)
    found = await reach.by_class(session, now - PERIOD, college)
    below = await people.children(session, unit.id) if unit.kind != UnitKind.CLASS else []
    lines = []
    for child in below:
        shares = [share for place, share in found.items() if child.id in (place.class_id, place.college_id)]
        if shares:
            lines.append(Line(child, total(shares)))
    whole = total(line.share for line in lines)
    if unit.kind == UnitKind.CLASS:
        whole = total(share for place, share in found.items() if place.class_id == unit.id)
    above = unit.parent_id if by.holds(Role.OFFICE, Role.LEADER) or unit.kind == UnitKind.CLASS else None
    return View(unit, whole, lines, above)


async def names(
    session: AsyncSession, unit_id: int, gap: Gap, by: Speaker, now: datetime
) -> tuple[Unit, Sequence[tuple[str, str, str]]]:
    """Return (class name, number, name) of the students of a college or class who are not well reached because of
    ``gap``.

    Raises NotFound, and NotAllowed also for the whole school.
    """
    unit = await _unit(session, unit_id, by.under(Role.OFFICE, Role.COLLEGE))
    if unit.kind == UnitKind.SCHOOL:
        raise NotAllowed
    of_class = unit.kind == UnitKind.CLASS
    found = await reach.names(
        session, gap, now - PERIOD, class_id=unit.id if of_class else None, college_id=None if of_class else unit.id
    )
    classes = {each.id: each.name for each in ([unit] if of_class else await people.children(session, unit.id))}
    return unit, [(classes.get(class_id, ""), number, name) for _, number, name, class_id in found]


async def table(session: AsyncSession, by: Speaker, now: datetime) -> list[tuple[str, str, Share]]:
    """Return (college name, class name, share) of each class that the asker may see, for the export file."""
    top = await _unit(session, None, by)
    found = await reach.by_class(session, now - PERIOD, top.id if top.kind == UnitKind.COLLEGE else None)
    shares = {place.class_id: share for place, share in found.items()}
    rows = []
    for college in [top] if top.kind == UnitKind.COLLEGE else await people.children(session, top.id):
        classes = await people.children(session, college.id)
        rows += [(college.name, each.name, shares[each.id]) for each in classes if each.id in shares]
    return rows


async def _unit(session: AsyncSession, unit_id: int | None, by: Speaker) -> Unit:
    everything = by.holds(Role.OFFICE, Role.LEADER)
    own = by.units(Role.COLLEGE)
    if unit_id is None:
        unit = await people.school(session) if everything else await session.get(Unit, own[0]) if own else None
    else:
        unit = await session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("unit")
    if not everything and not {unit.id, unit.parent_id} & set(own):
        raise NotAllowed
    return unit
