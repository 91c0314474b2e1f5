"""Apply the decisions and edits of a returned 审核表.

If a row of an announcement has a fault, the whole announcement stays unchanged. Each fault is reported with its row and
field.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import BadEdit
from bot.domain.postings import posting as drafts
from bot.domain.postings.announcement import AnnouncementState
from bot.domain.postings.posting import Field
from bot.domain.postings.screening import Action
from bot.flows.postings import edit as editing
from bot.flows.postings import review
from bot.flows.postings.draft import Draft, Edit, draft
from bot.flows.postings.review_sheet import DECISION, EDITABLE, LONGEST_CELL, NUMBER, REASON, SHARED, text_of
from bot.store.people import Speaker
from bot.store.postings import announcements
from bot.store.postings import intake as entries
from bot.store.postings.postings import Whole

PASS, RETURN = ("通过", "同意"), ("退回", "不通过")
"""The words that approve an announcement (``PASS``), and the words that return it (``RETURN``)."""
_NUMBER = re.compile(r"(\d+)-(\d+)-([0-9a-f]{8})")

Row = tuple[int, Mapping[str, str]]
"""(row number, header → cell)."""


@dataclass(frozen=True)
class Fault:
    """The reason why a row cannot be applied.

    ``label`` is the header of the cell. ``why`` is a key of the template ``review/sheet_fault``, or ``said`` if the
    field ``said`` contains the whole sentence.
    """

    row: int
    label: str
    text: str
    why: str
    said: str = ""


@dataclass
class Plan:
    """The edits and the decision in the rows of one announcement."""

    whole: Whole
    rows: list[int] = field(default_factory=list)
    edits: list[tuple[int, Edit]] = field(default_factory=list)
    """Each edit as (row number, edit)."""
    decision: str = ""
    """A word of ``PASS`` or ``RETURN``; empty if there is no decision."""
    reason: str = ""
    made: Draft | None = None
    """The announcement with all edits; None until ``_check`` fills it."""

    @property
    def id(self) -> int:
        return self.whole.announcement.id


@dataclass(frozen=True)
class Read:
    """The plans of a returned sheet that can be applied, and the faults of all its rows."""

    plans: Sequence[Plan]
    faults: Sequence[Fault]
    concerned: frozenset[int]
    """The row numbers of all announcements with an edit or a decision, and the numbers of the rows with a fault."""

    @property
    def passes(self) -> int:
        return sum(plan.decision in PASS for plan in self.plans)

    @property
    def returns(self) -> int:
        return sum(plan.decision in RETURN for plan in self.plans)

    @property
    def edited(self) -> int:
        return sum(bool(plan.edits) for plan in self.plans)

    @property
    def faulty(self) -> int:
        """The number of rows with a fault."""
        return len({fault.row for fault in self.faults})


async def read(session: AsyncSession, rows: Sequence[Row], now: datetime) -> Read:
    """Read a returned sheet into plans and faults. Nothing is changed."""
    faults: list[Fault] = []
    numbers = {row: _NUMBER.fullmatch(cells.get(NUMBER, "").strip()) for row, cells in rows}
    ids = sorted({int(match[1]) for match in numbers.values() if match})
    known = {whole.announcement.id: whole for whole in await announcements.wholes(session, ids)}
    plans: dict[int, Plan] = {}
    for row, cells in rows:
        match = numbers[row]
        whole = known.get(int(match[1])) if match else None
        if match is None or whole is None:
            faults.append(Fault(row, NUMBER, cells.get(NUMBER, ""), "number"))
            continue
        plan = plans.setdefault(whole.announcement.id, Plan(whole))
        plan.rows.append(row)
        edits = _edits(whole, int(match[2]), cells)
        if not edits and not cells.get(DECISION, "").strip():
            continue
        if why := _outdated(whole, int(match[2]), match[3]):
            faults.append(Fault(row, NUMBER, match[0], why))
            continue
        plan.edits += [(row, each) for each in edits]
        faults += _decide(plan, row, cells)
    for plan in plans.values():
        faults += _check(plan, now)
    faults += await _twins(session, plans.values())
    wrong = {fault.row for fault in faults}
    asking = [plan for plan in plans.values() if plan.edits or plan.decision]
    concerned = wrong | {row for plan in asking for row in plan.rows}
    good = [plan for plan in asking if not wrong & set(plan.rows)]
    return Read(good, sorted(faults, key=lambda fault: fault.row), frozenset(concerned))


async def apply(session: AsyncSession, rows: Sequence[Row], by: Speaker, now: datetime) -> Read:
    """Apply all plans without faults: first the edits, then the decisions.

    Each sender gets one message about all their announcements that were returned.
    """
    found = await read(session, rows, now)
    returned = []
    for plan in found.plans:
        whole = plan.whole
        if plan.made is not None and plan.edits:
            await editing.put(session, plan.made, plan.made.new.hash_now)
            whole = replace(whole, findings=plan.made.new.findings)
        if plan.decision in PASS:
            review.allow(whole, by.person_id, now, plan.reason)
        elif plan.decision in RETURN:
            review.refuse(whole, by.person_id, now, plan.reason)
            returned.append(whole)
    await session.flush()
    await review.tell_returned(session, returned, by.person_id, now)
    return found


def _edits(whole: Whole, posting_id: int, cells: Mapping[str, str]) -> list[Edit]:
    """An edit for each cell whose text differs from the stored text."""
    if all(each.id != posting_id for each in whole.postings):
        return []
    found = []
    for header, name in EDITABLE.items():
        now_is = text_of(whole, posting_id, name)
        if header in cells and len(now_is) <= LONGEST_CELL and _even(cells[header]) != _even(now_is):
            found.append(Edit(0 if name in SHARED else posting_id, name, cells[header].strip()))
    return found


def _outdated(whole: Whole, posting_id: int, seen: str) -> str:
    """Why the row is outdated: ``decided`` or ``stale``; empty if it is not outdated.

    The row is stale if the announcement changed since the sheet was exported.
    """
    if whole.announcement.state != AnnouncementState.REVIEW:
        return "decided"
    known = any(each.id == posting_id for each in whole.postings)
    same = whole.announcement.content_hash.startswith(seen) and whole.announcement.content_hash == whole.hash_now
    return "" if known and same else "stale"


def _decide(plan: Plan, row: int, cells: Mapping[str, str]) -> list[Fault]:
    """Record the decision of a row in its plan, and return the faults of the decision.

    One row may decide on the whole announcement. If several rows contain a decision, the decisions must agree.
    """
    word = cells.get(DECISION, "").strip()
    plan.reason = plan.reason or cells.get(REASON, "").strip()
    if not word:
        return []
    if word not in (*PASS, *RETURN):
        return [Fault(row, DECISION, word, "word")]
    if plan.decision and (plan.decision in PASS) != (word in PASS):
        return [Fault(row, DECISION, word, "two_words")]
    plan.decision = word
    return []


def _check(plan: Plan, now: datetime) -> list[Fault]:
    """The faults of a plan: edits that cannot be used, or a decision that is not allowed. Fills ``plan.made``."""
    faults = []
    values: dict[tuple[int, Field], str] = {}
    for row, each in plan.edits:
        label = drafts.label(each.field)
        if values.setdefault((each.posting, each.field), each.text) != each.text:
            faults.append(Fault(row, label, each.text, "two_values"))
        try:
            draft(plan.whole, [each], now)
        except BadEdit as error:
            faults.append(Fault(row, label, each.text, "said", str(error)))
    if faults or not (plan.edits or plan.decision):
        return faults
    plan.made = draft(plan.whole, [each for _, each in plan.edits], now)
    row = plan.rows[0]
    if plan.decision in RETURN and not plan.reason:
        return [Fault(row, REASON, "", "why_returned")]
    if plan.decision in PASS and plan.made.verdict is Action.BLOCK:
        words = "、".join(found.words for found in plan.made.new.findings if found.action == Action.BLOCK)
        return [Fault(row, DECISION, words, "blocked")]
    if plan.decision in PASS and plan.made.verdict is Action.REVIEW and not plan.reason:
        return [Fault(row, REASON, "", "why_passed")]
    return []


async def _twins(session: AsyncSession, plans: Iterable[Plan]) -> list[Fault]:
    """A fault for each plan whose edits would make its announcement exactly the same as another announcement."""
    made = [(plan, plan.made.new.hash_now) for plan in plans if plan.made and plan.edits]
    changed = [(plan, new) for plan, new in made if new != plan.whole.announcement.content_hash]
    known = set(await entries.ids_of(session, [new for _, new in changed]))
    faults = []
    for plan, new in changed:
        if new in known:
            faults.append(Fault(plan.rows[0], NUMBER, str(plan.id), "twin"))
        known.add(new)
    return faults


def _even(text: str) -> str:
    return " ".join(text.split())
