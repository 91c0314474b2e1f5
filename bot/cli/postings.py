"""Postings at a terminal: the commands list, match and publish."""

from typing import Annotated

import typer

from bot.cli.options import Json
from bot.domain.postings.announcement import AnnouncementState


def show(
    state: Annotated[AnnouncementState | None, typer.Option(help="只看这个状态")] = None,
    as_json: Json = False,
) -> None:
    """列出岗位。"""
    from bot.cli.work import postings

    postings.show(state, as_json)


def match(
    posting: Annotated[int, typer.Argument(help="岗位编号")],
    best: Annotated[int | None, typer.Option(min=1, help="只列最合适的这么多人，依次")] = None,
    as_json: Json = False,
) -> None:
    """一个岗位符合哪些学生，为什么。--best 也算没填意向、只按专业符合的。"""
    from bot.cli.work import postings

    postings.match(posting, best, as_json)


def publish(posting: Annotated[int, typer.Argument(help="岗位编号；发布它所在的公告")], as_json: Json = False) -> None:
    """发布一个已通过审核的岗位（连同同一公告的岗位）。重复执行不会重发。"""
    from bot.cli.work import postings

    postings.publish_announcement(posting, as_json)
