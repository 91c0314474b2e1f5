"""The reach report counts each student once, as reached or missed, and shows their names."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.domain.errors import NotAllowed
from bot.domain.office.reach import PERIOD, Gap
from bot.domain.people import Reach, Standing
from bot.flows.office import reach
from bot.flows.publishing import publish
from bot.store import people
from bot.store.people import Speaker
from bot.store.tables import Student
from tests.cast import Cast, Member
from tests.factories import approved


async def speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def publish_some(session: AsyncSession, now: datetime, count: int) -> None:
    for n in range(count):
        announcement = await approved(session, now, employer=f"示例{now:%d}{n}")
        await publish.publish(session, announcement.id, now)


async def test_every_college_has_its_numbers_and_the_school_their_total(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    seen = await reach.view(session, None, await speaker(session, cast.office), now)
    assert (seen.share.students, seen.share.bound, seen.share.wishes) == (7, 5, 4)
    assert {line.unit.name: (line.share.students, line.share.bound_percent) for line in seen.lines} == {
        "土木学院": (5, 80),
        "计算机学院": (2, 50),
    }
    assert seen.share.gaps == {Gap.NO_BOT: 2, Gap.SHUT: 0, Gap.NO_WISHES: 1, Gap.NEVER: 4, Gap.OFTEN: 0}


async def test_ten_matches_in_the_period_count_as_often_and_none_as_never(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await publish_some(session, now, 10)
    gaps = (await reach.view(session, None, await speaker(session, cast.office), now)).share.gaps
    assert (gaps[Gap.NEVER], gaps[Gap.OFTEN]) == (0, 6)
    later = now + PERIOD + timedelta(days=1)
    gaps = (await reach.view(session, None, await speaker(session, cast.office), later)).share.gaps
    assert (gaps[Gap.NEVER], gaps[Gap.OFTEN]) == (4, 0)


async def test_names_are_shown_down_to_the_class_with_a_next_step(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    bond = await people.bond_of(session, cast.sun.person_id)
    assert bond is not None
    bond.reach = Reach.BLOCKED
    await session.flush()
    staff = await speaker(session, cast.civil_staff)
    for gap, names in ((Gap.NO_BOT, ["王伟"]), (Gap.SHUT, ["孙悦"]), (Gap.NO_WISHES, ["赵磊"])):
        unit, found = await reach.names(session, cast.civil, gap, staff, now)
        assert [name for _, _, name in found] == names
        shown = render.text("reach/names", unit=unit, gap=gap.value, shown=found, total=1, page=0, pages=1, now=now)
        assert names[0] in shown
    seen = await reach.view(session, cast.civil1, staff, now)
    assert seen.share.gaps[Gap.NO_BOT] == 1
    assert "发班级绑定码" in render.text("reach/view", view=seen, shown=seen.lines, page=0, pages=1, now=now)


async def test_paused_and_settled_students_are_in_no_gap(session: AsyncSession, cast: Cast, now: datetime) -> None:
    (await session.get_one(Student, cast.li.person_id)).settled = True
    (await session.get_one(Student, cast.sun.person_id)).standing = Standing.PAUSED
    await session.flush()
    _, found = await reach.names(session, cast.civil, Gap.NEVER, await speaker(session, cast.office), now)
    assert [name for _, _, name in found] == ["张强"]


async def test_a_college_sees_only_its_own_units(session: AsyncSession, cast: Cast, now: datetime) -> None:
    staff = await speaker(session, cast.civil_staff)
    assert (await reach.view(session, None, staff, now)).unit.name == "土木学院"
    assert (await reach.view(session, cast.civil2, staff, now)).share.students == 1
    for unit in (cast.computing, cast.software1, cast.school):
        with pytest.raises(NotAllowed):
            await reach.view(session, unit, staff, now)
        with pytest.raises(NotAllowed):
            await reach.names(session, unit, Gap.NO_BOT, staff, now)
    rows = await reach.table(session, staff, now)
    assert [(college, name, share.students) for college, name, share in rows] == [
        ("土木学院", "土木2301", 4),
        ("土木学院", "土木2302", 1),
    ]
