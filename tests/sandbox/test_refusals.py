"""Telegram's limits and error sentences, on which a bot's error handling depends."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from bot.sandbox.api.content import LONGEST_CAPTION
from bot.sandbox.client import SandboxClient, SandboxError
from bot.sandbox.errors import Refusal
from bot.sandbox.files import BIGGEST_UPLOAD
from bot.sandbox.text.entities import find_entities
from bot.sandbox.text.html_mode import parse_html
from tests.sandbox.test_bot_api import ONE_BUTTON, picture


def buttons(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=data)]])


REFUSED: list[tuple[str, Callable[[Bot, int], Awaitable[object]]]] = [
    ("Message text is empty", lambda bot, who: bot.send_message(who, " \n ")),
    ("Message is too long", lambda bot, who: bot.send_message(who, "长" * 4097)),
    ("Message caption is too long", lambda bot, who: bot.send_photo(who, picture(), caption="长" * 1025)),
    ("Can't parse entities: unsupported start tag", lambda bot, who: bot.send_message(who, "<p>", "HTML")),
    ("Button_data_invalid", lambda bot, who: bot.send_message(who, "x", reply_markup=buttons("按" * 22))),
    ("Chat not found", lambda bot, who: bot.send_message(424242, "x")),
    ("Message to edit not found", lambda bot, who: bot.edit_message_text("x", who, 999)),
    ("Query is too old and response timeout expired", lambda bot, who: bot.answer_callback_query("17")),
    ("album must have 2-10 items", lambda bot, who: bot.send_media_group(who, [InputMediaPhoto(picture())])),
    ("Image_process_failed", lambda bot, who: bot.send_photo(who, b"not a picture")),
    ("Wrong file identifier", lambda bot, who: bot.send_document(who, "BQACAgUAAxk")),
]


@pytest.mark.parametrize(("words", "act"), REFUSED, ids=[words for words, _ in REFUSED])
async def test_a_bad_request_is_refused_in_telegrams_words(
    bot: Bot, student: int, phones: SandboxClient, words: str, act: Callable[[Bot, int], Awaitable[object]]
) -> None:
    with pytest.raises(BadRequest, match="(?i)" + words):
        await act(bot, student)
    assert await phones.messages(student) == []
    assert await phones.deliveries() == []


async def test_a_text_a_caption_and_a_button_of_the_greatest_length_are_delivered(bot: Bot, student: int) -> None:
    message = await bot.send_message(student, "<b>" + "长" * 4096 + "</b>", "HTML", reply_markup=buttons("d" * 64))
    assert message.text == "长" * 4096
    assert (await bot.send_photo(student, picture(), caption="长" * LONGEST_CAPTION)).photo


async def test_a_file_over_fifty_megabytes_is_too_large(bot: Bot, student: int) -> None:
    with pytest.raises(Exception, match="Request Entity Too Large"):
        await bot.send_document(student, b"0" * (BIGGEST_UPLOAD + 1), write_timeout=30, read_timeout=30)


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, student: int) -> None:
    sent = await bot.send_message(student, "<b>岗位</b>", "HTML", reply_markup=ONE_BUTTON)
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await sent.edit_text("<strong>岗位</strong>", "HTML", reply_markup=ONE_BUTTON)
    assert (await bot.edit_message_text("岗位", student, sent.message_id)) is not True


async def test_the_bot_cannot_write_before_start_after_a_block_or_to_a_deleted_account(
    bot: Bot, phones: SandboxClient
) -> None:
    stranger = await phones.add_user("生人")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger, "你好")
    await phones.say(stranger, "/start")
    await phones.block(stranger)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(stranger, "你好")
    await phones.block(stranger, False)
    await phones.deactivate(stranger)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(stranger, "你好")
    assert await phones.deliveries() == []


async def test_a_bot_that_was_removed_from_a_group_cannot_write_there(
    bot: Bot, phones: SandboxClient, student: int
) -> None:
    group = await phones.add_group("班群", [student], bot="member")
    await phones.set_bot(group, "kicked")
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group, "日报")
    changes = [u.my_chat_member.new_chat_member.status for u in await bot.get_updates() if u.my_chat_member]
    assert changes == ["member", "kicked"]


async def test_a_migrated_group_gives_its_new_id_in_the_error_and_in_an_update(
    bot: Bot, phones: SandboxClient, student: int
) -> None:
    group = await phones.add_group("班群", [student], bot="administrator")
    moved = await phones.migrate(group)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group, "日报")
    assert caught.value.new_chat_id == moved
    heard = [u.message.migrate_to_chat_id for u in await bot.get_updates() if u.message]
    assert moved in heard
    assert (await bot.send_message(moved, "日报")).message_id == 2


async def test_a_press_is_answered_once_and_needs_an_existing_button(
    bot: Bot, phones: SandboxClient, student: int
) -> None:
    sent = await bot.send_message(student, "岗位", reply_markup=ONE_BUTTON)
    pressed = await phones.press(student, student, sent.message_id, data="yes:7")
    assert await bot.answer_callback_query(pressed["query_id"])
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(pressed["query_id"])
    with pytest.raises(SandboxError, match="has no button"):
        await phones.press(student, student, sent.message_id, data="no")


async def test_the_rate_limits_are_enforced_when_ordered(bot: Bot, phones: SandboxClient, student: int) -> None:
    await phones.enforce_limits()
    results = await asyncio.gather(*(bot.send_message(student, str(i)) for i in range(8)), return_exceptions=True)
    refused = [r for r in results if isinstance(r, RetryAfter)]
    assert len(refused) == 5 and len(await phones.deliveries()) == 3
    assert "retry after 1" in (await phones.wire(status=429))[0]["description"].lower()


COMPLAINTS = {
    "<b>x": 'Can\'t find end tag corresponding to start tag "b"',
    "<b>x</i>": 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    "中<x>": 'Unsupported start tag "x" at byte offset 3',
    "a < b": 'Unsupported start tag "" at byte offset 2',
    "<b": "Unclosed start tag at byte offset 0",
    "x</b>": "Unexpected end tag at byte offset 1",
    "<b>x</b": "Unclosed end tag at byte offset 4",
    "<span class='red'>x</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    '<a ="x">y</a>': 'Empty attribute name in the tag "a" at byte offset 0',
    "<a href=x/y>z</a>": "Unexpected end of name token at byte offset 8",
    '<a href="x>z</a>': "Unclosed start tag at byte offset 0",
}


@pytest.mark.parametrize("html", COMPLAINTS)
def test_broken_html_is_refused_in_telegrams_words(html: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse_html(html)
    assert caught.value.description == f"Bad Request: can't parse entities: {COMPLAINTS[html]}"


def test_html_becomes_text_and_entities_with_offsets_in_utf16() -> None:
    text, entities = parse_html('😀<b>粗<i>斜</i></b> &lt;&amp;&copy; <a href="https://x.cn/?a=1&amp;b">链</a>')
    assert text == "😀粗斜 <&&copy; 链"
    assert entities == [
        {"offset": 2, "length": 2, "type": "bold"},
        {"offset": 3, "length": 1, "type": "italic"},
        {"offset": 14, "length": 1, "type": "text_link", "url": "https://x.cn/?a=1&b"},
    ]


def test_a_preformatted_block_takes_the_language_of_the_code_in_it() -> None:
    _, entities = parse_html('<pre><code class="language-python">x</code></pre>')
    assert entities == [{"offset": 0, "length": 1, "type": "pre", "language": "python"}]


def test_links_commands_and_mentions_are_found_outside_code() -> None:
    text, marked = parse_html("/start 看 https://a.cn/x?y=1，找 @jiuye_bot #校招 <code>/no</code>")
    kinds = [entity["type"] for entity in find_entities(text, marked)]
    assert kinds == ["bot_command", "url", "mention", "hashtag", "code"]
