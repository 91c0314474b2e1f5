"""The commands that set up and run the bot: demo, init, run and doctor."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="清空重来")] = False,
    port: Annotated[int, typer.Option(help="网页端口")] = 8080,
    data: Annotated[Path, typer.Option(help="数据目录")] = Path("var/demo"),
) -> None:
    """在本机试用：不需要 Telegram、网络和令牌，Ctrl-C 结束，数据留着下次用。"""
    from bot.cli.work import demo

    demo.play(fresh, port, data)


def init(
    school: Annotated[str, typer.Option(help="学校名称；已有学校时改名")] = "",
    contact: Annotated[str, typer.Option(help="就业处的电话或房间，学生绑定前会看到")] = "",
) -> None:
    """建库或升级到本版本的表结构，可重复执行；缺学校名称或联系方式时在终端里问。"""
    from bot.cli.work import init

    init.prepare(school, contact)


def run() -> None:
    """启动机器人，按 Ctrl-C 结束。"""
    from bot.cli.work import run

    run.until_stopped()


def doctor() -> None:
    """检查环境：数据库、表结构、学校名称、联系方式、令牌、网络、待发送和待确认的条数。"""
    from bot.cli.work import doctor

    doctor.examine()
