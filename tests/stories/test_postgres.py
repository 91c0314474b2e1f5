"""The main stories on a real PostgreSQL, on tables made by the migrations."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from bot.domain.chain.chain import Release
from bot.flows.publishing import publish
from bot.store import schema
from bot.store.engine import Store
from tests.cast import Cast
from tests.chat.chain.test_chain import at_noon, ledger, published
from tests.live import Live
from tests.postgres import away
from tests.postings import ENGINEER, approved

EMPLOYERS = ("虚构第一设计院", "虚构第二设计院")


@pytest.fixture
async def store(postgres: Store) -> AsyncIterator[Store]:
    """Use PostgreSQL for the cast in this file."""
    yield postgres


async def test_a_posting_is_published_received_relayed_and_counted(live: Live, cast: Cast) -> None:
    push = await published(live, "施工员", release=Release.IMMEDIATE)
    await live.press(cast.li, "有意向")
    await live.sees(cast.li, "已标记有意向")
    await at_noon(live)
    await live.press(cast.cadre, "已发班群")
    await live.sees(cast.cadre, "已发班群，谢谢")
    await live.settled()
    row = await ledger(live, push)
    assert row.balances
    assert (row.matched, row.opened, row.relayed) == (6, 1, 1)


async def test_a_college_passes_on_and_a_counsellor_hears_of_classes_without_cadre(live: Live, cast: Cast) -> None:
    push = await published(live, "施工员")
    await live.sees(cast.civil_staff, "待下发", "长春示例设计院")
    await live.press(cast.civil_staff, "1")
    await live.press(cast.civil_staff, "选班级下发")
    await live.press(cast.civil_staff, "土木2302")
    await live.press(cast.civil_staff, "下一步")
    await live.press(cast.civil_staff, "确认下发 1 个班")
    await live.sees(cast.sun, "施工员")
    await live.press(cast.civil_staff, "其余也下发")
    await at_noon(live)
    await live.sees(cast.counsellor, "土木2302：没有能联系上的班干部")
    await live.press(cast.counsellor, "土木2302")
    await live.press(cast.counsellor, "已发班群")
    await live.sees(cast.counsellor, "已发班群，谢谢")
    await live.say(cast.cadre, "/handover")
    await live.press(cast.cadre, "李娜")
    await live.press(cast.cadre, "确认，发给对方")
    await live.press(cast.li, "接任")
    await live.sees(cast.li, "您已接任")
    assert (await ledger(live, push)).balances


async def test_migrations_lead_to_the_tables_as_they_are_in_code(postgres: Store) -> None:
    assert await schema.drift(postgres) == []
    current, newest = await schema.version(postgres)
    assert current == newest


async def test_nothing_is_lost_or_told_twice_while_the_database_is_away(
    live: Live, cast: Cast, postgres: Store, postgres_url: str
) -> None:
    """The database ends all connections and refuses new ones for seconds, twice, while people press and messages are
    sent."""
    pushes = []
    for employer in EMPLOYERS:
        async with live.store.writing() as session:
            announcement = await approved(session, live.parts.clock.now(), ENGINEER | {"单位名称": employer})
            push = await publish.publish(session, announcement.id, live.parts.clock.now(), release=Release.IMMEDIATE)
            pushes.append(push.id)
        await live.sees(cast.li, employer)  # messages to others are still being sent
        async with away(postgres, postgres_url):
            await live.press(cast.li, "有意向")
            await live.say(cast.sun, "/help")
            await asyncio.sleep(2.5)
        await live.sees(cast.li, employer, "已标记有意向")
        await live.sees(cast.sun, "/postings 看符合我意向的岗位")
    await live.settled()
    for pushed in pushes:
        row = await ledger(live, pushed)
        assert row.balances
        assert (row.uncertain, row.opened) == (0, 1)
    sent = await live.phones.deliveries("sendMessage")
    told = Counter((each["chat_id"], name) for each in sent for name in EMPLOYERS if each["text"].startswith(name))
    assert len(told) >= 2 and set(told.values()) == {1}
