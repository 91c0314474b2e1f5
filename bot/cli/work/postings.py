"""Import, list, match and publish postings."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from rich.table import Table

from bot import sheets
from bot.cli.work.terminal import console, print_json, print_plain, run
from bot.clock import SHANGHAI
from bot.domain.matching.matching import Reason
from bot.domain.postings.announcement import AnnouncementState
from bot.flows.matching import fitting
from bot.flows.postings import intake
from bot.flows.postings.intake import Batch, Entered
from bot.flows.publishing import publish
from bot.parts import Parts
from bot.render import plain
from bot.sheets import Sheet
from bot.store.matching import wish_index
from bot.store.postings import postings as store


def take(file: Path, *, source: str, unit: Literal["yuan", "K", "wan"] | None, approve: bool, as_json: bool) -> None:
    """Import postings from a spreadsheet, and report the rows that could not be used."""
    data = file.read_bytes()

    async def work(made: Parts) -> tuple[Sheet, Batch, Entered]:
        now = made.clock.now()
        sheet = await asyncio.to_thread(sheets.read_sheet, data, file.name, form="postings")
        batch = intake.read_table(sheet.rows, now.astimezone(SHANGHAI).date(), source=source, unit=unit)
        async with made.store.writing() as session:
            return sheet, batch, await intake.enter(session, batch, now, approve=approve)

    sheet, batch, entered = run(work)
    if as_json:
        print_json(_summary(batch, entered) | sheet.report())
    else:
        print_plain(plain("postings/imported", sheet=sheet, batch=batch, entered=entered))


def show(state: AnnouncementState | None, as_json: bool) -> None:
    """List the postings. ``state`` limits them."""

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


def match(posting: int, best: int | None, as_json: bool) -> None:
    """Print the students whom a posting fits, with the reasons. With ``best``, print only that many, the best first."""

    async def work(made: Parts) -> dict[str, tuple[Reason, ...]]:
        wish_index.keep(made.store, 0)  # a small school uses the index here too, like a large school
        async with made.store.reading() as session:
            if best is None:
                return await fitting.by_number(session, posting)
            # scores stay hidden, because beside the reasons they would show which students the office favours
            return {number: found.reasons for number, found in await fitting.foremost(session, posting, best)}

    found = run(work)
    if as_json:
        print_json({"matched": list(found), "reasons": found})
    else:
        head = "应收" if best is None else "排在最前的"
        console.print(f"{head} {len(found)} 人：{'、'.join(found) or '无'}", highlight=False)


def publish_announcement(posting: int, as_json: bool) -> None:
    """Publish the announcement of a posting. A second call sends nothing."""

    async def work(made: Parts) -> tuple[int | None, int]:
        async with made.store.writing() as session:
            announcement_id = await publish.announcement_of(session, posting)
            push = await publish.publish(session, announcement_id, made.clock.now())
            return push.id, push.matched

    push_id, matched = run(work)
    if as_json:
        print_json({"push": push_id})
    else:
        console.print(
            f"已发布，推送编号 {push_id}，应收 {matched} 人。用 jiuye push status {push_id} 查看发送明细。",
            highlight=False,
        )


def _summary(batch: Batch, entered: Entered) -> dict[str, Any]:
    return asdict(entered) | {
        "rows": batch.rows,
        "duplicates": batch.duplicates,
        "flagged": batch.flagged,
        "rejected": [asdict(fault) | {"fix": plain("postings/fault", why=fault.why)} for fault in batch.rejected],
        "not_understood": [asdict(cell) for cell in batch.not_understood],
        "ignored": list(batch.ignored),
    }
