"""The bot's web server: /healthz for a supervisor, /metrics for Prometheus, /templates for rewording, /webhook for
Telegram.
"""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from telegram import Update
from telegram.ext import Application

from bot.chat.door.inbox import Inbox
from bot.clock import Clock
from bot.settings import Settings
from bot.store import health
from bot.store.engine import Store
from bot.wording import pages
from jobs import metrics

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@asynccontextmanager
async def serve(
    settings: Settings,
    store: Store,
    clock: Clock,
    inbox: Inbox,
    application: Application[Any, Any, Any, Any, Any, Any],
) -> AsyncIterator[None]:
    async def healthz(_request: web.Request) -> web.Response:
        try:
            async with store.reading() as session:
                await health.numbers(session, clock.now())
        except (SQLAlchemyError, OSError):
            return web.json_response({"ok": False, "database": "away"}, status=503)
        return web.json_response({"ok": True})

    async def prometheus(_request: web.Request) -> web.Response:
        await _measure(store, clock.now())
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def webhook(request: web.Request) -> web.Response:
        secret = settings.webhook_secret.get_secret_value()
        if not secret or not hmac.compare_digest(request.headers.get(SECRET_HEADER, ""), secret):
            return web.Response(status=403)
        await inbox.put(Update.de_json(await request.json(), application.bot))
        return web.Response()

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/metrics", prometheus), *pages.routes(store, clock)])
    if settings.webhook_url:
        app.add_routes([web.post("/webhook", webhook)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, settings.listen, settings.port).start()
    try:
        yield
    finally:
        await runner.cleanup()


async def _measure(store: Store, now: datetime) -> None:
    async with store.reading() as session:
        numbers = await health.numbers(session, now)
    metrics.QUEUED.set(numbers.queued)
    metrics.UNCERTAIN.set(numbers.uncertain)
    metrics.OLDEST_UPDATE.set(numbers.oldest_update_seconds)
