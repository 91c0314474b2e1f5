"""Prints the rates as exact fractions."""

from rich.table import Table

from bot.cli.work.terminal import console, print_json, run
from bot.clock import SHANGHAI
from bot.domain.destinations.rates import Rate
from bot.flows.destinations import stats
from bot.flows.destinations.stats import Sheet
from bot.parts import Parts
from bot.render import plain


def show(cohort: int, as_json: bool) -> None:
    """Print the rates of one cohort. If ``cohort`` is 0, it is the one that graduates next."""

    async def work(made: Parts) -> Sheet:
        async with made.store.reading() as session:
            return await stats.sheet(session, made.clock.now(), made.settings.home_province, cohort or None)

    sheet = run(work)
    if as_json:
        print_json(as_dict(sheet))
        return
    if not sheet.lines:
        console.print(plain("stats/none"))
        return
    table = Table("单位", "落实率", "留省率（A）", "留省率（B）", title=_title(sheet))
    for line in sheet.lines:
        table.add_row(line.unit.name, *map(_words, (line.settled, line.retention_a, line.retention_b)))
    console.print(table)


def _title(sheet: Sheet) -> str:
    return f"{sheet.cohort} 届，截至 {sheet.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}，{sheet.formula} 口径"


def as_dict(sheet: Sheet) -> dict[str, object]:
    return {
        "cohort": sheet.cohort,
        "at": sheet.at.isoformat(),
        "formula": sheet.formula,
        "units": [
            {
                "name": line.unit.name,
                "kind": line.unit.kind.value,
                "settled": _fraction(line.settled),
                "retention": {"A": _fraction(line.retention_a), "B": _fraction(line.retention_b)},
            }
            for line in sheet.lines
        ],
    }


def _fraction(rate: Rate) -> dict[str, int | str]:
    return {"numerator": rate.numerator, "denominator": rate.denominator, "percent": rate.percent}


def _words(rate: Rate) -> str:
    return f"{rate.numerator}/{rate.denominator} = {rate.percent}"
