"""People send whatever Telegram lets them send, and the bot itself may fail. It answers every time."""

from bot.domain.delivery.push import PushKind
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.sandbox.things import KINDS
from tests.cast import Cast, Member
from tests.live import PATIENCE, Live

SAID = {"voice": "语音", "sticker": "贴纸", "location": "位置", "contact": "名片", "poll": "投票", "dice": "骰子"}
SAID |= {"video_note": "视频", "video": "视频", "animation": "动图", "audio": "音频"}


async def test_whatever_somebody_sends_the_bot_kindly_says_what_it_can_take(live: Live, cast: Cast) -> None:
    for who in (cast.li, cast.office, cast.cadre):
        for kind in KINDS:
            await live.phones.give(who.telegram_id, kind)
            await live.last(who, f"收到您的{SAID[kind]}了", "请打字告诉我")
    stranger = Member(0, await live.phones.add_user("路人", started=True), "", "路人")
    for kind in KINDS:
        before = len(await live.texts(stranger))
        await live.phones.give(stranger.telegram_id, kind)
        await live.sees(stranger, "绑定")
        await live.settled()
        assert len(await live.texts(stranger)) > before


async def test_a_voice_message_loses_nothing_that_was_half_filled_in(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/ask")
    await live.sees(cast.li, "问")
    await live.phones.give(cast.li.telegram_id, "voice")
    await live.last(cast.li, "接着填就好")


async def test_an_exception_in_a_handler_is_answered_and_the_next_message_works(live: Live, cast: Cast) -> None:
    await live.phones.fault("planted", times=1, chat_id=cast.li.telegram_id)
    await live.say(cast.li, "/help")
    await live.last(cast.li, "抱歉，刚才出了点问题")
    await live.say(cast.li, "/me")
    await live.last(cast.li, "学校名单")


async def notify(live: Live, *people: Member) -> None:
    values = {"text": "周五开会", "ack": False, "from_unit": "就业处"}
    notice = Notice(PushKind.NOTICE, "notice/message", title="开会", values=values)
    async with live.store.writing() as session:
        await pushing.to_people(session, notice, [each.person_id for each in people], live.parts.clock.now())


async def test_five_rejected_messages_halt_a_push_and_the_office_resumes_it(live: Live, cast: Cast) -> None:
    everybody = [member for member in vars(cast).values() if isinstance(member, Member)]

    async def all_reached() -> bool:
        reached = sum([any("周五开会" in text for text in await live.texts(member)) for member in everybody])
        return reached == len(everybody) - 2 - 5  # two have no bot, and five messages were rejected

    await live.settled()
    await live.phones.fault("rejected", method="sendMessage", times=5)
    await notify(live, *everybody)
    await live.sees(cast.office, "开会", "已自动暂停")
    await live.press(cast.office, "继续")
    await live.phones.wait_for(all_reached, PATIENCE)


async def test_an_answer_that_nobody_can_read_leaves_the_delivery_in_doubt(live: Live, cast: Cast) -> None:
    await live.settled()
    await live.phones.fault("garbled", chat_id=cast.li.telegram_id, method="sendMessage", times=1)
    await notify(live, cast.li)
    await live.sees(cast.li, "周五开会")
    await live.settled()
    await live.say(cast.office, "/today")
    await live.sees(cast.office, "送达待确认 1")
