"""The office's list of graduates who need work most urgently (就业困难, 家庭困难, 残疾 …: SEED 20).

``reference/hardship.csv`` has the kinds. The bot stores only whether a graduate is in the list, and never the reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.domain.lists import Cells, Fault, Reading, Rows, is_yes, read
from bot.reference import rows as reference

KIND = "困难类别"
NOBODY = "0"
YES = frozenset({"是", "y", "yes", "true", "√"})


@dataclass(frozen=True)
class HardshipEntry:
    row: int
    number: str
    listed: bool


def read_hardship(headers: Sequence[str], rows: Rows) -> Reading[HardshipEntry]:
    return read(headers, rows, "hardship", _entry, lambda entry: entry.number)


def _entry(cells: Cells) -> HardshipEntry:
    text = cells.needed(KIND)
    whole = _code(text)  # the names of some kinds have a 、 in them
    codes = {whole} if whole else {_code(part) for part in cells.parts(KIND)}
    if text and None in codes:
        cells.refuse(KIND, Fault.DIFFICULTY)
    return HardshipEntry(cells.number, cells.person_number("学号"), bool(codes - {NOBODY, None}))


def _code(text: str) -> str | None:
    if not is_yes(text):
        return NOBODY
    return "是" if text.lower() in YES else _codes().get(text)


@cache
def _codes() -> dict[str, str]:
    kinds = list(reference("hardship"))
    return {kind["code"]: kind["code"] for kind in kinds} | {kind["name"]: kind["code"] for kind in kinds}
