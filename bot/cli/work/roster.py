"""Imports a list: students, staff, bonds, wishes or hardship."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from bot import sheets
from bot.cli.work.terminal import console, print_json, print_plain, run
from bot.domain.lists import Fault, Problem
from bot.flows.register.roster import Report
from bot.parts import Parts
from bot.render import plain

Importer = Callable[..., Awaitable[Report]]
SHOWN = 50
LARGEST = 60_000
"""The most rows in one list. The largest universities have about twenty thousand graduates a year."""


def take(form: str, importer: Importer, file: Path, dry_run: bool, as_json: bool, **more: str) -> None:
    """Read and import a list of this form, and print a report. The exit code is 1 if a cell could not be used."""
    data = file.read_bytes()

    async def work(made: Parts) -> tuple[sheets.Sheet, Report]:
        sheet = await asyncio.to_thread(sheets.read_sheet, data, file.name, form=form, max_rows=LARGEST)
        async with made.store.writing() as session:
            report = await importer(session, sheet.headers, sheet.rows, made.clock.now(), dry_run=dry_run, **more)
            return sheet, report

    sheet, report = run(work)
    if as_json:
        print_json(_summary(report, dry_run) | sheet.report())
    else:
        _show(sheet, report, dry_run)
    if not report.fine:
        raise typer.Exit(1)


def _show(sheet: sheets.Sheet, report: Report, dry_run: bool) -> None:
    if report.problems:
        table = _table("行", "列", "内容", "问题")
        for problem in report.problems[:SHOWN]:
            value = "" if problem.fault == Fault.NO_COLUMN else problem.value
            table.add_row(f"{problem.sheet} {problem.row}".strip(), problem.column, value, sentence(problem))
        console.print(table)
    if report.changed and report.fine:
        table = _table("学号/工号", "姓名", "变更")
        for change in report.changed[:SHOWN]:
            words = "；".join(f"{column} {before or '—'}→{after or '—'}" for column, before, after in change.what)
            table.add_row(change.number, change.name, words)
        console.print(table)
    print_plain(plain("roster/report", sheet=sheet, report=report, dry_run=dry_run, shown=SHOWN))


def _table(*headers: str) -> Table:
    """Create a table that wraps long cells, so that each problem can be read to its end."""
    table = Table()
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def sentence(problem: Problem) -> str:
    """Return the sentence for a problem and its remedy."""
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
