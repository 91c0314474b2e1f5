"""Runs the sandbox, the bot and an invented university together."""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from pathlib import Path

import aiohttp

from bot.cli.work.terminal import console
from bot.clock import Clock
from bot.demo import seed
from bot.parts import parts
from bot.sandbox.client import SandboxClient
from bot.settings import Settings
from bot.store import people, schema

TOKEN = "10001:sandbox"
START_SECONDS = 30.0


def play(fresh: bool, port: int, data: Path) -> None:
    """Run the demo until Ctrl-C. Its data stays for the next run, unless ``fresh`` deletes it first."""
    if fresh:
        shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(data, port))


def settings_for(data: Path, port: int) -> Settings:
    """The settings of the demo: everything is local, filing is permitted, and the clock can be moved."""
    url = f"http://127.0.0.1:{port}"
    return Settings(
        _env_file=None,
        bot_token=TOKEN,
        data_dir=data,
        database_url="",
        api_base_url=f"{url}/bot",
        api_file_url=f"{url}/file/bot",
        port=port + 1,
        clock_file=data / "clock",
        filing_permit="演示：校就字〔2026〕1号",
        tick_seconds=2.0,
    )


async def _run(data: Path, port: int) -> None:
    settings = settings_for(data, port)
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    sandbox = await _start(
        "-m", "bot.sandbox", f"--port={port}", f"--data={data / 'sandbox'}", f"--clock-file={data / 'clock'}",
        f"--token={TOKEN}", f"--words-url=http://127.0.0.1:{settings.port}/templates",
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        await _until_up(url)
        await _prepare(settings, url)
        console.print(f"\n[bold]就业信息机器人演示[/bold]：用浏览器打开 [link]{url}/[/link]　（Ctrl-C 结束）\n")
        await _keep_running(settings, stop)
    finally:
        await _end(sandbox)


async def _start(*arguments: str, env: dict[str, str] | None = None) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        env={**os.environ, **(env or {})},
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C reaches only this process, which stops the others in order
    )


async def _until_up(url: str) -> None:
    async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as http:
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(f"{url}/") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.1)


async def _prepare(settings: Settings, url: str) -> None:
    """Create tables, people, wishes and phones on the first start."""
    async with parts(settings) as made, SandboxClient(url) as phones:
        await schema.upgrade(made.store)
        async with made.store.reading() as session:
            if not await people.is_empty(session):
                return
        console.print("正在建立演示学校（4 个学院、24 个班、960 名毕业生）……")
        async with made.store.writing() as session:
            await seed.fill(session, Clock(settings.clock_file).now())
        await phones.add_users(seed.phones())
        title, members = seed.class_group()
        await phones.add_group(title, members, bot="administrator")


async def _keep_running(settings: Settings, stop: asyncio.Event) -> None:
    """Run the bot until the demo stops, and restart it if it ends earlier, as a supervisor would."""
    while not stop.is_set():
        bot = await _start("-m", "bot", "run", env=_environment(settings))
        died = asyncio.create_task(bot.wait())
        told = asyncio.create_task(stop.wait())
        await asyncio.wait({died, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if stop.is_set():
            await _end(bot)
            return
        console.print("机器人进程结束了，正在重新启动……")
        await asyncio.sleep(1)


def _environment(settings: Settings) -> dict[str, str]:
    """The environment variables that give ``settings`` to the bot's process."""
    values = {
        "BOT_TOKEN": TOKEN,
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": "",
        "API_BASE_URL": settings.api_base_url,
        "API_FILE_URL": settings.api_file_url,
        "PORT": str(settings.port),
        "CLOCK_FILE": str(settings.clock_file),
        "FILING_PERMIT": settings.filing_permit,
        "TICK_SECONDS": str(settings.tick_seconds),
    }
    return {f"JIUYE_{name}": value for name, value in values.items()}


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), 15)
    except TimeoutError:
        process.kill()
