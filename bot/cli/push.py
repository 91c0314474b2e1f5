"""Pushes at a terminal: send a notice, and show the ledger of a push."""

from typing import Annotated

import typer

from bot.cli.options import Json


def notify(
    text: str,
    to: Annotated[str, typer.Option(help="全校，或学院、班级的全名")],
    ack: Annotated[bool, typer.Option("--ack", help="需要点“我已了解”")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接发送")] = False,
    as_json: Json = False,
) -> None:
    """给一个单位的全体学生发通知。"""
    from bot.cli.work import notify

    notify.send(text, to, ack=ack, yes=yes, as_json=as_json)


def status(push_id: int, as_json: Json = False) -> None:
    """一次推送的台账：每一位应达学生都有去处。"""
    from bot.cli.work import push

    push.status(push_id, as_json)
