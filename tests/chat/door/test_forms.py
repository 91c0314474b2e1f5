"""A half-filled form survives the end of the process. After kill -9 the next answer still belongs to it."""

from datetime import UTC, datetime
from pathlib import Path

from telegram import Bot

from bot.chat.door.sender import TelegramSender
from bot.clock import Clock
from bot.domain.delivery.pacing import Pacer
from bot.flows.register import invite
from bot.parts import Parts
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import running as sandbox_running
from bot.sandbox.state import Config
from bot.settings import Settings
from bot.store import schema
from bot.store.engine import Store
from jobs.timetable import Timetable
from tests.cast import settle_in
from tests.chat.register.test_join import WANG_PHONE, phone_of
from tests.live import Live
from tests.process import BotProcess


async def test_wishes_and_joining_go_on_after_a_kill(tmp_path: Path) -> None:
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/jiuye.db")
    await schema.upgrade(store)
    now = datetime.now(UTC)
    async with store.writing() as session:
        cast = await settle_in(session, now)
        code = (await invite.for_class(session, cast.civil1, now)).code
    config = Config(data=tmp_path / "sandbox")
    async with sandbox_running(config) as server, SandboxClient(server.url) as phones:
        parts = Parts(Settings(_env_file=None), Clock(), store)
        nobody = TelegramSender(Bot(server.token))
        live = Live(phones, parts, Timetable(store, nobody, parts.clock, Pacer(30), parts.settings))
        bot = BotProcess(server, tmp_path)
        await bot.start()
        await phones.add_user("李娜", id=cast.li.telegram_id, started=True)
        wang = await phone_of(live, cast.wang)
        await live.say(cast.li, "/wishes")
        await live.press(cast.li, "最低月薪")
        await live.last(cast.li, "每月最低多少")
        await phones.open_link(WANG_PHONE, f"https://t.me/jiuye_bot?start={code}")
        await live.last(wang, "绑定前，请先看完再决定")
        await live.press(wang, "同意")
        await live.last(wang, "境外服务器")

        await bot.kill()
        await live.say(cast.li, "8500")
        await live.press(wang, "同意出境传递")
        await bot.start()
        await live.last(cast.li, "最低月薪：8500 元")
        await live.last(wang, "学号和姓名")

        await bot.kill()
        await live.say(wang, f"{wang.number} 王伟")
        await bot.start()
        await live.sees(wang, "绑定成功")
        await live.press(cast.li, "撤销刚才的改动")
        await live.last(cast.li, "最低月薪：6000 元")
        assert await bot.stop() == 0, bot.log()
    await store.close()
