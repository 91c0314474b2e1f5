"""Nothing is asked and nothing is kept before both consents; a no leaves nothing behind; old bonds are asked once."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from bot.domain.chain.chain import Release
from bot.domain.delivery.delivery import State
from bot.domain.people import BondState
from bot.flows.publishing import publish
from bot.store import choices, people
from bot.store.delivery import pushes
from bot.store.inbox import bare
from bot.store.tables import Bond, Dialog, Incoming, IncomingState, Person
from tests.cast import Cast, Member
from tests.chat.register.test_join import class_code, phone_of, speaker
from tests.live import Live
from tests.postings import ENGINEER, approved

CONTACT = "电话 0431-85550000"


async def in_touch(live: Live) -> None:
    async with live.store.writing() as session:
        await choices.put(session, "contact", CONTACT)


async def pending(live: Live, who: Member, **values: Any) -> None:
    """Make the person's bond wait for the consents, or give them one that does."""
    async with live.store.writing() as session:
        bond = await people.bond_of(session, who.person_id)
        if bond is None:
            bond = Bond(person_id=who.person_id, telegram_id=who.telegram_id, bound_at=live.parts.clock.now())
            session.add(bond)
        bond.state = BondState.PENDING
        for key, value in values.items():
            setattr(bond, key, value)


async def bond_of(live: Live, who: Member) -> Bond:
    async with live.store.reading() as session:
        bond = await people.bond_of(session, who.person_id)
    assert bond is not None
    return bond


async def kept_of(live: Live, who: Member) -> str:
    """All that is stored of what a Telegram user sent, once it was answered."""

    async def answered() -> bool:
        async with live.store.reading() as session:
            rows = list((await session.execute(select(Incoming))).scalars())
        return all(row.state == IncomingState.DONE for row in rows)

    await live.phones.wait_for(answered)
    async with live.store.reading() as session:
        rows = (await session.execute(select(Incoming))).scalars()
        mine = [row.payload for row in rows if f'"id": {who.telegram_id}' in json.dumps(row.payload)]
        form = await session.get(Dialog, who.telegram_id)
    return json.dumps([mine, form.values if form else {}], ensure_ascii=False)


async def labels(live: Live, who: Member) -> list[str]:
    message = (await live.phones.messages(who.telegram_id))[-1]
    return [key["text"] for row in message["reply_markup"]["inline_keyboard"] for key in row]


async def test_a_stranger_learns_what_the_bot_is_and_whom_an_employer_calls(live: Live, cast: Cast) -> None:
    await in_touch(live)
    wang = await phone_of(live, cast.wang)
    await live.say(wang, "/start")
    await live.last(
        wang, "长春示范大学就业处的就业信息机器人", "学号（老师用工号）", "个人信息说明", "用人单位", CONTACT
    )
    assert await labels(live, wang) == ["绑定学号", "个人信息说明"]


async def test_both_consents_come_before_number_and_name_and_are_kept_with_their_times(live: Live, cast: Cast) -> None:
    await in_touch(live)
    wang = await phone_of(live, cast.wang)
    begun = live.parts.clock.now()
    await live.phones.open_link(wang.telegram_id, f"https://t.me/jiuye_bot?start={await class_code(live, cast.civil1)}")
    await live.last(wang, f"长春示范大学就业处（{CONTACT}）", "谁能看", "12 月 31 日", "投诉", "不同意")
    assert await labels(live, wang) == ["同意", "不同意", "看全文"]
    await live.press(wang, "同意")
    await live.last(wang, "Telegram Messenger Inc.", "telegram.org/privacy", "请不要发送证件")
    assert await labels(live, wang) == ["同意出境传递", "不同意", "看全文"]
    await live.jump(live.parts.clock.now() + timedelta(minutes=3))
    await live.press(wang, "同意出境传递")
    await live.last(wang, "学号和姓名")
    await live.jump(live.parts.clock.now() + timedelta(minutes=3))
    await live.say(wang, f"{wang.number} 王伟")
    await live.sees(wang, "绑定成功")
    bond = await bond_of(live, wang)
    assert bond.consented_at and bond.overseas_consented_at
    assert begun <= bond.consented_at < bond.overseas_consented_at < bond.bound_at


