"""Runs the bot, with logs as JSON."""

import asyncio
import logging

import structlog
import typer
from structlog.typing import Processor

from bot import app
from bot.cli.work.terminal import console
from bot.settings import Settings
from bot.store.lock import AlreadyRunning


def until_stopped() -> None:
    """Run the bot until Ctrl-C or SIGTERM. If another process runs it already, exit with code 1."""
    log_as_json()
    try:
        asyncio.run(app.run(Settings()))
    except AlreadyRunning as other:
        console.print(f"[red]✗[/red] {other}")
        raise typer.Exit(1) from None


def log_as_json() -> None:
    """Write structured logs to standard error. They contain ids and counts, never names or numbers of people."""
    steps: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=steps, processor=structlog.processors.JSONRenderer(ensure_ascii=False)
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for library in ("telegram", "aiohttp", "alembic"):
        logging.getLogger(library).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns about each tick longer than its interval
