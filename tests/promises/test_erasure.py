"""The office deletes on request, as /privacy says: exactly what the screen names goes, and the rest stays."""

import asyncio
import os
import sys
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.care.care import CallOutcome
from bot.domain.errors import AlreadyDone
from bot.domain.people import Standing
from bot.flows.care import calls
from bot.flows.office import erasure
from bot.store.engine import Store
from bot.store.tables import Bond, Clearing, Erasure, Person, Student
from tests.cast import Cast
from tests.conftest import KEY
from tests.flows.student.test_recommend import speaker
from tests.live import Live
from tests.promises.kept import keep
from tests.promises.test_clearing import GO, NEW_YEAR, STAY, graduated, kept, numbers


async def of_sun(session: AsyncSession, cast: Cast) -> list[int]:
    return [await kept(session, table, cast.sun) for table in (*GO, *STAY)]


async def fill(store: Store, cast: Cast, now: datetime) -> list[int]:
    """Rows about 李娜 and 孙悦 in every table. Returns the numbers of those about 孙悦."""
    async with store.writing() as session:
        await keep(session, cast, now, cast.li, cast.sun)
        counsellor = await speaker(session, cast.counsellor)
        await calls.note_call(session, cast.li.person_id, CallOutcome.SPOKE, counsellor, now)
        return await of_sun(session, cast)


async def remains(store: Store, cast: Cast, of_others: list[int]) -> None:
    """李娜's rows are gone except the roster and her destination; 孙悦's are as before."""
    async with store.reading() as session:
        assert [await kept(session, table, cast.li) for table in GO] == [0] * len(GO)
        assert all([await kept(session, table, cast.li) for table in STAY])
        assert await of_sun(session, cast) == of_others
        bonds = (await session.execute(select(col(Bond.telegram_id)))).scalars().all()
        assert cast.li.telegram_id not in bonds and cast.sun.telegram_id in bonds
        assert (await session.get_one(Student, cast.li.person_id)).standing == Standing.ACTIVE


async def test_the_office_deletes_one_student_and_tells_them_and_it_stays_on_record(live: Live, cast: Cast) -> None:
    of_others = await fill(live.store, cast, live.parts.clock.now())
    await live.say(cast.office, "/forget")
    await live.last(cast.office, "删除谁的个人信息", "核实是本人")
    await live.say(cast.office, "没有这个人")
    await live.last(cast.office, "名单里没有找到")
    await live.say(cast.office, cast.li.number)
    await live.last(
        cast.office,
        "李娜",
        "土木2301",
        "马上删除",
        "Telegram 编号",
        "继续保留",
        "去向和材料",
        "不含姓名的人数",
        "不能恢复",
    )
    await live.press(cast.office, "确认删除")
    await live.sees(cast.office, "已删除李娜", "已发消息告诉本人")
    await live.sees(cast.li, "已按您的要求删除您的个人信息", "继续保留", "不是您要求的")
    await remains(live.store, cast, of_others)
    async with live.store.reading() as session:
        row = (await session.scalars(select(Erasure))).one()
        assert (row.person_id, row.by_person) == (cast.li.person_id, cast.office.person_id)
        assert row.counts["question"] == 1 and row.counts["bond"] == 1
    await live.say(cast.li, "/me")
    await live.last(cast.li, "绑定要三样")
    await live.say(cast.office, "/forget")
    await live.say(cast.office, "李娜")
    await live.last(cast.office, "已由", "删除过一次")


async def test_namesakes_are_told_apart_by_their_number(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        for member in (cast.li, cast.sun):
            person = await session.get_one(Person, member.person_id)
            person.name, person.name_key = "李娜", (await session.get_one(Person, cast.li.person_id)).name_key
    await live.say(cast.office, "/forget")
    await live.say(cast.office, "李娜")
    await live.last(cast.office, "找到 2 位同名的同学", cast.sun.number)
    await live.press(cast.office, cast.sun.number)
    await live.last(cast.office, "确认是本人要求删除吗", cast.sun.number)


async def test_a_college_may_not_delete(live: Live, cast: Cast) -> None:
    await live.say(cast.civil_staff, "/forget")
    await live.last(cast.civil_staff, "需要相应的身份")


async def test_the_numbers_stay_and_the_yearly_deletion_finds_nothing_more(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await graduated(session, cast, now)
    before = await numbers(session, cast, push.id, NEW_YEAR)
    done = await erasure.erase(session, cast.li.person_id, cast.office.person_id, now)
    assert done.rows > 10 and await numbers(session, cast, push.id, NEW_YEAR) == before
    with pytest.raises(AlreadyDone):
        await erasure.erase(session, cast.li.person_id, cast.office.person_id, now)
    assert await session.get(Clearing, 2026) is None


async def test_the_terminal_asks_deletes_and_tells(live: Live, cast: Cast) -> None:
    of_others = await fill(live.store, cast, live.parts.clock.now())
    kept_answer = await typed(live, cast.li.number, "\n")
    assert "马上删除" in kept_answer and "已取消" in kept_answer
    assert "已删除" in await typed(live, cast.li.number, "y\n") and "本人" in kept_answer
    await live.sees(cast.li, "已按您的要求删除您的个人信息")
    await remains(live.store, cast, of_others)


async def typed(live: Live, number: str, answer: str) -> str:
    """What ``jiuye forget`` prints in a process of its own, beside the running bot."""
    settings = live.parts.settings
    values = {
        "bot_token": settings.bot_token.get_secret_value(),
        "api_base_url": settings.api_base_url,
        "data_dir": settings.data_dir,
        "database_url": live.store.engine.url.render_as_string(hide_password=False),
        "secret_keys": KEY,
    }
    env = {**os.environ, **{f"JIUYE_{key.upper()}": str(value) for key, value in values.items()}}
    done = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "forget", number, env=env,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    shown, _ = await done.communicate(answer.encode())
    return shown.decode()
