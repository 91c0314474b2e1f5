"""Run the bot, with its logs as JSON."""

import asyncio
import logging

import structlog
from structlog.typing import Processor

from bot import app
from bot.settings import Settings


def until_stopped() -> None:
    """Run the bot until Ctrl-C or SIGTERM."""
    log_as_json()
    asyncio.run(app.run(Settings()))


def log_as_json() -> None:
    """Write structured logs to standard error. They contain ids and counts, and never names or numbers of people."""
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
