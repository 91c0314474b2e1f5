"""Fills an empty database with the made-up university. It uses the same imports as an office."""

import csv
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.demo import school
from bot.flows.postings import intake
from bot.flows.register import roster
from bot.store import choices, people

Table = tuple[tuple[str, ...], list[tuple[int, dict[str, Any]]]]


async def fill(session: AsyncSession, now: datetime) -> None:
    """Import the people and the postings. Raises RuntimeError if an import of people reports a problem."""
    await settle(session, now)
    batch = intake.read_table(postings(), now.astimezone(SHANGHAI).date(), source="校园招聘")
    await intake.enter(session, batch, now, approve=True)


async def settle(session: AsyncSession, now: datetime) -> None:
    """Import roster, staff, bonds and wishes, but no postings. Raises RuntimeError if an import reports a problem."""
    reports = [
        await roster.import_roster(session, *_roster(), now, school=school.SCHOOL),
        await roster.import_staff(session, *_staff(), now),
        await roster.import_bonds(session, *_bonds(), now),
        await roster.import_wishes(session, *_wishes(), now),
    ]
    faulty = [report.problems[0] for report in reports if report.problems]
    if faulty:
        raise RuntimeError(f"the made-up university does not import: {faulty}")
    await people.bind_pending(session, now)
    await choices.put(session, "contact", school.CONTACT, now=now)


def phones() -> list[dict[str, Any]]:
    """Return the sandbox account of each person, staff first. A student without a bond has a phone that never pressed
    Start."""
    staff = [
        {
            "first_name": each.name,
            "id": each.telegram_id,
            "persona": f"{each.role}",
            "group": each.units[0] if each.role == "学院" else "教职工",
            "started": True,
        }
        for each in school.staff()
    ]
    graduates = [
        {
            "first_name": each.name,
            "id": each.telegram_id or school.FIRST_TELEGRAM_ID + 5000 + place,
            "persona": "班干部" if each.cadre else ("学生" if each.telegram_id else "学生（未绑定）"),
            "group": each.class_name,
            "started": each.telegram_id is not None,
        }
        for place, each in enumerate(school.graduates())
    ]
    return staff + graduates


def class_group() -> tuple[str, list[int]]:
    """Return (title, member ids) of the one class group that has the bot. The cadre comes first and owns the group."""
    bound = [each for each in school.graduates() if each.telegram_id]
    cadre = next(each for each in bound if each.cadre)
    mates = [each for each in bound if each.class_name == cadre.class_name and each is not cadre]
    return f"{cadre.class_name} 班群", [each.telegram_id for each in (cadre, *mates) if each.telegram_id]


def postings() -> list[tuple[int, dict[str, str]]]:
    """Return (row number, header → text) of each made-up posting. The header is row 1, so the first posting is row
    2."""
    text = files("bot.demo").joinpath("postings.csv").read_text(encoding="utf-8")
    return list(enumerate(csv.DictReader(text.splitlines(), restval=""), start=2))


def _table(rows: list[dict[str, Any]]) -> Table:
    return tuple(rows[0]), list(enumerate(rows, start=2))


def _roster() -> Table:
    return _table(
        [
            {
                "学号": each.number,
                "姓名": each.name,
                "学院": each.college,
                "专业": each.major,
                "班级": each.class_name,
                "学历": "本科",
                "毕业年份": str(school.COHORT),
                "生源地": each.origin,
                "班干部": "是" if each.cadre else "替补" if each.substitute else "否",
            }
            for each in school.graduates()
        ]
    )


def _staff() -> Table:
    return _table(
        [
            {"工号": each.number, "姓名": each.name, "角色": each.role, "单位": "、".join(each.units)}
            for each in school.staff()
        ]
    )


def _bonds() -> Table:
    bound = [(each.number, each.telegram_id) for each in school.graduates() if each.telegram_id]
    bound += [(each.number, each.telegram_id) for each in school.staff()]
    return _table([{"学号": number, "Telegram ID": str(telegram_id)} for number, telegram_id in bound])


def _wishes() -> Table:
    return _table([{"学号": each.number, **each.wish} for each in school.graduates() if each.wish])
