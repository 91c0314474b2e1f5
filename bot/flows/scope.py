"""The units that a speaker may send to."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed, NotFound
from bot.domain.people import Role
from bot.store import people
from bot.store.people import Speaker
from bot.store.tables import Unit


async def choices(session: AsyncSession, by: Speaker) -> list[Unit]:
    """The units from which the speaker may choose, the largest first.

    The office gets the school and its colleges. Staff of a college get the college and its classes. A counsellor or
    advisor gets their classes. For all others the list is empty.
    """
    if by.holds(Role.OFFICE):
        school = await people.school(session)
        return [school, *await people.children(session, school.id)] if school else []
    found: list[Unit] = []
    for college in by.units(Role.COLLEGE):
        found += [await session.get_one(Unit, college), *await people.children(session, college)]
    for class_id in by.units(Role.COUNSELLOR, Role.ADVISOR):
        found.append(await session.get_one(Unit, class_id))
    return list({unit.id: unit for unit in found}.values())


async def below(session: AsyncSession, unit_id: int, by: Speaker) -> list[Unit]:
    """The units directly below ``unit_id``. Raises NotFound and NotAllowed as ``chosen`` does."""
    return await people.children(session, (await chosen(session, unit_id, by)).id)


async def chosen(session: AsyncSession, unit_id: int, by: Speaker) -> Unit:
    """The unit with this id.

    Raises NotFound for an unknown unit, and NotAllowed if the speaker may not send to it.
    """
    unit = await session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("unit")
    above = {unit.id, unit.parent_id}
    allowed = (
        by.holds(Role.OFFICE)
        or above & set(by.units(Role.COLLEGE))
        or unit.id in by.units(Role.COUNSELLOR, Role.ADVISOR)
    )
    if not allowed:
        raise NotAllowed
    return unit
