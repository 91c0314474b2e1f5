"""The guarantees of the door: it checks roles and buttons, handles each update once, and leaves no half-done effect."""

from sqlalchemy import select
from sqlmodel import col

from bot.domain.chain.chain import Release
from bot.domain.postings.announcement import Attitude
from bot.store.tables import Incoming, IncomingState, Interest
from tests.cast import Cast
from tests.chat.chain.test_chain import published
from tests.live import Live


async def test_a_command_of_another_role_is_refused_kindly(live: Live, cast: Cast) -> None:
    for command in ("/warn", "/schedule", "/audit", "/publish", "/tasks"):
        await live.say(cast.sun, command)

    async def all_refused() -> bool:
        return sum("需要相应的身份" in text for text in await live.texts(cast.sun)) == 5

    await live.phones.wait_for(all_refused)


async def test_presses_of_one_person_are_processed_in_order_and_each_once(live: Live, cast: Cast) -> None:
    await published(live, "施工员", release=Release.IMMEDIATE)
    message = await live.sees(cast.li, "施工员")
    chat = cast.li.telegram_id
    rows = message["reply_markup"]["inline_keyboard"]
    want = next(b["callback_data"] for row in rows for b in row if b["text"] == "有意向")
    for _ in range(5):
        await live.phones.press(chat, chat, message["message_id"], data=want)

    async def all_done() -> bool:
        async with live.store.reading() as session:
            states = (await session.execute(select(col(Incoming.state)))).scalars().all()
        return len(states) >= 5 and all(state == IncomingState.DONE for state in states)

    await live.phones.wait_for(all_done)
    async with live.store.reading() as session:
        interests = (await session.execute(select(Interest))).scalars().all()
    assert [(row.person_id, row.attitude) for row in interests] == [(cast.li.person_id, Attitude.WANTS)]


async def test_an_outage_loses_no_press(live: Live, cast: Cast) -> None:
    await published(live, "施工员", release=Release.IMMEDIATE)
    await live.sees(cast.li, "施工员")
    await live.settled()
    await live.phones.fault("outage", seconds=2)
    await live.press(cast.li, "有意向")
    await live.sees(cast.li, "已标记有意向")
