"""``jiuye notify``: a plain notice from the terminal."""

import json

import typer

from bot.app import Parts
from bot.cli import console, run
from bot.cli.app import app
from bot.domain.errors import BadInput
from bot.flows import notify
from bot.store import people
from bot.store.tables import Unit


@app.command(name="notify")
def send(
    text: str,
    to: str = typer.Option(..., "--to", help="学校、学院或班级名称"),
    ack: bool = typer.Option(False, "--ack", help="需要点“我已了解”"),
    yes: bool = typer.Option(False, "--yes", help="不再询问，直接发送"),
    as_json: bool = typer.Option(False, "--json", help="只输出 JSON"),
) -> None:
    """给一个单位的全体学生发通知。"""

    async def look(made: Parts) -> tuple[Unit, int, int]:
        async with made.store.reading() as session:
            found = await people.unit_named(session, to)
            if len(found) != 1:
                what = "没有" if not found else f"有 {len(found)} 个"
                raise BadInput(f"{what}叫“{to}”的单位，请写全名。")
            return found[0], *await people.count_students(session, found[0])

    async def go(made: Parts) -> int:
        async with made.store.writing() as session:
            unit = await session.get_one(Unit, seen[0].id)
            return (await notify.send(session, text, unit, made.clock.now(), ack=ack)).id

    seen = run(look)
    if not yes:
        console.print(f"发给 {seen[0].name}：{seen[1]} 人，其中 {seen[2]} 人能收到\n\n{text}\n", highlight=False)
        typer.confirm("发送吗？", abort=True)
    push_id = run(go)
    if as_json:
        print(json.dumps({"push": push_id}))
    else:
        console.print(f"已排队，推送编号 {push_id}。用 jiuye push status {push_id} 查看。")
