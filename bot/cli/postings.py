"""Postings at a terminal: import, list, match, publish."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.table import Table

from bot import sheets
from bot.app import Parts
from bot.cli import console, run
from bot.cli.app import app, imports
from bot.clock import SHANGHAI
from bot.domain.matching.matching import Reason
from bot.domain.postings.announcement import AnnouncementState
from bot.flows.matching import fitting
from bot.flows.postings import intake
from bot.flows.postings.intake import Batch, Entered
from bot.flows.publishing import publish
from bot.render import plain
from bot.store.matching import wish_index
from bot.store.postings import postings as store

Json = Annotated[bool, typer.Option("--json", help="只输出 JSON")]
listing = typer.Typer(no_args_is_help=True, help="岗位清单")
app.add_typer(listing, name="postings")


@imports.command("postings")
def import_postings(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="xlsx 或 csv 表格")],
    source: Annotated[str, typer.Option(help="来源，表中没有这一列时使用")] = "",
    unit: Annotated[Literal["yuan", "K", "wan"] | None, typer.Option(help="薪资只有数字时的单位")] = None,
    approve: Annotated[bool, typer.Option("--approve", help="没有风险提示的直接通过审核")] = False,
    as_json: Json = False,
) -> None:
    """导入岗位：好的行录入，有问题的行逐条说明。可重复执行。"""

    async def work(made: Parts) -> tuple[Batch, Entered]:
        now = made.clock.now()
        sheet = sheets.read_sheet(file.read_bytes(), file.name)
        batch = intake.read_table(sheet.rows, now.astimezone(SHANGHAI).date(), source=source, unit=unit)
        async with made.store.writing() as session:
            return batch, await intake.enter(session, batch, now, approve=approve)

    batch, entered = run(work)
    if as_json:
        print_json(_summary(batch, entered))
    else:
        console.print(plain("postings/imported", batch=batch, entered=entered), highlight=False, markup=False)


@listing.command("list")
def list_postings(
    state: Annotated[AnnouncementState | None, typer.Option(help="只看这个状态")] = None,
    as_json: Json = False,
) -> None:
    """列出岗位。"""

    async def work(made: Parts) -> list[dict[str, Any]]:
        async with made.store.reading() as session:
            return [
                {
                    "id": posting.id,
                    "title": posting.title,
                    "employer": employer.name,
                    "announcement": announcement.id,
                    "state": announcement.state,
                    "salary": posting.salary_text,
                    "region": posting.regions_text,
                    "deadline": announcement.deadline and announcement.deadline.isoformat(),
                }
                for posting, announcement, employer in await store.listed(session, state)
            ]

    rows = run(work)
    if as_json:
        print_json(rows)
        return
    table = Table("编号", "岗位", "单位", "状态", "薪资", "地点")
    for row in rows:
        table.add_row(
            str(row["id"]),
            row["title"],
            row["employer"],
            plain("review/state", code=row["state"]),
            row["salary"],
            row["region"],
        )
    console.print(table)


@app.command("match")
def match_posting(
    posting: Annotated[int, typer.Argument(help="岗位编号")],
    best: Annotated[int | None, typer.Option(min=1, help="只列最合适的这么多人，依次")] = None,
    as_json: Json = False,
) -> None:
    """一个岗位符合哪些学生，为什么。--best 也算没填意向、只按专业符合的。"""

    async def work(made: Parts) -> dict[str, tuple[Reason, ...]]:
        wish_index.keep(made.store, 0)  # a question from outside is answered as for a large school
        async with made.store.reading() as session:
            if best is None:
                return await fitting.by_number(session, posting)
            # no scores: with the reasons beside them they would tell whom the office lifts
            return {number: found.reasons for number, found in await fitting.foremost(session, posting, best)}

    found = run(work)
    if as_json:
        print_json({"matched": list(found), "reasons": found})
    else:
        head = "符合" if best is None else "最合适的"
        console.print(f"{head} {len(found)} 人：{'、'.join(found) or '无'}", highlight=False)


@app.command("publish")
def publish_posting(
    posting: Annotated[int, typer.Argument(help="岗位编号；发布它所在的公告")], as_json: Json = False
) -> None:
    """发布一个已通过审核的岗位（连同同一公告的岗位）。重复执行不会重发。"""

    async def work(made: Parts) -> tuple[int | None, int]:
        async with made.store.writing() as session:
            announcement_id = await publish.announcement_of(session, posting)
            push = await publish.publish(session, announcement_id, made.clock.now())
            return push.id, push.matched

    push_id, matched = run(work)
    if as_json:
        print_json({"push": push_id})
    else:
        console.print(f"已发布：推送 {push_id}，符合 {matched} 人", highlight=False)


def print_json(value: object) -> None:
    """JSON and nothing else on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def _summary(batch: Batch, entered: Entered) -> dict[str, Any]:
    return asdict(entered) | {
        "rows": batch.rows,
        "duplicates": batch.duplicates,
        "flagged": batch.flagged,
        "rejected": [asdict(fault) | {"fix": plain("postings/fault", why=fault.why)} for fault in batch.rejected],
        "not_understood": [asdict(cell) for cell in batch.not_understood],
        "ignored": list(batch.ignored),
    }
