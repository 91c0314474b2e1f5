"""我的学生: staff filter and find students by name or number, among their own students only."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.domain.people import Standing
from bot.flows.care import ask, students
from bot.store import people
from bot.store.people import Speaker
from bot.store.tables import Student
from tests.cast import Cast, Member


async def as_speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def kept(session: AsyncSession, member: Member, which: str, unit: int, now: datetime) -> list[str]:
    seen = await students.listing(session, await as_speaker(session, member), which, unit, now)
    assert seen.counts[which] == len(seen.rows)
    return [row.facts.name for row in seen.rows]


async def test_each_filter_keeps_the_students_it_names(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await ask.ask(session, await as_speaker(session, cast.sun), "有校招吗？", now)
    (await session.get_one(Student, cast.zhou.person_id)).standing = Standing.PAUSED
    mine = cast.counsellor
    assert await kept(session, mine, "call", 0, now) == ["孙悦", "王伟", "吴倩", "赵磊"]
    assert await kept(session, mine, "nobot", 0, now) == ["王伟", "吴倩"]
    assert await kept(session, mine, "nowish", 0, now) == ["赵磊"]
    assert await kept(session, mine, "asks", 0, now) == ["孙悦"]
    assert await kept(session, mine, "paused", 0, now) == ["周杰"]
    assert len(await kept(session, mine, "all", 0, now)) == 7


async def test_a_college_sees_its_own_and_may_choose_a_class(session: AsyncSession, cast: Cast, now: datetime) -> None:
    assert len(await kept(session, cast.civil_staff, "all", 0, now)) == 5
    assert await kept(session, cast.civil_staff, "all", cast.civil2, now) == ["孙悦"]
    with pytest.raises(NotAllowed):
        await kept(session, cast.civil_staff, "all", cast.software1, now)


async def test_staff_find_their_own_students_by_part_of_name_or_number(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    counsellor = await as_speaker(session, cast.counsellor)
    computing = await as_speaker(session, cast.computing_staff)
    assert [row.facts.name for row in await students.find(session, counsellor, "李", now)] == ["李娜"]
    assert len(await students.find(session, counsellor, "202303", now)) == 2
    assert await students.find(session, computing, "李娜", now) == []
