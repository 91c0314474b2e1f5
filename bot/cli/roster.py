"""Lists at a terminal: roster, staff, bonds and wishes."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession

from bot import sheets
from bot.app import Parts
from bot.cli import console, run
from bot.cli.app import imports
from bot.cli.postings import print_json
from bot.domain.lists import Fault, Problem
from bot.flows.register import roster
from bot.flows.register.roster import Report
from bot.render import plain

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="xlsx 或 csv 表格（UTF-8 或 GBK）")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只检查并列出会有什么变化，不写入")]
Json = Annotated[bool, typer.Option("--json", help="只输出 JSON")]
Import = Callable[[AsyncSession, Sequence[str], Any, datetime], Awaitable[Report]]
SHOWN = 50
LARGEST = 60_000
"""Rows: the largest universities graduate about twenty thousand a year."""


@imports.command("roster")
def import_roster(
    file: File,
    school: Annotated[str, typer.Option(help="学校名称")] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """导入毕业生名单：学号 姓名 学院 专业 班级 学历 毕业年份 [生源地 班干部 辅修专业]。有一处问题就全部不导入。"""
    _take(
        file,
        lambda session, headers, rows, now: roster.import_roster(
            session, headers, rows, now, school=school, dry_run=dry_run
        ),
        dry_run,
        as_json,
    )


@imports.command("staff")
def import_staff(file: File, dry_run: DryRun = False, as_json: Json = False) -> None:
    """导入教职工名单：工号 姓名 角色 单位（几个单位用顿号分开）。"""
    _take(file, lambda s, h, r, now: roster.import_staff(s, h, r, now, dry_run=dry_run), dry_run, as_json)


@imports.command("bonds")
def import_bonds(file: File, dry_run: DryRun = False, as_json: Json = False) -> None:
    """导入其他机器人已有的绑定：学号 Telegram ID。本人首次打开时再征求同意。"""
    _take(file, lambda s, h, r, now: roster.import_bonds(s, h, r, now, dry_run=dry_run), dry_run, as_json)


@imports.command("wishes")
def import_wishes(file: File, dry_run: DryRun = False, as_json: Json = False) -> None:
    """导入求职意向：学号 意向地区 单位性质 岗位类别 最低月薪 接受面议 仅本专业。空着是未填，“不限”是都可以。"""
    _take(file, lambda s, h, r, now: roster.import_wishes(s, h, r, now, dry_run=dry_run), dry_run, as_json)


@imports.command("hardship")
def import_hardship(file: File, dry_run: DryRun = False, as_json: Json = False) -> None:
    """导入优先帮扶名单：学号 困难类别。只记是否优先，不存类别；只影响推荐先后，任何消息里都看不出来。"""
    _take(file, lambda s, h, r, now: roster.import_hardship(s, h, r, now, dry_run=dry_run), dry_run, as_json)


def _take(file: Path, take: Import, dry_run: bool, as_json: bool) -> None:
    """Read, import, report; exit code 1 when a cell could not be used."""

    data = file.read_bytes()

    async def work(made: Parts) -> Report:
        sheet = sheets.read_sheet(data, file.name, max_rows=LARGEST)
        async with made.store.writing() as session:
            return await take(session, sheet.headers, sheet.rows, made.clock.now())

    report = run(work)
    if as_json:
        print_json(_summary(report, dry_run))
    else:
        _show(report, dry_run)
    if not report.fine:
        raise typer.Exit(1)


def _show(report: Report, dry_run: bool) -> None:
    if report.problems:
        table = _table("行", "列", "内容", "问题")
        for problem in report.problems[:SHOWN]:
            value = "" if problem.fault == Fault.NO_COLUMN else problem.value
            table.add_row(str(problem.row), problem.column, value, sentence(problem))
        console.print(table)
    if report.changed and report.fine:
        table = _table("学号/工号", "姓名", "变更")
        for change in report.changed[:SHOWN]:
            words = "；".join(f"{column} {before or '—'}→{after or '—'}" for column, before, after in change.what)
            table.add_row(change.number, change.name, words)
        console.print(table)
    shown = plain("roster/report", report=report, dry_run=dry_run, shown=SHOWN)
    console.print(shown, highlight=False, markup=False)


def _table(*headers: str) -> Table:
    """Long cells go on in the next line: what is wrong must be read to its end."""
    table = Table()
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def sentence(problem: Problem) -> str:
    """What is wrong with a cell and what to do, in words."""
    return plain("roster/fault", fault=problem.fault.value, value=problem.value)


def _summary(report: Report, dry_run: bool) -> dict[str, Any]:
    return {
        "written": report.fine and not dry_run,
        "dry_run": dry_run,
        "added": len(report.added),
        "changed": [asdict(change) for change in report.changed],
        "unchanged": report.unchanged,
        "missing": [{"number": number, "name": name} for number, name in report.missing],
        "problems": [asdict(problem) | {"message": sentence(problem)} for problem in report.problems],
        "ignored": list(report.ignored),
        "strange_majors": report.strange_majors,
    }
