"""Postings at a terminal: the commands list, match and publish."""

from typing import Annotated

import typer

from bot.cli.options import Json
from bot.domain.postings.announcement import AnnouncementState

STATES = (
    "只看这个状态：review 待审核，approved 已通过，rejected 已退回，published 已发布，recalled 已撤回，closed 已截止"
)


def show(
    state: Annotated[AnnouncementState | None, typer.Option(help=STATES)] = None,
    as_json: Json = False,
) -> None:
    """列出岗位。"""
    from bot.cli.work import postings

    postings.show(state, as_json)


def match(
    posting: Annotated[int, typer.Argument(metavar="编号", help="岗位编号，用 jiuye postings list 查")],
    best: Annotated[int | None, typer.Option(min=1, help="只列排在最前的这么多人，按先后")] = None,
    as_json: Json = False,
) -> None:
    """一个岗位应收的学生。加 --best 时也算未填求职意向、只按专业应收的。"""
    from bot.cli.work import postings

    postings.match(posting, best, as_json)


def publish(
    posting: Annotated[int, typer.Argument(metavar="编号", help="岗位编号；发布它所在的公告")], as_json: Json = False
) -> None:
    """发布一个已通过审核的岗位（连同同一公告的岗位）。重复执行不会重发。"""
    from bot.cli.work import postings

    postings.publish_announcement(posting, as_json)
