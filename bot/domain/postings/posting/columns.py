"""The texts of a row by field, each moved to the field where it belongs."""

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.domain.headers import SHEET, is_numbering
from bot.domain.postings.posting.template import Field, clean_cell, map_headers


def by_field(cells: Mapping[str, str]) -> dict[Field, str]:
    """Return the texts of a row (header → cell) by field. ``map_headers`` finds the field of each header."""
    fields = _fields_of(tuple(cells))
    return {name: clean_cell(cells[header]) for header, name in fields.items()}


def notes(cells: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return (header, text) of each filled cell of a row that no field reads, such as 其他要求 or 职位代码.

    Running numbers are left out.
    """
    read = {*_fields_of(tuple(cells)), SHEET}
    texts = ((header, clean_cell(text)) for header, text in cells.items() if header not in read)
    return tuple((header, text) for header, text in texts if text and not is_numbering(header))


@lru_cache(maxsize=32)
def _fields_of(headers: tuple[str, ...]) -> dict[str, Field]:
    return map_headers(headers).fields


def mended(texts: dict[Field, str]) -> dict[Field, str]:
    """Return the texts in the right fields, because job sites join columns and shift texts into empty ones."""
    return _unshift(_unpack_info(texts))


def _unpack_info(texts: dict[Field, str]) -> dict[Field, str]:
    """Split a cell like ``民营公司| 50-150人| 计算机软件``, which joins three columns. The middle part is optional."""
    parts = [part.strip() for part in texts.get(Field.EMPLOYER_INFO, "").split("|")]
    found = dict(texts)
    if parts[0]:
        found.setdefault(Field.EMPLOYER_TYPE, parts[0])
    if len(parts) > 1 and not re.search(r"\d+人", parts[-1]):
        found.setdefault(Field.INDUSTRY, parts[-1])
    return found


def _unshift(texts: dict[Field, str]) -> dict[Field, str]:
    """Move texts that job sites shifted into empty columns. For example, 工作经验 may contain a degree, and 学历 a
    language.
    """
    shifting = (Field.EXPERIENCE, Field.DEGREE)
    found: dict[Field, str] = {name: text for name, text in texts.items() if name not in shifting}
    for name in shifting:
        if text := texts.get(name, ""):
            found.setdefault(_home(text) or name, text)
    return found


def _home(text: str) -> Field | None:
    if re.search(r"年|经验|在校生|应届", text):
        return Field.EXPERIENCE
    if re.search(r"[英日德法韩俄]语|普通话|粤语|西班牙语|阿拉伯语", text) and not re.search(
        r"本科|专科|大专|硕士", text
    ):
        return Field.LANGUAGE
    return Field.DEGREE if re.search(r"本科|大专|专科|硕士|博士|研究生|高中|中专|中技|初中", text) else None
