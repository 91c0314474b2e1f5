"""Pushes at a terminal: send a notice, and show a push's ledger."""

from typing import Annotated

import typer

from bot.cli.options import Json


def notify(
    text: Annotated[str, typer.Argument(metavar="内容", help="通知的文字")],
    to: Annotated[str, typer.Option(help="全校，或学院、班级的全名")],
    ack: Annotated[bool, typer.Option("--ack", help="需要点“我已了解”")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接发送")] = False,
    as_json: Json = False,
) -> None:
    """给一个单位的全体学生发通知。"""
    from bot.cli.work import notify

    notify.send(text, to, ack=ack, yes=yes, as_json=as_json)


def status(
    push_id: Annotated[int, typer.Argument(metavar="编号", help="推送编号，发送或发布后会显示")], as_json: Json = False
) -> None:
    """一次推送的发送明细：每一位应收的学生现在是什么状态。"""
    from bot.cli.work import push

    push.status(push_id, as_json)