async def test_the_full_text_leads_back_to_the_consent_and_keeps_the_code(live: Live, cast: Cast) -> None:
    wang = await phone_of(live, cast.wang)
    await live.phones.open_link(wang.telegram_id, f"https://t.me/jiuye_bot?start={await class_code(live, cast.civil1)}")
    await live.press(wang, "看全文")
    await live.sees(wang, "1/4", "收哪些")
    await live.press(wang, "下一页")
    await live.sees(wang, "2/4", "谁能看", "怎样排序")
    await live.press(wang, "下一页")
    await live.sees(wang, "3/4", "出境", "存多久")
    await live.press(wang, "下一页")
    await live.sees(wang, "4/4", "您的权利", "投诉")
    await live.press(wang, "返回继续绑定")
    await live.last(wang, "绑定前，请先看完再决定")
    await live.agree_on(wang)
    await live.press(wang, "取消")
    await live.sees(wang, "取消")


async def test_a_no_to_the_first_screen_keeps_nothing(live: Live, cast: Cast) -> None:
    await in_touch(live)
    wang = await phone_of(live, cast.wang)
    await live.phones.open_link(wang.telegram_id, f"https://t.me/jiuye_bot?start={await class_code(live, cast.civil1)}")
    await live.press(wang, "不同意")
    await live.last(wang, "没有绑定", "班干部转告", "就业服务照常", CONTACT)
    await _left_nothing(live, wang)
    await live.press(wang, "绑定学号")
    await live.last(wang, "绑定前，请先看完再决定")


async def test_a_no_to_the_servers_abroad_keeps_nothing_either(live: Live, cast: Cast) -> None:
    wang = await phone_of(live, cast.wang)
    await live.say(wang, "/bind")
    await live.press(wang, "同意")
    await live.sees(wang, "境外服务器")
    await live.press(wang, "不同意")
    await live.last(wang, "没有绑定", "班干部转告")
    await _left_nothing(live, wang)


async def _left_nothing(live: Live, who: Member) -> None:
    assert await speaker(live, who) is None
    async with live.store.reading() as session:
        assert await session.get(Dialog, who.telegram_id) is None
        assert not (await session.execute(select(Bond).where(col(Bond.telegram_id) == who.telegram_id))).scalars().all()


async def test_what_is_typed_before_the_consents_is_neither_used_nor_kept(live: Live, cast: Cast) -> None:
    wang = await phone_of(live, cast.wang)
    code = await class_code(live, cast.civil1)
    for words in (f"/bind {wang.number} 王伟 {code}", f"{wang.number} 王伟 {code}"):
        await live.say(wang, words)
        await live.last(wang, "没有保存，同意后请再发", "谁处理")
    await live.press(wang, "同意")
    await live.say(wang, f"{wang.number} 王伟 {code}")
    await live.last(wang, "没有保存，同意后请再发", "境外服务器")
    kept = await kept_of(live, wang)
    assert not [word for word in (wang.number, "王伟", code) if word in kept]
    await live.press(wang, "同意出境传递")
    await live.say(wang, f"{wang.number} 王伟 {code}")
    await live.sees(wang, "绑定成功")


async def test_a_greeting_of_a_stranger_gets_the_first_screen(live: Live, cast: Cast) -> None:
    wang = await phone_of(live, cast.wang)
    await live.say(wang, "在吗")
    await live.last(wang, "绑定要三样")
    assert "在吗" not in await kept_of(live, wang)


async def test_the_words_of_somebody_bound_are_still_there_for_looking_into_problems(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "四六级要考吗")
    await live.sees(cast.li, "要问老师吗")
    assert "四六级要考吗" in await kept_of(live, cast.li)


def test_an_update_without_its_words_can_still_be_answered() -> None:
    who = {"id": 7, "is_bot": False, "first_name": "王伟", "username": "wang"}
    chat = {"id": 7, "type": "private", "first_name": "王伟"}
    message = {"message_id": 3, "date": 1, "from": who, "chat": chat, "text": "20230103 王伟"}
    press = {"id": "9", "from": who, "message": message, "data": "agree", "chat_instance": "1"}
    nobody = {"id": 7, "is_bot": False, "first_name": ""}
    left = {"message_id": 3, "date": 1, "from": nobody, "chat": {"id": 7, "type": "private"}}
    assert bare({"update_id": 1, "message": message}) == {"update_id": 1, "message": left}
    assert bare({"update_id": 2, "callback_query": press}) == {
        "update_id": 2,
        "callback_query": {"id": "9", "from": nobody, "message": left, "data": "agree", "chat_instance": "1"},
    }


