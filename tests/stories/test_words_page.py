"""/templates in a real browser: a wording is edited, previewed, saved, sent by the bot, and undone. Other machines are
refused."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import async_playwright, expect

from bot import render
from bot.clock import Clock
from bot.sandbox.server import running
from bot.sandbox.state import Config
from bot.store.engine import Store
from bot.wording import pages
from bot.wording.guard import TOKEN
from jobs import wording as job
from tests.cast import Cast
from tests.live import Live
from tests.sandbox.test_page import ARGUMENTS, CHROMIUM

CHANGE = {"name": "forms/cancelled", "who": "陈敏"}


@pytest.fixture(autouse=True)
def shipped_words() -> Iterator[None]:
    yield
    render.reword({})
    job._Seen.bodies = None


@asynccontextmanager
async def served(store: Store, clock: Clock) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes(pages.routes(store, clock))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_a_wording_is_edited_seen_saved_said_and_taken_back(live: Live, cast: Cast) -> None:
    problems: list[str] = []
    async with served(live.store, live.parts.clock) as url, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1440, "height": 900})
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(url) else problems.append(request.url))
        await page.goto(f"{url}/templates")
        await page.get_by_label("搜索").fill("没有正在填写")
        await page.locator('[data-name="forms/cancelled"]').click()
        body, preview, save = page.locator("#body"), page.locator("#preview"), page.get_by_role("button", name="保存")
        shipped = await body.input_value()

        await body.fill(shipped.replace("[我能做什么](help)", ""))
        await expect(page.get_by_role("alert")).to_contain_text("少了按钮：我能做什么（help）")
        await expect(save).to_be_disabled()
        await body.fill(shipped.replace("现在没有正在填写的内容", "手头没有在填的表"))
        await expect(preview).to_contain_text("我能做什么")
        await expect(save).to_be_enabled()
        await page.get_by_label("您的姓名").fill("陈敏")
        await save.click()
        await expect(page.locator("#told")).to_have_text("已保存，几秒内生效。")
        await expect(page.locator("#changed")).to_contain_text("陈敏 改于 2026年11月24日")
        if shot := os.environ.get("JIUYE_SCREENSHOT"):
            await page.get_by_label("搜索").fill("")
            await page.screenshot(path=shot)

        await live.say(cast.li, "/cancel")
        await live.last(cast.li, "手头没有在填的表")
        await page.get_by_role("button", name="撤销").click()
        await expect(page.locator("#told")).to_contain_text("已撤销")
        await live.say(cast.li, "/cancel")
        await live.last(cast.li, "现在没有正在填写的内容")
        await browser.close()
    assert problems == []


async def test_only_the_page_itself_on_this_machine_may_change_words(store: Store, cast: Cast) -> None:
    async with served(store, Clock()) as url, aiohttp.ClientSession() as http:

        async def status(method: str, path: str, **headers: str) -> int:
            async with http.request(method, f"{url}{path}", json=CHANGE, headers=headers) as answer:
                return answer.status

        ours = {"Origin": url, "X-Token": TOKEN}
        assert await status("GET", "/templates") == 200
        assert await status("GET", "/templates", Host="evil.example") == 403
        assert await status("GET", "/templates/all", **{"X-Forwarded-For": "10.0.0.1"}) == 403
        assert await status("POST", "/templates/undo", **ours | {"X-Token": "guessed"}) == 403
        assert await status("POST", "/templates/undo", **ours | {"Origin": "http://evil.example"}) == 403
        assert await status("POST", "/templates/undo", **{"X-Token": TOKEN}) == 403
        assert await status("POST", "/templates/undo", **ours) == 409


async def test_the_sandbox_leads_to_the_bots_page(tmp_path: Path) -> None:
    words = "http://127.0.0.1:1/templates"
    async with (
        running(Config(data=tmp_path, words_url=words)) as server,
        aiohttp.ClientSession() as http,
        http.get(f"{server.url}/templates", allow_redirects=False) as answer,
    ):
        assert (answer.status, answer.headers["Location"]) == (302, words)
