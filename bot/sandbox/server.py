"""The server: the Bot API, the control API, the live events and the page on one loopback port."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.sandbox import control
from bot.sandbox.api import door
from bot.sandbox.events import events
from bot.sandbox.files import BIGGEST_UPLOAD
from bot.sandbox.state import SANDBOX, Config, Sandbox

PAGE = Path(__file__).parent / "page"
COMMIT_SECONDS = 0.25
ONLY_OURSELVES = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'"


def create_app(config: Config) -> web.Application:
    app = web.Application(client_max_size=BIGGEST_UPLOAD + 1024**2)
    app[SANDBOX] = Sandbox(config)
    app.add_routes([*door.routes(), *control.routes(), web.get("/sandbox/events", events)])
    app.add_routes([web.get("/", _index), web.get("/templates", _words)])
    app.router.add_static("/page", PAGE)
    app.on_response_prepare.append(_guard)
    app.cleanup_ctx.append(_background)
    return app


async def _index(request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


async def _words(request: web.Request) -> web.Response:
    """Redirect the browser to the bot's own page of templates, because only the bot has the database."""
    url = request.app[SANDBOX].config.words_url
    if not url:
        raise web.HTTPNotFound
    raise web.HTTPFound(url)


async def _guard(request: web.Request, response: web.StreamResponse) -> None:
    """Set headers so that the page loads nothing from other hosts and no browser shows an old copy of it."""
    if request.path == "/" or request.path.startswith("/page/"):
        response.headers["Content-Security-Policy"] = ONLY_OURSELVES
        response.headers["Cache-Control"] = "no-cache"


async def _background(app: web.Application) -> AsyncIterator[None]:
    sandbox = app[SANDBOX]
    tasks = [
        asyncio.create_task(sandbox.updates.call_webhook_forever()),
        asyncio.create_task(_commit_forever(sandbox)),
    ]
    yield
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    sandbox.shelf.close()


async def _commit_forever(sandbox: Sandbox) -> None:
    while True:
        await asyncio.sleep(COMMIT_SECONDS)
        sandbox.shelf.commit()


@dataclass(frozen=True)
class Running:
    """A running sandbox. A bot's settings need its two Bot API addresses."""

    url: str
    token: str
    sandbox: Sandbox

    @property
    def api_base_url(self) -> str:
        return f"{self.url}/bot"

    @property
    def api_file_url(self) -> str:
        return f"{self.url}/file/bot"


@contextlib.asynccontextmanager
async def running(config: Config) -> AsyncIterator[Running]:
    """Serve until the block ends. A request ends when its client disconnects, so that a request without an answer never
    delays the end."""
    app = create_app(config)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.2, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, config.host, config.port)
    await site.start()
    port = _port(site)
    gaps = _Gaps(runner, config.host, port, site)
    app[SANDBOX].stop_listening = gaps.open
    try:
        yield Running(f"http://{config.host}:{port}", config.token, app[SANDBOX])
    finally:
        await gaps.close()
        await runner.cleanup()


def _port(site: web.TCPSite) -> int:
    """Return the port of the socket. The settings may say 0, which means any free port."""
    server = site._server
    assert isinstance(server, asyncio.Server)
    return int(server.sockets[0].getsockname()[1])


class _Gaps:
    """Closes the port for a number of seconds, so that the operating system itself refuses connections."""

    def __init__(self, runner: web.AppRunner, host: str, port: int, site: web.TCPSite) -> None:
        self._runner, self._host, self._port, self._site = runner, host, port, site
        self._task: asyncio.Task[None] | None = None

    def open(self, seconds: float) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._gap(seconds))

    async def _gap(self, seconds: float) -> None:
        await asyncio.sleep(0.05)  # the response to the request for this fault is sent first
        await self._site.stop()
        await asyncio.sleep(seconds)
        self._site = web.TCPSite(self._runner, self._host, self._port)
        await self._site.start()

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
