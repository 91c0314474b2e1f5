"""Keeping the bot: init, doctor, run, sandbox."""

import asyncio
import logging
import platform
import sqlite3
from importlib.metadata import version as installed

import structlog
import typer
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.typing import Processor

from bot import app as wiring
from bot.app import Parts
from bot.cli import console, run
from bot.cli.app import app
from bot.domain.people import UnitKind
from bot.settings import Settings
from bot.store import health, people, schema
from bot.store.tables import Unit


@app.command()
def init(school: str = typer.Option("", help="学校名称；已有学校时改名")) -> None:
    """建库或升级到本版本的表结构，可重复执行。"""

    async def work(made: Parts) -> None:
        await schema.upgrade(made.store)
        async with made.store.writing() as session:
            name = await name_school(session, school)
        current, _ = await schema.version(made.store)
        console.print(f"数据库已就绪：版本 {current}，学校“{name}”")

    run(work)


async def name_school(session: AsyncSession, name: str) -> str:
    """The one school unit, made or renamed."""
    unit = await people.school(session)
    if unit is None:
        unit = Unit(kind=UnitKind.SCHOOL, name=name or "本校")
        session.add(unit)
    elif name:
        unit.name = name
    return unit.name


@app.command(name="run")
def run_bot() -> None:
    """启动机器人，直到 Ctrl-C 或 SIGTERM。"""
    log_as_json()
    asyncio.run(wiring.run(Settings()))


@app.command()
def doctor() -> None:
    """检查环境：数据库、表结构、令牌、网络、待发送和不确定的条数。"""

    async def work(made: Parts) -> list[tuple[str, bool, str]]:
        return [
            ("Python", True, platform.python_version()),
            ("python-telegram-bot", True, installed("python-telegram-bot")),
            ("SQLite", True, sqlite3.sqlite_version),
            *await _check_database(made),
            await _check_telegram(made.settings),
            _check_filing(made.settings),
        ]

    rows = run(work)
    table = Table("检查", "", "结果")
    for name, fine, detail in rows:
        table.add_row(name, "[green]✓[/green]" if fine else "[red]✗[/red]", detail)
    console.print(table)
    if not all(fine for _, fine, _ in rows):
        raise typer.Exit(1)


async def _check_database(made: Parts) -> list[tuple[str, bool, str]]:
    try:
        current, newest = await schema.version(made.store)
        rows = [("表结构", current == newest, f"{current or '未建'}（本版本 {newest}）")]
        if current == newest:
            async with made.store.reading() as session:
                numbers = await health.numbers(session, made.clock.now())
            rows.append(("待发送", True, str(numbers.queued)))
            rows.append(("不确定是否送达", numbers.uncertain == 0, str(numbers.uncertain)))
        else:
            rows.append(("处理办法", False, "请运行 jiuye init"))
        return rows
    except Exception as error:  # whatever a database can do wrong is the finding
        return [("数据库", False, f"连不上：{type(error).__name__}")]


async def _check_telegram(settings: Settings) -> tuple[str, bool, str]:
    if not settings.bot_token.get_secret_value():
        return ("Telegram", False, "没有令牌：请在 .env 中填写 JIUYE_BOT_TOKEN")
    try:
        name = await wiring.bot_name(settings)
    except Exception as error:  # refused, no network, wrong proxy: all are findings
        return ("Telegram", False, f"连不上（{type(error).__name__}），请检查令牌、网络和 JIUYE_PROXY_URL")
    return ("Telegram", True, f"@{name}")


def _check_filing(settings: Settings) -> tuple[str, bool, str]:
    permit = settings.filing_permit
    return ("去向登记", True, f"已获批准：{permit}" if permit else "未获批准，只提醒和给出链接")


def log_as_json() -> None:
    """Structured logs on stderr, for machines; they carry ids and counts, never names or numbers of people."""
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
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that outlasts its interval is no news
