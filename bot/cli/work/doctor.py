"""Checks the machine, the database and Telegram."""

import platform
import sqlite3
from importlib.metadata import version as installed

import typer
from rich.table import Table

from bot.cli.work.terminal import console, run
from bot.flows.school import school
from bot.parts import Parts
from bot.settings import Settings
from bot.store import health, schema

NO_NAME = "未填，学生不知道是谁收集信息：请运行 jiuye init --school 学校全称"
NO_CONTACT = "未填，学生不知道找谁：请运行 jiuye init --contact 电话或房间，或在机器人的 /settings 里填"


def examine() -> None:
    """Print one line for each check. The exit code is 1 if a check fails."""

    async def work(made: Parts) -> list[tuple[str, bool, str]]:
        return [
            ("Python", True, platform.python_version()),
            ("python-telegram-bot", True, installed("python-telegram-bot")),
            ("SQLite", True, sqlite3.sqlite_version),
            *await _check_database(made),
            await _check_telegram(made.settings),
            _check_filing(made.settings),
            ("出境接收方", True, f"{made.settings.overseas_recipient}，{made.settings.overseas_contact}（请法务核对）"),
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
                known = await school(session)
            rows.append(("学校名称", known.named, known.name if known.named else NO_NAME))
            rows.append(("就业处联系方式", bool(known.contact), known.contact or NO_CONTACT))
            rows.append(("待发送", True, str(numbers.queued)))
            rows.append(("不确定是否送达", numbers.uncertain == 0, str(numbers.uncertain)))
        else:
            rows.append(("处理办法", False, "请运行 jiuye init"))
        return rows
    except Exception as error:  # every database error is a result of the check
        return [("数据库", False, f"连不上：{type(error).__name__}")]


async def _check_telegram(settings: Settings) -> tuple[str, bool, str]:
    if not settings.bot_token.get_secret_value():
        return ("Telegram", False, "没有令牌：请在 .env 中填写 JIUYE_BOT_TOKEN")
    from bot.app import bot_name  # this loads the whole chat, and only this check needs it

    try:
        name = await bot_name(settings)
    except Exception as error:  # every error of the connection is a result of the check
        return ("Telegram", False, f"连不上（{type(error).__name__}），请检查令牌、网络和 JIUYE_PROXY_URL")
    return ("Telegram", True, f"@{name}")


def _check_filing(settings: Settings) -> tuple[str, bool, str]:
    permit = settings.filing_permit
    return ("去向登记", True, f"已获批准：{permit}" if permit else "未获批准，只提醒和给出链接")
