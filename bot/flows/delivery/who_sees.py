"""Which units a speaker may see in the state of a push, and in which roles also names."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.domain.people import Role, UnitKind
from bot.store import people
from bot.store.people import Speaker
from bot.store.tables import Unit

CLASS_ROLES = (Role.COUNSELLOR, Role.ADVISOR, Role.CADRE)
NAMES = (Role.OFFICE, Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR)
"""The roles that see names in the units that they may see. Leaders see only numbers.

Cadres see the names in their report.
"""


async def homes(session: AsyncSession, by: Speaker) -> list[Unit]:
    """The largest units that the speaker may see: the school, or their colleges and their classes in other colleges.

    Raises NotAllowed if the speaker may see no unit.
    """
    if by.holds(Role.OFFICE, Role.LEADER):
        school = await people.school(session)
        if school is not None:
            return [school]
    colleges = [await session.get_one(Unit, unit_id) for unit_id in by.units(Role.COLLEGE)]
    classes = [await session.get_one(Unit, unit_id) for unit_id in dict.fromkeys(by.units(*CLASS_ROLES))]
    within = {unit.id for unit in colleges}
    found = [*colleges, *(unit for unit in classes if unit.parent_id not in within)]
    if not found:
        raise NotAllowed
    return found


async def may_see(session: AsyncSession, unit: Unit, by: Speaker) -> bool:
    """Whether the speaker may see the unit.

    The office and leaders see all units. Staff of a college see their college and its classes. All other roles see
    their own classes.
    """
    if by.holds(Role.OFFICE, Role.LEADER):
        return True
    if unit.kind == UnitKind.COLLEGE:
        return unit.id in by.units(Role.COLLEGE)
    if unit.kind == UnitKind.CLASS:
        return unit.parent_id in by.units(Role.COLLEGE) or unit.id in by.units(*CLASS_ROLES)
    return False


async def may_name(session: AsyncSession, unit: Unit, by: Speaker) -> bool:
    """Whether one of the speaker's roles covers the unit and sees names."""
    return await may_see(session, unit, by.under(*NAMES))


async def chosen(session: AsyncSession, unit_id: int, by: Speaker) -> Unit:
    """The unit with this id. Raises NotAllowed if it does not exist or the speaker may not see it."""
    unit = await session.get(Unit, unit_id)
    if unit is None or not await may_see(session, unit, by):
        raise NotAllowed
    return unit
