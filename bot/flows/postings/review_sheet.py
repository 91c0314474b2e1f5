"""审核表: the columns of the review sheet, and its export. ``returned_sheet`` reads the sheet when it is returned.

Each row contains the ids of the announcement and the posting and a part of the content hash. With these a row about
older content is refused.
"""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.domain.postings import posting as drafts
from bot.domain.postings.posting import Field, edit
from bot.flows.postings.fields import present
from bot.flows.postings.review import SEEN
from bot.store.postings import announcements
from bot.store.postings.postings import Whole

NUMBER, EMPLOYER, UNREAD, FOUND, DECISION, REASON = "编号", "单位", "未识别", "风险提示", "决定", "理由"
SHARED = (Field.DEADLINE, Field.APPLY_HOW)
EDITABLE = {drafts.label(name): name for name in (*edit.POSTING_FIELDS, *SHARED)}
"""Header → field. The fields in ``SHARED`` are repeated in every row of an announcement.

To edit such a field, it is enough to change it in one row.
"""
HEADERS = (NUMBER, EMPLOYER, *EDITABLE, UNREAD, FOUND, DECISION, REASON)
WIDTHS = (16, 24, 22, 18, 16, 10, 22, 12, 10, 13, 26, 50, 20, 40, 8, 24)
LONGEST_CELL = 32_000
"""The longest text of a cell, because Excel allows 32,767 characters. For a longer text the cell is left empty.

An empty cell of such a field changes nothing when the sheet is returned.
"""


def recognises(headers: Iterable[str]) -> bool:
    """Whether a file with these headers is a review sheet."""
    return {NUMBER, DECISION} <= set(headers)


async def export(session: AsyncSession) -> list[list[str]]:
    """A row for each posting of the announcements that wait for review. The cells are in the order of ``HEADERS``."""
    found = await announcements.wholes(session, await announcements.waiting(session))
    return [_row(whole, posting.id) for whole in found for posting in whole.postings]


def _row(whole: Whole, posting_id: int) -> list[str]:
    texts = [text_of(whole, posting_id, name) for name in EDITABLE.values()]
    posting = next(each for each in whole.postings if each.id == posting_id)
    number = f"{whole.announcement.id}-{posting_id}-{whole.announcement.content_hash[:SEEN]}"
    unread = "；".join(f"{drafts.label(Field(name))}：{text}" for name, text in posting.unparsed)
    found = render.plain("review/sheet_findings", findings=whole.findings) if whole.findings else ""
    kept = [text if len(text) <= LONGEST_CELL else "" for text in texts]
    return [number, whole.employer.name, *kept, unread, found, "", ""]


def text_of(whole: Whole, posting_id: int, name: Field) -> str:
    """The full text of a field in the row of a posting, even if it is too long for a cell."""
    return present(whole, 0 if name in SHARED else posting_id, name)
