"""The command ``python -m bot.sandbox --port 8080 --data DIR --token TOKEN --clock-file FILE``."""

import argparse
import asyncio
import contextlib
import signal
from pathlib import Path

from bot.sandbox.server import running
from bot.sandbox.state import Config


def _config() -> Config:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description="A local Telegram: Bot API and phones.")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--token", default=Config.token)
    parser.add_argument("--clock-file", type=Path)
    parser.add_argument("--bot-name", default=Config.bot_name)
    parser.add_argument("--bot-username", default=Config.bot_username)
    parser.add_argument("--words-url", default="", help="where the bot serves its page of words")
    parser.add_argument("--enforce-limits", action="store_true", help="keep Telegram's pace and answer 429 beyond it")
    return Config(**vars(parser.parse_args()))


async def _serve(config: Config) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with running(config) as server:
        print(f"{server.url}/", flush=True)
        await stop.wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(_config()))
