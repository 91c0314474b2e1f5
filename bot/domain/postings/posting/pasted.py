"""Reading an announcement that was pasted into the chat as lines of ``字段：值``."""

import re
from datetime import date

from bot.domain.postings.posting.row import PostingDraft, parse_fields
from bot.domain.postings.posting.template import Field, field_of
from bot.domain.postings.salary import Unit

_LINE = re.compile(
    r"\s*(?:[\d一二三四五六七八九十]{1,2}[、.．]\s*)?[【\[]?([^:：【】\[\]]{1,12})[】\]]?\s*[:：]\s*(.*)"
)
_SHARED = frozenset(
    {
        Field.EMPLOYER, Field.USCC, Field.EMPLOYER_TYPE, Field.INDUSTRY,
        Field.ADDRESS, Field.APPLY_HOW, Field.SOURCE,
    }
)  # fmt: skip
"""Fields that apply to every posting, wherever the text has them."""


def parse_pasted(text: str, today: date, unit: Unit | None = None) -> list[PostingDraft]:
    """Return the postings of a text. If it has no known field, the list is empty.

    - A new posting begins when a field such as 岗位名称 occurs again.
    - After a 岗位名称, a blank line before a known field also begins a new posting.
    - A line without a known field continues the line above it.
    - Fields about the employer or the application, and fields before any 岗位名称, apply to all postings.
    """
    blocks = _blocks(text)
    shared: dict[Field, str] = {}
    for block in blocks:
        for_all = {name: value for name, value in block.items() if name in _SHARED or Field.TITLE not in block}
        shared = for_all | shared
    with_title = [block for block in blocks if block.get(Field.TITLE)] or [block for block in blocks if block][:1]
    return [parse_fields(shared | block, today, unit) for block in with_title]


def _blocks(text: str) -> list[dict[Field, str]]:
    blocks: list[dict[Field, str]] = [{}]
    last: Field | None = None
    after_blank = False
    for line in text.splitlines():
        if not line.strip():
            after_blank = True
            continue
        name, value = _field_line(line)
        if name is None:
            if last is not None:
                blocks[-1][last] = f"{blocks[-1][last]}\n{line.strip()}".strip()
        else:
            if name in blocks[-1] or (after_blank and Field.TITLE in blocks[-1]):
                blocks.append({})
            blocks[-1][name] = value
            last = name
        after_blank = False
    return blocks


def _field_line(line: str) -> tuple[Field | None, str]:
    match = _LINE.fullmatch(line)
    name = field_of(match[1]) if match else None
    return name, match[2].strip() if match else ""
