"""Sends a notice to one unit."""

from dataclasses import dataclass

import typer
from rich.console import Console

from bot.cli.work.terminal import YES, console, print_json, run
from bot.domain.errors import BadInput
from bot.flows.delivery import notify
from bot.flows.delivery.notify import Draft
from bot.parts import Parts
from bot.store import people
from bot.store.tables import Unit

ASK = "发送吗？输入 y 发送，直接回车取消："
aside = Console(stderr=True)
"""The preview is printed to standard error, so that ``--json`` prints only JSON to standard output."""


@dataclass(frozen=True)
class Aim:
    """The unit of a notice, the number of its students, and how many of them the bot can reach."""

    unit_id: int
    name: str
    students: int
    reachable: int


def send(text: str, to: str, *, ack: bool, yes: bool, as_json: bool) -> None:
    """Show how many students would get the notice, ask for confirmation, and enqueue it."""

    async def look(made: Parts) -> Aim:
        async with made.store.reading() as session:
            await notify.check(session, text)
        return await aim(made, to)

    async def go(made: Parts) -> int:
        async with made.store.writing() as session:
            unit = await session.get_one(Unit, seen.unit_id)
            return (await notify.send(session, Draft(text, unit, ack=ack), made.clock.now())).id

    seen = run(look)
    if not yes:
        aside.print(f"发给 {seen.name}：{seen.students} 人，其中能送达 {seen.reachable} 人。", highlight=False)
        aside.print(f"\n{text}\n", highlight=False, markup=False)
        if typer.prompt(ASK, default="", show_default=False, prompt_suffix="", err=True).strip().lower() not in YES:
            raise typer.Abort
    push_id = run(go)
    if as_json:
        print_json({"push": push_id})
    else:
        console.print(f"已列入待发送，推送编号 {push_id}。用 jiuye push status {push_id} 查看发送明细。")


async def aim(made: Parts, name: str) -> Aim:
    """Return the unit called ``name`` with its number of students. 全校 is the whole school.

    Raises BadInput if there is no such unit, or more than one.
    """
    async with made.store.reading() as session:
        school = await people.school(session) if name == "全校" else None
        found = [school] if school else await people.unit_named(session, name)
        if len(found) != 1:
            what = "没有" if not found else f"有 {len(found)} 个"
            raise BadInput(f"{what}叫“{name}”的学院或班级。请写全名；发给所有人请写“全校”。")
        students, reachable = await people.count_students(session, found[0])
        return Aim(found[0].id, found[0].name, students, reachable)