async def test_a_person_taken_over_from_another_bot_is_asked_for_both_before_anything_else(
    live: Live, cast: Cast
) -> None:
    wang = await phone_of(live, cast.wang)
    await pending(live, wang)
    for words in ("/wishes", "/help", "/start", "/bind", "你好", "想去长春 20230103"):
        await live.say(wang, words)
        await live.last(wang, "个人信息说明更新了", "谁处理")
    await live.agree_on(wang)
    await live.sees(wang, "绑定成功")
    await live.last(wang, "毕业后您打算")
    bond = await bond_of(live, wang)
    assert bond.state == BondState.BOUND
    assert bond.consented_at and bond.overseas_consented_at


async def test_a_bond_in_use_goes_on_after_the_two_screens_and_is_asked_only_once(live: Live, cast: Cast) -> None:
    before = await bond_of(live, cast.li)
    await pending(live, cast.li)
    await live.say(cast.li, "/wishes")
    await live.last(cast.li, "您的绑定还在")
    await live.press(cast.li, "同意")
    await live.sees(cast.li, "境外服务器")
    await live.say(cast.li, "/postings")
    await live.last(cast.li, "境外服务器")
    await live.press(cast.li, "同意出境传递")
    await live.last(cast.li, "可以继续使用")
    bond = await bond_of(live, cast.li)
    assert (bond.state, bond.bound_at, bond.trust) == (BondState.BOUND, before.bound_at, before.trust)
    assert before.consented_at and bond.consented_at and before.consented_at < bond.consented_at
    await live.say(cast.li, "/wishes")
    await live.last(cast.li, "求职意向")


async def test_whoever_has_a_bond_says_no_twice_and_may_turn_back(live: Live, cast: Cast) -> None:
    await pending(live, cast.li)
    await live.say(cast.li, "/me")
    await live.press(cast.li, "不同意")
    await live.sees(cast.li, "确定不同意吗")
    await live.press(cast.li, "返回")
    await live.sees(cast.li, "您的绑定还在")
    await live.press(cast.li, "不同意")
    await live.press(cast.li, "确定不同意")
    await live.last(cast.li, "绑定已结束", "班干部转告")
    assert await speaker(live, cast.li) is None
    async with live.store.writing() as session:
        now = live.parts.clock.now()
        announcement = await approved(session, now, ENGINEER)
        push = await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
        unreached = await pushes.rows_in(session, push.id, State.NO_BOT)
    assert cast.li.person_id in {row.person_id for row in unreached}  # so the cadre's report names them


async def test_staff_are_asked_too(live: Live, cast: Cast) -> None:
    await pending(live, cast.counsellor)
    await live.say(cast.counsellor, "/students")
    await live.last(cast.counsellor, "老师：工号、姓名、职务、处理记录")
    await live.agree_on(cast.counsellor)
    await live.last(cast.counsellor, "可以继续使用")


async def test_half_a_joining_may_be_cancelled(live: Live, cast: Cast) -> None:
    wang = await phone_of(live, cast.wang)
    await live.agree(wang)
    await live.say(wang, wang.number)
    await live.press(wang, "取消")
    await live.sees(wang, "取消")
    async with live.store.reading() as session:
        assert await session.get(Dialog, wang.telegram_id) is None
        assert await session.get_one(Person, wang.person_id)


async def test_a_consent_button_that_outlived_its_form_begins_again(live: Live, cast: Cast) -> None:
    wang = await phone_of(live, cast.wang)
    await live.say(wang, "/bind")
    await live.press(wang, "同意")
    asked = await live.sees(wang, "境外服务器")
    await live.say(wang, "/cancel")
    await live.phones.press(wang.telegram_id, wang.telegram_id, asked["message_id"], data="agree_overseas")
    await live.sees(wang, "绑定前，请先看完再决定")
