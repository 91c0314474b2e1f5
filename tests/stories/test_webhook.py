"""The bot behind a webhook: the secret is checked, every update is stored once, and a replay does nothing."""

import socket
from pathlib import Path

import aiohttp
from sqlalchemy import select
from sqlmodel import col

from bot import app
from bot.clock import Clock
from bot.parts import Parts
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import running as sandbox_running
from bot.sandbox.state import Config
from bot.settings import Settings
from bot.store.engine import Store
from bot.store.tables import Incoming, IncomingState
from tests.cast import Cast

SECRET = "a-secret-of-the-webhook"


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


async def updates(store: Store) -> list[Incoming]:
    async with store.reading() as session:
        return list((await session.execute(select(Incoming).order_by(col(Incoming.update_id)))).scalars())


async def test_updates_come_by_webhook_once_each_and_only_with_the_secret(
    tmp_path: Path, store: Store, cast: Cast
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with (
        sandbox_running(Config(data=tmp_path / "sandbox")) as server,
        SandboxClient(server.url) as phones,
        aiohttp.ClientSession() as http,
    ):
        await phones.add_user("陈敏", id=cast.office.telegram_id, started=True)
        settings = Settings(
            _env_file=None,
            bot_token=server.token,
            api_base_url=server.api_base_url,
            api_file_url=server.api_file_url,
            data_dir=tmp_path,
            port=port,
            webhook_url=f"{url}/webhook",
            webhook_secret=SECRET,
        )
        async with app.running(Parts(settings, Clock(), store)):
            await phones.say(cast.office.telegram_id, "/state")

            async def answered() -> bool:
                rows = await updates(store)
                return bool(rows) and rows[-1].state == IncomingState.DONE

            await phones.wait_for(answered)
            before = await phones.count(method="sendMessage", delivered=True)
            stored = (await updates(store))[-1].payload

            async with http.post(f"{url}/webhook", json=stored) as unsigned:
                assert unsigned.status == 403
            headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
            async with http.post(f"{url}/webhook", json=stored, headers=headers) as replayed:
                assert replayed.status == 200
            await phones.say(cast.office.telegram_id, "/tasks")
            await phones.wait_for(lambda: _count(store, 2))
            await phones.wait_for(answered)
            assert await phones.count(method="sendMessage", delivered=True) == before + 1

            async with http.get(f"{url}/healthz") as health:
                assert (await health.json())["ok"]
            async with http.get(f"{url}/metrics") as metrics:
                assert "jiuye_queued 0.0" in await metrics.text()


async def _count(store: Store, count: int) -> bool:
    return len(await updates(store)) >= count
