"""A preview's buttons act on what stands above them: three drafts stay three drafts."""

import ast
import inspect
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.chat.routes.tables import PRESSES
from bot.domain.postings.announcement import LeadState
from bot.store import inbox
from bot.store.tables import Draft, Lead, Question
from tests.cast import Cast, Member
from tests.live import Live

NOT_BOUND = {
    "complain": "it opens the form of a complaint",
    "dest_withdraw": "it acts on the filed record, whose id is in the button",
    "agree_overseas": "the form has the step of the consent and no text",
}
"""Buttons that read the open form and write, and why they need no draft."""


async def button_under(live: Live, who: Member, words: str, label: str = "") -> dict[str, Any]:
    """Wait for the newest message that contains ``words`` and has a button ``label``. Return its id and the data."""

    async def find() -> dict[str, Any] | None:
        for message in reversed(await live.phones.messages(who.telegram_id)):
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in (button for row in rows for button in row):
                if words in message.get("text", "") and label in button["text"] and "callback_data" in button:
                    return {"message": message["message_id"], "data": button["callback_data"]}
        return None

    found: dict[str, Any] = await live.phones.wait_for(find)
    return found


async def press_under(live: Live, who: Member, words: str, label: str) -> None:
    found = await button_under(live, who, words, label)
    await live.phones.press(who.telegram_id, who.telegram_id, found["message"], data=found["data"])


async def type_all(live: Live, who: Member, *texts: str) -> None:
    for text in texts:
        await live.say(who, text)
        await button_under(live, who, text)


async def test_each_of_three_notices_is_sent_from_its_own_preview(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/notify")
    await live.last(cast.office, "通知")
    await type_all(live, cast.office, "甲通知：周一交表。", "乙通知：周二停电。", "丙通知：周三体检。")
    for word in ("甲", "丙", "乙"):
        await press_under(live, cast.office, f"{word}通知", "全校")
        await press_under(live, cast.office, f"{word}通知", "发送")
        await live.sees(cast.li, f"{word}通知")
        await live.settled()
    heard = [text for text in await live.texts(cast.li) if "通知：" in text]
    assert [next(word for word in "甲乙丙" if f"{word}通知" in text) for text in heard] == ["甲", "丙", "乙"]


async def questions_of(live: Live) -> list[str]:
    async with live.store.reading() as session:
        return [row.text for row in await session.scalars(select(Question).order_by(col(Question.id)))]


async def test_a_question_is_sent_as_its_preview_shows_it_and_only_once(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/ask")
    await live.last(cast.li, "问")
    await type_all(live, cast.li, "三方协议怎么领？", "户口可以留在学校吗？")
    await press_under(live, cast.li, "三方协议", "提交")
    await live.settled()
    await live.quiet()
    assert await questions_of(live) == ["三方协议怎么领？"]
    await press_under(live, cast.li, "户口可以", "提交")
    await live.quiet()
    assert await questions_of(live) == ["三方协议怎么领？", "户口可以留在学校吗？"]


async def test_a_draft_that_was_used_or_belongs_to_another_person_is_refused(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/ask")
    await live.last(cast.li, "问")
    await type_all(live, cast.li, "三方协议怎么领？", "户口可以留在学校吗？")
    async with live.store.writing() as session:
        first, second = sorted(await session.scalars(select(Draft)), key=lambda draft: draft.values["text"])
        first.telegram_id = cast.sun.telegram_id
        await session.delete(second)
    for words in ("三方协议", "户口可以"):
        await press_under(live, cast.li, words, "提交")
        await live.quiet()
    assert await questions_of(live) == []


async def test_a_sent_draft_is_gone(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/ask")
    await live.last(cast.li, "问")
    await type_all(live, cast.li, "三方协议怎么领？")
    await press_under(live, cast.li, "三方协议", "提交")
    await live.quiet()
    async with live.store.reading() as session:
        assert list(await session.scalars(select(Draft))) == []


async def test_the_oldest_drafts_are_deleted(live: Live, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MOST_DRAFTS", 2)
    await live.say(cast.li, "/ask")
    await live.last(cast.li, "问")
    await type_all(live, cast.li, "第一个问题？", "第二个问题？", "第三个问题？")
    async with live.store.reading() as session:
        kept = list(await session.scalars(select(Draft)))
    assert sorted(draft.values["text"] for draft in kept) == ["第三个问题？", "第二个问题？"]


def reads_and_writes(handler: Callable[..., Any], looks: bool) -> bool:
    """Whether a button's handler reads the values of the open form and writes to the database."""
    module = sys.modules[handler.__module__]
    functions = {
        node.name: node
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    seen: set[str] = set()
    waiting = [handler.__name__]
    reads = False
    while waiting:
        name = waiting.pop()
        if name in seen or name not in functions:
            continue
        seen.add(name)
        for node in ast.walk(functions[name]):
            reads |= isinstance(node, ast.Attribute) and ast.unparse(node) == "talk.values"
            waiting += [node.id] if isinstance(node, ast.Name) else []
    return reads and (not looks or "Rest" in str(handler.__annotations__.get("return", "")))


def test_every_button_that_writes_what_a_form_says_is_bound_to_its_preview() -> None:
    acting = {press.verb for press in PRESSES if reads_and_writes(press.handler, press.looks)}
    bound = {press.verb for press in PRESSES if press.bound}
    assert acting - bound == NOT_BOUND.keys()


async def test_an_older_preview_of_a_lead_does_not_send_the_newer_text(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/lead")
    await live.last(cast.li, "看到一条招聘")
    await type_all(live, cast.li, "甲公司招施工员，长春。")
    await live.jump(live.parts.clock.now() + timedelta(minutes=1))
    await type_all(live, cast.li, "乙公司招测量员，吉林。")
    await press_under(live, cast.li, "甲公司", "确认发送")
    await live.quiet()
    async with live.store.reading() as session:
        assert [lead.state for lead in await session.scalars(select(Lead))] == [LeadState.DRAFT]
    await press_under(live, cast.li, "乙公司", "确认发送")
    await live.quiet()
    async with live.store.reading() as session:
        [lead] = await session.scalars(select(Lead))
    assert (lead.text, lead.state) == ("乙公司招测量员，吉林。", LeadState.NEW)


@pytest.mark.parametrize("empty", ["\u200b\u200b", "\u2800", "\u3164 \ufeff", "\u202e"])
async def test_a_notice_of_invisible_characters_is_empty(live: Live, cast: Cast, empty: str) -> None:
    await live.say(cast.office, "/notify")
    await live.last(cast.office, "通知")
    await live.say(cast.office, empty)
    await live.last(cast.office, "通知内容是空的")


async def test_the_words_after_a_command_are_its_text(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/ask 三方协议怎么领？")
    await press_under(live, cast.li, "这样问可以吗", "提交")
    await live.quiet()
    assert await questions_of(live) == ["三方协议怎么领？"]
    await live.say(cast.office, "/notify 周五停电")
    await live.last(cast.office, "发给谁", "周五停电")
