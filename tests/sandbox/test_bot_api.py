"""python-telegram-bot over HTTP: its messages arrive on the phones, and people's acts arrive as updates."""

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from PIL import Image
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    Update,
)
from telegram.error import BadRequest, Conflict
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes
from telegram.helpers import effective_message_type

from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Running
from bot.sandbox.things import KINDS

ONE_BUTTON = InlineKeyboardMarkup([[InlineKeyboardButton("有意向", callback_data="yes:7")]])


def picture(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


async def test_a_greeting_a_press_and_an_edit_reach_the_other_side(server: Running, phones: SandboxClient) -> None:
    async def greet(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_html(f"<b>你好</b>, {context.args}", reply_markup=ONE_BUTTON)

    async def thank(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer("已记下")
        await update.callback_query.edit_message_text("谢谢")

    app = (
        Application.builder()
        .token(server.token)
        .base_url(server.api_base_url)
        .base_file_url(server.api_file_url)
        .job_queue(None)
        .build()
    )
    app.add_handlers([CommandHandler("start", greet), CallbackQueryHandler(thank)])
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling()
        student = await phones.add_user("小明")
        await phones.open_link(student, "https://t.me/jiuye_bot?start=c-42")
        (sent,) = await phones.wait_for(lambda: phones.deliveries("sendMessage"))
        assert sent["text"] == "你好, ['c-42']"
        await phones.press(student, student, sent["message_id"], label="有意向")
        await phones.wait_for(lambda: phones.deliveries("editMessageText"))
        assert (await phones.messages(student))[-1]["text"] == "谢谢"
        await app.updater.stop()
        await app.stop()


async def test_photos_files_and_albums_arrive_and_can_be_downloaded(
    bot: Bot, phones: SandboxClient, student: int
) -> None:
    photo = await bot.send_photo(student, picture(), caption="海报")
    assert (photo.photo[-1].width, photo.photo[-1].height) == (40, 30)
    file = await bot.send_document(student, b"a;b\n1;2", filename="岗位.csv")
    assert file.document is not None and file.document.file_name == "岗位.csv"
    fetched = await (await bot.get_file(file.document.file_id)).download_as_bytearray()
    assert bytes(fetched) == b"a;b\n1;2"
    album = await bot.send_media_group(student, [InputMediaPhoto(picture()), InputMediaPhoto(picture("red"))])
    assert len({m.media_group_id for m in album}) == 1
    assert len(await phones.messages(student)) == 4


async def test_a_file_from_a_person_can_be_downloaded(bot: Bot, phones: SandboxClient, student: int) -> None:
    await phones.attach(student, "三方协议.pdf", b"%PDF-1.4", caption="请审核")
    (update,) = await bot.get_updates(timeout=2)
    assert update.message is not None and update.message.document is not None
    assert update.message.caption == "请审核"
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"%PDF-1.4"


async def test_chinese_file_names_arrive_as_they_are_in_both_directions(
    bot: Bot, phones: SandboxClient, student: int
) -> None:
    await phones.attach(student, "就业名单（2027届）.xlsx", b"a")
    (update,) = await bot.get_updates(timeout=2)
    assert update.message is not None and update.message.document is not None
    assert update.message.document.file_name == "就业名单（2027届）.xlsx"
    await bot.send_document(student, b"a", filename="推荐名单.xlsx")
    assert (await phones.messages(student))[-1]["document"]["file_name"] == "推荐名单.xlsx"


@pytest.mark.parametrize("kind", KINDS)
async def test_everything_that_people_send_arrives_as_its_kind(
    bot: Bot, phones: SandboxClient, student: int, kind: str
) -> None:
    await phones.give(student, kind)
    (update,) = await bot.get_updates(timeout=2)
    assert update.message is not None and effective_message_type(update.message) == kind


async def test_media_and_keyboards_are_edited_in_place(bot: Bot, phones: SandboxClient, student: int) -> None:
    sent = await bot.send_document(student, b"1", filename="a.csv", caption="一", reply_markup=ONE_BUTTON)
    await bot.edit_message_caption(student, sent.message_id, caption="二")
    await bot.edit_message_reply_markup(student, sent.message_id, reply_markup=ONE_BUTTON)
    await bot.edit_message_media(InputMediaDocument(b"22", filename="b.csv"), student, sent.message_id)
    (shown,) = await phones.messages(student)
    assert shown["document"]["file_name"] == "b.csv"
    assert "caption" not in shown and "reply_markup" not in shown


async def test_updates_are_repeated_until_they_are_confirmed(bot: Bot, phones: SandboxClient, student: int) -> None:
    for text in ("一", "二", "三"):
        await phones.say(student, text)
    first = await bot.get_updates(limit=2)
    again = await bot.get_updates(limit=2)
    assert [u.update_id for u in first] == [u.update_id for u in again]
    (rest,) = await bot.get_updates(offset=first[-1].update_id + 1)
    assert rest.message is not None and rest.message.text == "三"


async def test_a_second_poller_ends_the_first_with_a_conflict(bot: Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=3))
    await asyncio.sleep(0.2)
    await bot.get_updates(timeout=0)
    with pytest.raises(Conflict, match="make sure that only one bot instance is running"):
        await waiting


async def test_the_bot_gets_only_the_kinds_of_updates_it_asked_for(
    bot: Bot, phones: SandboxClient, student: int
) -> None:
    await bot.get_updates(allowed_updates=["my_chat_member"])
    await phones.say(student, "听不见")
    await phones.block(student)
    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None and update.my_chat_member.new_chat_member.status == "kicked"


@pytest.fixture
async def hook() -> AsyncIterator[tuple[str, list[tuple[str, int]], list[int]]]:
    """Yield (the address of a webhook, the (secret, update id) pairs that arrived there, the statuses to answer with
    before 200)."""
    arrived: list[tuple[str, int]] = []
    answers: list[int] = []

    async def take(request: web.Request) -> web.Response:
        body = await request.json()
        arrived.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], body["update_id"]))
        return web.Response(status=answers.pop(0) if answers else 200)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}/hook", arrived, answers
    await runner.cleanup()


