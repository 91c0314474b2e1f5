"""Create the tables, or migrate them to this version, and name the school."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.work.terminal import console, run
from bot.domain.people import UnitKind
from bot.parts import Parts
from bot.store import people, schema
from bot.store.tables import Unit


def prepare(school: str) -> None:
    """Upgrade the database to this version, and name the school. A second call changes nothing."""

    async def work(made: Parts) -> None:
        await schema.upgrade(made.store)
        async with made.store.writing() as session:
            name = await name_school(session, school)
        current, _ = await schema.version(made.store)
        console.print(f"数据库已就绪：版本 {current}，学校“{name}”")

    run(work)


async def name_school(session: AsyncSession, name: str) -> str:
    """Create the school's unit, or rename it if ``name`` is not empty. Returns the name of the unit."""
    unit = await people.school(session)
    if unit is None:
        unit = Unit(kind=UnitKind.SCHOOL, name=name or "本校")
        session.add(unit)
    elif name:
        unit.name = name
    return unit.name
