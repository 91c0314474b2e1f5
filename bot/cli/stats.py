"""``jiuye stats``: the rates as exact fractions."""

from typing import Annotated

import typer

from bot.cli.options import Json


def show(cohort: Annotated[int, typer.Option(help="毕业年份；默认正要毕业的一届")] = 0, as_json: Json = False) -> None:
    """落实率、留省率（分子/分母，只计本人已确认的记录）。"""
    from bot.cli.work import stats

    stats.show(cohort, as_json)
