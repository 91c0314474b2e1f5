"""A sandbox on a free port, a client for the people's phones, and a real python-telegram-bot for the bot."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Running, running
from bot.sandbox.state import Config


def config(data: Path) -> Config:
    return Config(data, clock_file=data / "clock")


def bot_for(server: Running) -> Bot:
    """Return python-telegram-bot as the product uses it, except that it waits only half a second for an answer."""
    return Bot(
        server.token,
        base_url=server.api_base_url,
        base_file_url=server.api_file_url,
        request=HTTPXRequest(read_timeout=0.5),
        get_updates_request=HTTPXRequest(read_timeout=5),
    )


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(config(tmp_path)) as running_server:
        yield running_server


@pytest.fixture
async def phones(server: Running) -> AsyncIterator[SandboxClient]:
    async with SandboxClient(server.url) as client:
        yield client


@pytest.fixture
async def bot(server: Running) -> AsyncIterator[Bot]:
    async with bot_for(server) as ptb:
        yield ptb


@pytest.fixture
async def student(phones: SandboxClient) -> int:
    return await phones.add_user("小明", persona="学生", started=True)
