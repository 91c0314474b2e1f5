"""The page in a real browser: there are two phones side by side. One gets a message and presses, and the other one
writes."""

import os
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright, expect
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.helpers import effective_message_type

from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Running
from bot.sandbox.things import KINDS

CHROMIUM = os.environ.get("JIUYE_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """Yield a page that fails the test if its scripts fail or if it requests anything from another host."""
    problems: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = await browser.new_page(viewport={"width": 1280, "height": 800})
        opened.on("pageerror", lambda error: problems.append(str(error)))
        opened.on("request", lambda r: None if "//127.0.0.1:" in r.url else problems.append(r.url))
        yield opened
        await browser.close()
    assert problems == []


async def test_an_empty_chat_shows_what_the_bot_is_above_start(
    page: Page, server: Running, phones: SandboxClient, bot: Bot
) -> None:
    student = await phones.add_user("子涵", persona="学生")
    await bot.set_my_description("某大学就业处的机器人\n<b>推送岗位</b>")
    await page.goto(server.url)
    phone = page.locator(f'[data-user="{student}"]')
    about = phone.locator(".description")
    await expect(about).to_have_text("这个机器人能做什么？某大学就业处的机器人\n<b>推送岗位</b>")
    await bot.set_my_description("改了")
    await expect(about).to_contain_text("改了")
    await phone.get_by_role("button", name="开始").click()
    await expect(phone.locator("article.mine")).to_contain_text("/start")
    await expect(about).to_have_count(0)


async def test_two_phones_talk_with_the_bot(page: Page, server: Running, phones: SandboxClient, bot: Bot) -> None:
    cadre = await phones.add_user("晓彤", persona="班干部", started=True)
    student = await phones.add_user("子涵", persona="学生")
    await page.goto(server.url)
    first, second = page.locator(f'[data-user="{cadre}"]'), page.locator(f'[data-user="{student}"]')

    await second.get_by_role("button", name="开始").click()
    (start,) = await bot.get_updates(timeout=4)
    assert start.message is not None and start.message.text == "/start"

    ask = InlineKeyboardMarkup([[InlineKeyboardButton("有意向", callback_data="yes")]])
    sent = await bot.send_message(student, "<b>软件工程师</b> 长春 &lt;急&gt;", "HTML", reply_markup=ask)
    await expect(second.locator("article b", has_text="软件工程师")).to_be_visible()
    await second.get_by_role("button", name="有意向").click()
    (_, press) = await bot.get_updates(timeout=4)
    assert press.callback_query is not None
    await press.callback_query.answer("已记下")
    await bot.edit_message_text("谢谢，已记下 ✓", student, sent.message_id)
    await expect(second.get_by_role("status")).to_have_text("已记下")
    await expect(second.locator("article").last).to_contain_text("谢谢，已记下 ✓已编辑")
    await expect(second.get_by_role("button", name="有意向")).to_have_count(0)

    await first.get_by_label("消息", exact=True).last.fill("日报发了吗")
    await page.keyboard.press("Enter")
    await expect(first.locator("article.mine")).to_contain_text("日报发了吗")
    await expect(second.get_by_text("日报发了吗")).to_have_count(0)


async def test_everything_else_and_a_file_with_a_chinese_name_are_sent_from_the_page(
    page: Page, server: Running, phones: SandboxClient, bot: Bot
) -> None:
    student = await phones.add_user("子涵", persona="学生", started=True)
    await page.goto(server.url)
    phone = page.locator(f'[data-user="{student}"]')
    for kind in KINDS:
        await phone.get_by_role("button", name="语音、位置等").click()
        await phone.locator(f'.menu [data-kind="{kind}"]').click()
        await expect(phone.locator("article.mine")).to_have_count(KINDS.index(kind) + 1)
    assert [effective_message_type(each.message) for each in await bot.get_updates(timeout=4) if each.message] == [
        *KINDS
    ]
    await phone.locator('input[type="file"]').set_input_files(
        {"name": "就业名单.xlsx", "mimeType": "application/octet-stream", "buffer": b"a"}
    )
    await phone.get_by_role("button", name="发送").click()
    await expect(phone.locator("article.mine").last).to_contain_text("就业名单.xlsx")
    sent = (await bot.get_updates(timeout=4))[-1].message
    assert sent is not None and sent.document is not None and sent.document.file_name == "就业名单.xlsx"
    await bot.send_document(student, b"a", filename="推荐名单.xlsx")
    await expect(phone.locator("article.theirs").last).to_contain_text("推荐名单.xlsx")
