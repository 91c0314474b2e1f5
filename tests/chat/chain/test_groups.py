"""A class group with the bot has one pinned message, which is edited in place and names no student."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
from sqlalchemy import select

from bot.domain.chain.chain import GroupState, Release
from bot.domain.chain.group import PinState
from bot.domain.postings.posting import Field
from bot.flows.postings.draft import Edit
from bot.flows.postings.review import SEEN
from bot.flows.publishing import correct, publish
from bot.flows.publishing.correct import Correction
from bot.store import people
from bot.store.tables import Announcement, Group
from tests.cast import Cast, Member
from tests.conftest import NOON
from tests.factories import approved
from tests.live import Live


class Room:
    """The group of 土木2301, seen from its members' phones."""

    def __init__(self, live: Live, chat_id: int) -> None:
        self.live = live
        self.chat_id = chat_id

    async def own(self) -> list[dict[str, Any]]:
        """Return the messages of the bot in this group, oldest first, with their current text."""
        found = await self.live.phones.messages(self.chat_id)
        return [each for each in found if each["from"]["is_bot"] and "text" in each]

    async def shows(self, *words: str) -> dict[str, Any]:
        """Wait until the bot's newest message contains all of ``words``."""

        async def find() -> dict[str, Any] | None:
            newest = (await self.own())[-1:]
            return newest[0] if newest and all(word in newest[0]["text"] for word in words) else None

        return await self.until(find)

    async def press(self, who: Member, label: str) -> str:
        """Press a button, and return the answer that only the presser sees."""
        since = await self.live.phones.last_id()
        message = (await self.own())[-1]
        await self.live.phones.press(who.telegram_id, self.chat_id, message["message_id"], label=label)

        async def answered() -> list[dict[str, Any]]:
            return await self.live.phones.wire(since, method="answerCallbackQuery")

        return str((await self.until(answered))[0]["text"])

    async def row(self) -> Group | None:
        async with self.live.store.reading() as session:
            return (await session.execute(select(Group))).scalar_one_or_none()

    async def until(self, find: Callable[[], Awaitable[Any]]) -> Any:
        return await self.live.phones.wait_for(find, 30)

    async def pinned(self) -> Any:
        async def find() -> bool:
            row = await self.row()
            return row is not None and row.pin is PinState.PINNED

        return await self.until(find)


async def founded(live: Live, cast: Cast, bot: str = "administrator") -> Room:
    members = [cast.li.telegram_id, cast.cadre.telegram_id, cast.sun.telegram_id, cast.counsellor.telegram_id]
    room = Room(live, await live.phones.add_group("土木2301 大家庭", members, bot=bot))
    await room.shows("这是哪个班的群")

    async def on_record() -> bool:
        row = await room.row()
        return row is not None and row.message_id is not None

    await room.until(on_record)
    return room


async def reported(live: Live, title: str, days: int) -> int:
    """Publish an announcement that is in the class report of the noon ``days`` days later. Return its id."""
    async with live.store.writing() as session:
        announcement = await approved(session, live.parts.clock.now(), title, employer=f"{title}设计院")
        await publish.publish(session, announcement.id, live.parts.clock.now(), release=Release.IMMEDIATE)
    await live.jump(NOON + timedelta(days=days, seconds=5))
    return announcement.id


async def test_a_cadre_binds_the_group_and_its_one_message_is_pinned_then_edited(live: Live, cast: Cast) -> None:
    room = await founded(live, cast)
    assert "这个按钮只有已绑定的本班班干部" in await room.press(cast.li, "这是我们班的群")
    assert "已绑定 土木2301" in await room.press(cast.cadre, "这是我们班的群")
    await room.shows("土木2301 就业信息", "现在没有还在招的岗位")
    await room.pinned()
    await reported(live, "施工员", 1)
    message = await room.shows("施工员设计院", "投递：")
    assert not any(name in message["text"] for name in ("王伟", "联系不上", "李娜"))
    first = await reported(live, "测量员", 2)
    await room.shows("测量员设计院", "施工员设计院")
    async with live.store.writing() as session:  # a correction needs no report of its own
        seen = (await session.get_one(Announcement, first)).content_hash[:SEEN]
        office = await people.speaker(session, cast.office.telegram_id)
        assert office is not None
        edits = [Edit(0, Field.APPLY_HOW, "改投 hr@new.example")]
        await correct.correct(session, Correction(first, seen, edits), office, live.parts.clock.now())
    await live.quiet()
    await room.shows("改投 hr@new.example")
    assert len(await room.own()) == 1
    assert len(await live.phones.deliveries("pinChatMessage")) == 1


