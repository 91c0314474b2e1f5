"""The school's year at a terminal: classes that become one, and the year that is rolled over."""

from typing import Annotated

import typer

from bot.app import Parts
from bot.cli import console, run
from bot.cli.app import app
from bot.flows.register import invite, rollover
from bot.flows.register.rollover import Rollover
from bot.flows.register.roster import merge
from bot.render import plain

ClassName = Annotated[str, typer.Argument(help="班级；重名时写“学院/班级”")]
SHOWN = 30


@app.command("rollover")
def roll_over(yes: Annotated[bool, typer.Option("--yes", help="确认执行；不加只预览")] = False) -> None:
    """新学年换届：离校班级的班干部（9 月 1 日起）、辅导员和学生身份（次年起）到期结束，不再匹配岗位。可重复执行。"""

    async def work(made: Parts) -> Rollover:
        async with made.store.writing() as session:
            act = rollover.roll_over if yes else rollover.preview
            return await act(session, made.clock.now())

    shown = plain("rollover/terminal", found=run(work), done=yes, shown=SHOWN)
    console.print(shown, highlight=False, markup=False)


@app.command("merge-class")
def merge_class(old: ClassName, into: ClassName) -> None:
    """并班：OLD 的同学、班干部和老师并入 INTO；以后名单里写 OLD 也认得。"""

    async def work(made: Parts) -> int:
        async with made.store.writing() as session:
            ids = await invite.class_named(session, old), await invite.class_named(session, into)
            return await merge(session, *ids, made.clock.now())

    console.print(plain("roster/merged", old=old, into=into, count=run(work)), highlight=False, markup=False)
