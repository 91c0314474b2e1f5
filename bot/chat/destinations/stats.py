"""/stats: the rates 落实率 and 留省率 as exact fractions, with a picture."""

from bot.chat.door.talk import Replies, Talk
from bot.clock import SHANGHAI
from bot.domain.destinations.rates import Rate
from bot.flows.destinations import stats

A_MESSAGE = 30
"""The largest number of units whose rates fit in one message."""


async def show(talk: Talk) -> Replies:
    """Show the rates of the cohort that graduates next, or of the cohort in the button's data."""
    cohort = talk.number() if talk.callback_id and talk.args else None
    sheet = await stats.sheet(talk.session, talk.now, talk.settings.home_province, cohort, talk.me)
    if not sheet.lines:
        return talk.say("stats/none")
    at = f"{sheet.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    series = {
        talk.plain("stats/label", which="settled"): [_number(line.settled) for line in sheet.lines],
        talk.plain("stats/label", which="retention"): [_number(line.retention_a) for line in sheet.lines],
    }
    title = talk.plain("stats/label", which="title", cohort=sheet.cohort)
    subtitle = talk.plain("stats/label", which="subtitle", at=at, formula=sheet.formula)
    names = [line.unit.name for line in sheet.lines]
    chart = {"kind": "bars", "title": title, "labels": names, "series": series, "subtitle": subtitle}
    pages = [sheet.lines[start : start + A_MESSAGE] for start in range(0, len(sheet.lines), A_MESSAGE)]
    return [
        talk.picture("stats/picture", chart, sheet=sheet),
        *(talk.say("stats/sheet", sheet=sheet, lines=lines, at=at) for lines in pages),
    ]


def _number(rate: Rate) -> float | None:
    """The percentage that a bar shows, or None if the rate has no value. The text contains the exact fraction."""
    return None if rate.value is None else float(rate.percent.rstrip("%"))
