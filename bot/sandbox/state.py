"""One running sandbox: its settings and its parts."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.clock import Clock
from bot.sandbox.errors import QUERY_TOO_OLD, bad_request
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.limits import Limits
from bot.sandbox.live import Live
from bot.sandbox.shelf import Json, Shelf
from bot.sandbox.updates import Updates
from bot.sandbox.wire import Wire
from bot.sandbox.world import World

QUERY_SECONDS = 30.0
"""The bot must answer a press within this many real seconds. A later answer is refused as too old."""


@dataclass(frozen=True)
class Config:
    """The settings of the sandbox, such as its address and its data folder. Port 0 means any free port. Without a clock
    file, the sandbox uses real time."""

    data: Path
    token: str = "10001:sandbox"
    port: int = 0
    host: str = "127.0.0.1"
    clock_file: Path | None = None
    enforce_limits: bool = False
    bot_name: str = "就业小助手"
    bot_username: str = "jiuye_bot"
    words_url: str = ""
    """The address of the bot's own page on which the office rewords messages."""


class Queries:
    """The presses that wait for ``answerCallbackQuery``. A restart deletes them, so that they count as too old."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[int, float]] = {}

    def ask(self, query_id: str, user_id: int) -> None:
        self._open[query_id] = user_id, time.monotonic()

    def answer(self, query_id: str) -> int:
        """Return the id of the user who pressed the button. Raises 400 *query is too old* if the press is unknown,
        already answered or too old."""
        user_id, asked = self._open.pop(query_id, (0, 0.0))
        if not user_id or time.monotonic() - asked > QUERY_SECONDS:
            raise bad_request(QUERY_TOO_OLD)
        return user_id


class Sandbox:
    def __init__(self, config: Config) -> None:
        self.config = config
        self.shelf = Shelf(config.data / "sandbox.db")
        self.clock = Clock(config.clock_file)
        self.live = Live()
        self.world = World(self.shelf, self.live, self.clock, self._bot())
        self.faults = Faults()
        self.updates = Updates(self.world, self.faults)
        self.limits = Limits(config.enforce_limits)
        self.wire = Wire(self.shelf)
        self.files = Files(self.shelf)
        self.queries = Queries()
        self.stop_listening: Callable[[float], None] = lambda seconds: None
        """Closes the port for the given seconds. ``server.running`` sets it. Without a port it does nothing."""

    def _bot(self) -> Json:
        bot_id = int(self.config.token.split(":")[0])
        return {
            "id": bot_id,
            "is_bot": True,
            "first_name": self.config.bot_name,
            "username": self.config.bot_username,
        }


SANDBOX: web.AppKey[Sandbox] = web.AppKey("sandbox", Sandbox)
