"""``jiuye notify``: a plain notice from the terminal."""

import json
from dataclasses import dataclass

import typer
from rich.console import Console

from bot.app import Parts
from bot.cli import console, run
from bot.cli.app import app
from bot.domain.errors import BadInput
from bot.flows.delivery import notify
from bot.flows.delivery.notify import Draft
from bot.store import people
from bot.store.tables import Unit

aside = Console(stderr=True)
"""For the preview: with ``--json`` the standard output holds nothing but JSON."""


@dataclass(frozen=True)
class Aim:
    """Whom a notice would go to."""

    unit_id: int
    name: str
    students: int
    reachable: int


@app.command(name="notify")
def send(
    text: str,
    to: str = typer.Option(..., "--to", help="全校，或学院、班级的全名"),
    ack: bool = typer.Option(False, "--ack", help="需要点“我已了解”"),
    yes: bool = typer.Option(False, "--yes", help="不再询问，直接发送"),
    as_json: bool = typer.Option(False, "--json", help="只输出 JSON"),
) -> None:
    """给一个单位的全体学生发通知。"""

    async def look(made: Parts) -> Aim:
        notify.check_text(text)
        return await aim(made, to)

    async def go(made: Parts) -> int:
        async with made.store.writing() as session:
            unit = await session.get_one(Unit, seen.unit_id)
            return (await notify.send(session, Draft(text, unit, ack=ack), made.clock.now())).id

    seen = run(look)
    if not yes:
        aside.print(f"发给 {seen.name}：{seen.students} 人，其中 {seen.reachable} 人能收到", highlight=False)
        aside.print(f"\n{text}\n", highlight=False, markup=False)
        typer.confirm("发送吗？", abort=True, err=True)
    push_id = run(go)
    if as_json:
        print(json.dumps({"push": push_id}))
    else:
        console.print(f"已排队，推送编号 {push_id}。用 jiuye push status {push_id} 查看。")


async def aim(made: Parts, name: str) -> Aim:
    """The one unit of this name (全校: the school) and whom it holds. Raises BadInput."""
    async with made.store.reading() as session:
        school = await people.school(session) if name == "全校" else None
        found = [school] if school else await people.unit_named(session, name)
        if len(found) != 1:
            what = "没有" if not found else f"有 {len(found)} 个"
            raise BadInput(f"{what}叫“{name}”的单位，请写全名。")
        students, reachable = await people.count_students(session, found[0])
        return Aim(found[0].id, found[0].name, students, reachable)