async def test_a_holder_of_several_classes_chooses_one_and_unbinds_in_private(live: Live, cast: Cast) -> None:
    room = await founded(live, cast)
    await room.press(cast.counsellor, "这是我们班的群")
    await room.shows("请点班级")
    assert "这个按钮只有已绑定的" in await room.press(cast.cadre, "土木2302")
    assert "已绑定 土木2301" in await room.press(cast.counsellor, "土木2301")
    await room.pinned()
    await live.say(cast.cadre, "/tasks")
    await live.sees(cast.cadre, "土木2301 大家庭", "自动更新")
    await live.press(cast.cadre, "解绑班群")
    await live.press(cast.cadre, "确认解绑")
    await live.sees(cast.cadre, "已和群")
    await room.shows("这是哪个班的群")


async def test_without_the_right_to_pin_the_cadre_is_told_once_what_to_do(live: Live, cast: Cast) -> None:
    room = await founded(live, cast, bot="member")
    await room.press(cast.cadre, "这是我们班的群")
    await live.sees(cast.cadre, "没有权限置顶", "打开“置顶消息”")
    await live.phones.set_bot(room.chat_id, "administrator")
    await room.pinned()
    assert sum("没有权限置顶" in text for text in await live.texts(cast.cadre)) == 1


async def test_a_supergroup_is_followed_by_update_and_by_error(live: Live, cast: Cast) -> None:
    room = await founded(live, cast)
    await room.press(cast.cadre, "这是我们班的群")
    await room.pinned()
    old = room.chat_id
    room.chat_id = await live.phones.migrate(old)
    await room.until(lambda: _lives_in(room, room.chat_id))
    async with live.store.writing() as session:  # as if the update had never arrived
        group = (await session.execute(select(Group))).scalar_one()
        group.chat_id, group.shown = old, ""
    await live.quiet()
    await room.until(lambda: _lives_in(room, room.chat_id))
    await room.pinned()
    assert [m["text"] for m in await room.own() if "现在没有还在招的岗位" in m["text"]]


async def _lives_in(room: Room, chat_id: int) -> bool:
    row = await room.row()
    return row is not None and row.chat_id == chat_id


async def test_a_removed_bot_says_so_in_tasks_and_reuses_its_message_after_return(live: Live, cast: Cast) -> None:
    room = await founded(live, cast)
    await room.press(cast.cadre, "这是我们班的群")
    await room.pinned()
    await live.phones.set_bot(room.chat_id, "kicked")

    async def lost() -> bool:
        row = await room.row()
        return row is not None and row.state is GroupState.LOST

    await room.until(lost)
    await live.say(cast.cadre, "/tasks")
    await live.sees(cast.cadre, "把我移出了", "重新拉我进群")
    await live.phones.set_bot(room.chat_id, "administrator")
    await reported(live, "施工员", 1)
    await room.shows("施工员设计院")
    assert len(await room.own()) == 1


async def test_chatter_gets_no_answer_and_a_lost_button_is_sent_again(live: Live, cast: Cast) -> None:
    room = await founded(live, cast)
    for text in ("/help", "/me", "/start", "大家好", "/bind 20230102 李娜 ABC"):
        await live.phones.say(cast.li.telegram_id, text, room.chat_id)
    await live.phones.say(cast.li.telegram_id, "/bind_group", room.chat_id)

    async def twice() -> bool:
        return len(await room.own()) == 2

    await room.until(twice)
    assert all("这是哪个班的群" in message["text"] for message in await room.own())


async def test_private_data_is_not_shown_in_a_group(live: Live, cast: Cast) -> None:
    room = await founded(live, cast)
    settings = live.parts.settings
    url = f"{settings.api_base_url}{settings.bot_token.get_secret_value()}/sendMessage"
    for verb in ("me", "dest", "no_such_verb"):
        keyboard = {"inline_keyboard": [[{"text": verb, "callback_data": verb}]]}
        body = {"chat_id": room.chat_id, "text": "A button that got here", "reply_markup": keyboard}
        async with aiohttp.ClientSession() as http, http.post(url, json=body) as answer:
            assert answer.status == 200
        assert await room.press(cast.li, verb)
    assert all(cast.li.name not in message["text"] for message in await room.own())
    assert [message["text"] for message in (await room.own())[1:]] == ["A button that got here"] * 3