async def test_a_webhook_gets_its_secret_and_is_called_again_after_a_failure(
    bot: Bot, phones: SandboxClient, student: int, hook: tuple[str, list[tuple[str, int]], list[int]]
) -> None:
    url, arrived, answers = hook
    answers.append(500)
    await bot.set_webhook(url, secret_token="s3cret")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await phones.say(student, "在吗")
    for _ in range(100):
        await asyncio.sleep(0.02)
        if (await bot.get_webhook_info()).pending_update_count == 0:
            break
    assert [secret for secret, _ in arrived] == ["s3cret", "s3cret"]
    assert len({update_id for _, update_id in arrived}) == 1
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_chat_shows_the_commands_of_the_narrowest_scope(bot: Bot, phones: SandboxClient, student: int) -> None:
    await bot.set_my_commands([BotCommand("start", "开始")])
    await bot.set_my_commands([BotCommand("today", "今日待办")], scope=BotCommandScopeChat(student))
    (chat,) = await phones.chats(student)
    assert [c["command"] for c in chat["commands"]] == ["today"]
    await bot.delete_my_commands(scope=BotCommandScopeChat(student))
    (chat,) = await phones.chats(student)
    assert [c["command"] for c in chat["commands"]] == ["start"]


async def test_only_an_administrator_can_pin_in_a_group(bot: Bot, phones: SandboxClient, student: int) -> None:
    group = await phones.add_group("计科2001班", [student], bot="member")
    sent = await bot.send_message(group, "班级日报")
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages"):
        await bot.pin_chat_message(group, sent.message_id)
    await phones.set_bot(group, "administrator")
    await bot.pin_chat_message(group, sent.message_id)
    assert (await bot.get_chat(group)).pinned_message == sent
    await bot.unpin_all_chat_messages(group)
    assert (await bot.get_chat(group)).pinned_message is None


async def test_a_bot_without_rights_gets_only_commands_and_replies_in_a_group(
    bot: Bot, phones: SandboxClient, student: int
) -> None:
    group = await phones.add_group("计科2001班", [student], bot="member")
    await bot.get_updates(offset=-1)
    own = await bot.send_message(group, "有问题请回复")
    await phones.say(student, "今天食堂吃什么", group)
    await phones.say(student, "/help@another_bot", group)
    await phones.say(student, "/help@jiuye_bot", group)
    await phones.say(student, "我有问题", group, reply_to=own.message_id)
    heard = [u.message.text for u in await bot.get_updates() if u.message and u.message.text]
    assert heard == ["/help@jiuye_bot", "我有问题"]


async def test_a_forward_loses_callback_buttons_and_keeps_links(bot: Bot, phones: SandboxClient, student: int) -> None:
    group = await phones.add_group("同学群", [student])
    rows = [[InlineKeyboardButton("有意向", callback_data="x"), InlineKeyboardButton("官网", url="https://a.cn")]]
    sent = await bot.send_message(student, "岗位", reply_markup=InlineKeyboardMarkup(rows))
    await phones.forward(student, student, sent.message_id, group)
    (copy,) = await phones.messages(group)
    assert copy["forward_origin"]["sender_user"]["username"] == "jiuye_bot"
    assert [b["text"] for row in copy["reply_markup"]["inline_keyboard"] for b in row] == ["官网"]


async def test_the_bots_descriptions_are_kept_by_language_and_have_telegrams_limits(bot: Bot) -> None:
    await bot.set_my_description("岗" * 512)
    await bot.set_my_short_description("岗" * 120)
    await bot.set_my_short_description("jobs", language_code="en")
    assert (await bot.get_my_description()).description == "岗" * 512
    assert (await bot.get_my_short_description("en")).short_description == "jobs"
    assert (await bot.get_my_short_description("de")).short_description == "岗" * 120
    with pytest.raises(BadRequest):
        await bot.set_my_description("岗" * 513)
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("岗" * 121)
    await bot.set_my_description("")
    assert (await bot.get_my_description()).description == ""
