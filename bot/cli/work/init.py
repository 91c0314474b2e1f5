"""Creates or migrates the tables, and sets the name of the school and the contact of its office."""

import sys

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.work.terminal import console, run
from bot.domain.office.choice import parse_contact
from bot.domain.people import UnitKind
from bot.flows.school import UNNAMED, School
from bot.flows.school import school as facts
from bot.parts import Parts
from bot.store import choices, people, schema
from bot.store.tables import Unit


def prepare(school: str, contact: str) -> None:
    """Migrate the database and store both facts. On a terminal, a missing one is asked for.

    Elsewhere it stays missing, and ``jiuye doctor`` says so.
    """
    run(_upgrade)
    known = run(_known)
    if _on_terminal():
        school = school or ("" if known.named else _asked("学校全称"))
        contact = contact or ("" if known.contact else _asked("就业处的电话或房间"))
    run(lambda made: _write(made, school.strip(), contact))


def _on_terminal() -> bool:
    return sys.stdin.isatty()


def _asked(what: str) -> str:
    return str(typer.prompt(what, default="", show_default=False))


async def _upgrade(made: Parts) -> None:
    await schema.upgrade(made.store)


async def _known(made: Parts) -> School:
    async with made.store.reading() as session:
        return await facts(session)


async def _write(made: Parts, name: str, contact: str) -> None:
    async with made.store.writing() as session:
        await name_school(session, name)
        if contact:
            await choices.put(session, "contact", parse_contact(contact), now=made.clock.now())
        await session.flush()
        kept = await facts(session)
    current, _ = await schema.version(made.store)
    console.print(f"数据库已就绪：版本 {current}，学校“{kept.name}”，就业处联系方式：{kept.contact or '未填'}")
    if not kept.named or not kept.contact:
        console.print("请补上学校全称和联系方式：jiuye init --school 学校全称 --contact 电话或房间", markup=False)


async def name_school(session: AsyncSession, name: str) -> None:
    """Create the one school unit, or rename it."""
    unit = await people.school(session)
    if unit is None:
        session.add(Unit(kind=UnitKind.SCHOOL, name=name or UNNAMED))
    elif name:
        unit.name = name
