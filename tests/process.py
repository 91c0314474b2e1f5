"""The bot as a process of its own, which a test can kill."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.sandbox.server import Running


class BotProcess:
    """``jiuye run`` against a sandbox. ``kill`` sends kill -9, and ``stop`` sends SIGTERM."""

    def __init__(self, server: Running, data_dir: Path, **settings: object) -> None:
        self._log = data_dir / "bot.log"
        values = {
            "bot_token": server.token,
            "api_base_url": server.api_base_url,
            "api_file_url": server.api_file_url,
            "data_dir": data_dir,
            "port": 0,
            "quiet_hours": "",
            "tick_seconds": 0.5,
            **settings,
        }
        self._env = {**os.environ, **{f"JIUYE_{key.upper()}": str(value) for key, value in values.items()}}
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=self._env, stdout=log, stderr=log
            )

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Send SIGTERM and return the exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, sign: signal.Signals) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(sign)
        return await asyncio.wait_for(self._process.wait(), 20)

    def log(self) -> str:
        return self._log.read_text(errors="replace")[-4000:]
