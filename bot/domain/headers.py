"""The names of columns in the tables that people send, by form (postings, roster, staff …).

``reference/headers.csv`` contains the names. The first name of a column is the one in our own template. A header is
compared without blanks, ``*``, colons and remarks in brackets.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from bot.reference import rows

SHEET = "工作表"
"""The key under which a row names its sheet, if the file has several sheets that are read."""
NUMBERING = frozenset({"序号", "编号", "no", "no.", "序"})
REQUIRED = {
    "postings": ("title", "employer"),
    "roster": ("学号", "姓名", "学院", "专业", "班级", "学历", "毕业年份"),
    "staff": ("工号", "姓名", "角色"),
    "bonds": ("学号", "Telegram ID"),
    "hardship": ("学号", "困难类别"),
    "wishes": ("学号",),
    "calendar": ("日期",),
}
"""The columns without which a table cannot be a table of the form."""


@cache
def names(form: str) -> dict[str, tuple[str, ...]]:
    """Map each column of the form to its names, in the order of the table."""
    found: dict[str, list[str]] = {}
    for row in rows("headers"):
        if row["form"] == form:
            found.setdefault(row["column"], []).append(row["name"])
    return {column: tuple(known) for column, known in found.items()}


@cache
def columns(form: str) -> dict[str, str]:
    """Map each name, as ``squeeze`` returns it, to its column. A name of two columns belongs to the first one."""
    found: dict[str, str] = {}
    for column, known in names(form).items():
        for name in known:
            found.setdefault(squeeze(name), column)
    return found


def synonyms(form: str, column: str) -> tuple[str, ...]:
    """Return the names of the column except its own name."""
    return tuple(name for name in names(form)[column] if name != column)


def squeeze(header: str) -> str:
    """Return the header without blanks, ``*``, colons, and remarks in brackets."""
    plain = unicodedata.normalize("NFKC", header)
    return re.sub(r"\(.*?\)|\[.*?\]|【.*?】|[\s*:\u200b-\u200f\ufeff]", "", plain)


def known(form: str, headers: Iterable[str]) -> set[str]:
    """Return the columns of the form that the headers name."""
    by_name = columns(form)
    return {by_name[name] for header in headers if (name := squeeze(header)) in by_name}


def fits(form: str, headers: Iterable[str]) -> bool:
    """Whether the headers name every required column of the form."""
    return known(form, headers).issuperset(REQUIRED[form])


def is_numbering(header: str) -> bool:
    """Whether the column has running numbers, which mean nothing outside their file."""
    return squeeze(header).lower() in NUMBERING
