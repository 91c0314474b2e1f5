"""The ``jiuye`` commands: each name, and the function that declares it."""

import sys
import threading
from collections.abc import Callable

import typer

from bot.cli import forget, imports, invite, postings, push, stats, system, units
from bot.cli.chinese import OPTIONS, SUBCOMMAND, Command, Group


def group(help_text: str, commands: dict[str, Callable[..., None]]) -> typer.Typer:
    """Create a group of commands, which shows its help when called without a command."""
    made = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        add_completion=False,
        help=help_text,
        options_metavar=OPTIONS,
        subcommand_metavar=SUBCOMMAND,
    )
    for name, command in commands.items():
        made.command(name, cls=Command, options_metavar=OPTIONS)(command)
    return made


app = group(
    "就业信息机器人",
    {
        "demo": system.demo,
        "match": postings.match,
        "publish": postings.publish,
        "notify": push.notify,
        "stats": stats.show,
        "init": system.init,
        "run": system.run,
        "doctor": system.doctor,
        "forget": forget.student,
        "rollover": units.roll_over,
        "merge-class": units.merge_class,
    },
)
GROUPS = {
    "import": group(
        "导入名单、求职意向、岗位",
        {
            "postings": imports.postings,
            "roster": imports.roster,
            "staff": imports.staff,
            "bonds": imports.bonds,
            "wishes": imports.wishes,
            "hardship": imports.hardship,
        },
    ),
    "postings": group("岗位清单", {"list": postings.show}),
    "invite": group("生成绑定码", {"class": invite.for_class, "person": invite.for_person}),
    "push": group("查看推送", {"status": push.status}),
}
for name, commands in GROUPS.items():
    app.add_typer(commands, name=name)


@app.command(cls=Command, options_metavar=OPTIONS)
def routes() -> None:
    """列出全部命令、按钮、表单、定时任务和终端命令，各由哪段程序处理。"""
    from bot.cli.work import routes

    routes.show(app)


DEBUG = "--debug"


def main() -> None:
    """The entry point of the installed script and of ``python -m bot``.

    An error of ours is one Chinese sentence. ``--debug`` anywhere in the line shows its traceback, for a developer;
    ``jiuye run`` always does, because its output is a log.
    """
    traced = DEBUG in sys.argv or sys.argv[1:2] == ["run"]
    sys.argv = [word for word in sys.argv if word != DEBUG]
    if not traced:  # a thread of the database driver that outlives the event loop would print a traceback, too
        threading.excepthook = lambda _: None
    try:
        app()
    except Exception as error:  # an error that no command foresaw
        if traced:
            raise
        typer.echo(
            f"✗ 这一步没有完成，程序出错了（{type(error).__name__}）。请先运行 jiuye doctor 检查；"
            f"还不行，请在命令后加 {DEBUG} 再运行一次，把输出发给系统管理员。",
            err=True,
        )
        sys.exit(1)
