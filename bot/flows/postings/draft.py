"""Draft an announcement with edits: the changes, how they were understood, and the findings after them.

Nothing is stored here, and the rows of a draft are copies. ``edit`` and ``publishing/correct`` store drafts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from bot.clock import SHANGHAI
from bot.domain.errors import BadEdit, Stale
from bot.domain.position import classify_position
from bot.domain.postings import posting as drafts
from bot.domain.postings.posting import Field, edit, policy
from bot.domain.postings.screening import Action
from bot.flows.postings import entries
from bot.flows.postings.fields import fields_of, posting_in, present
from bot.flows.postings.rescreen import rescreened
from bot.flows.postings.review import strictest
from bot.store.postings.postings import Whole
from bot.store.tables import Announcement, FindingRow, Posting

Row = TypeVar("Row", Announcement, Posting)


@dataclass(frozen=True)
class Edit:
    """A new text for one field. ``posting`` is the id of the posting, or 0 for a field of the announcement itself."""

    posting: int
    field: Field
    text: str

    def dump(self) -> list[Any]:
        """The edit as JSON, for example ``[12, "salary", "7-9K"]``. ``load`` reads it back."""
        return [self.posting, self.field.value, self.text]

    @classmethod
    def load(cls, row: Sequence[Any]) -> "Edit":
        return cls(row[0], Field(row[1]), row[2])


@dataclass(frozen=True)
class Line:
    """The change that an edit makes, in words."""

    posting: int
    title: str
    """The title of the posting; empty if the edit is of the announcement itself."""
    field: Field
    before: str
    after: str
    meaning: str
    """The new text as it was understood, for example 7000–9000元/月."""
    unread: Sequence[str]
    """The parts of the new text that were not understood."""

    @property
    def label(self) -> str:
        return drafts.label(self.field)

    @property
    def serious(self) -> bool:
        """Whether interested students must be told of the change (DESIGN §3.8)."""
        return self.field in edit.SERIOUS


@dataclass(frozen=True)
class Draft:
    """An announcement before the edits (``old``) and after them (``new``). The rows of ``new`` are copies."""

    old: Whole
    new: Whole
    lines: Sequence[Line]
    gone: Sequence[FindingRow]
    """The findings that the edits remove."""

    @property
    def verdict(self) -> Action | None:
        """The strictest action among the findings after the edits; None if there are no findings."""
        return strictest(self.new.findings)

    @property
    def added(self) -> list[FindingRow]:
        """The findings that exist only after the edits."""
        known = {(found.rule, found.words) for found in self.old.findings}
        return [found for found in self.new.findings if (found.rule, found.words) not in known]

    @property
    def serious(self) -> bool:
        return any(line.serious for line in self.lines)


def draft(whole: Whole, edits: Iterable[Edit], now: datetime) -> Draft:
    """The announcement with the edits. If a field is edited twice, only the later edit counts.

    Raises BadEdit if a text cannot be used, and Stale if the announcement does not have the posting or the field.
    """
    today = now.astimezone(SHANGHAI).date()
    latest = {(each.posting, each.field): each for each in edits}
    new = Whole(_copy(whole.announcement), whole.employer, [_copy(each) for each in whole.postings], whole.findings)
    for each in latest.values():
        _apply(new, each, today)
    was_own = whole.announcement.title == _own_title(whole)
    if was_own and (0, Field.TITLE) not in latest:
        new.announcement.title = _own_title(new)
    meaning_edited = any(each.field not in edit.AS_WRITTEN for each in latest.values())
    found, gone = rescreened(whole, new, meaning_edited)
    new.announcement.cuts = list(
        dict.fromkeys([*whole.announcement.cuts, *(row.words for row in gone if row.action == Action.BLOCK)])
    )
    lines = [_line(whole, new, each) for each in latest.values()]
    kept = [line for line in lines if line.before != line.after or line.field not in edit.AS_WRITTEN]
    return Draft(whole, Whole(new.announcement, new.employer, new.postings, found), kept, gone)


def _apply(new: Whole, each: Edit, today: date) -> None:
    """Make one edit in the copies. If a posting has no deadline, its announcement has no deadline either."""
    text = each.text.strip()
    if not text and each.field in edit.NEVER_EMPTY:
        raise BadEdit(drafts.label(each.field), "empty")
    if each.field not in fields_of(new, each.posting):
        raise Stale
    if each.posting:
        _read_into(posting_in(new, each.posting), each.field, text, today)
        days = [posting.deadline for posting in new.postings]
        if each.field is Field.DEADLINE:
            new.announcement.deadline = max((day for day in days if day), default=None) if None not in days else None
    elif each.field is Field.TITLE:
        new.announcement.title = text
    elif each.field is Field.APPLY_HOW:
        new.announcement.apply_how = text
    elif each.field in policy.KEYS:
        _put_fact(new.announcement, each.field, text, today)
    else:
        for posting in new.postings:
            _read_into(posting, Field.DEADLINE, text, today)
        new.announcement.deadline = new.postings[0].deadline if new.postings else None


def _put_fact(announcement: Announcement, name: Field, text: str, today: date) -> None:
    """Edit a fact of a policy post. If ``apply_how`` is the official link, a new official link replaces it too."""
    if why := policy.fault(name, text, today):
        raise BadEdit(drafts.label(name), "empty" if why == "missing" else why, text)
    key = policy.KEYS[name]
    kept = {each: fact for each, fact in announcement.policy.items() if each != key}
    if name is Field.OFFICIAL_LINK and announcement.apply_how == announcement.policy.get(key):
        announcement.apply_how = text
    announcement.policy = kept | ({key: policy.fact(name, text, today)} if text else {})


def _read_into(posting: Posting, name: Field, text: str, today: date) -> None:
    """Read the text as intake would, and write the columns of the field.

    If only the meaning of the field is stored, the whole text must be understood. Raises BadEdit if it is not.
    """
    found = edit.read(name, text, posting, today)
    unread = edit.not_understood(name, found)
    if unread and name not in edit.AS_WRITTEN:
        raise BadEdit(drafts.label(name), name.value, text)
    if name is Field.DEADLINE and found.deadline is not None and found.deadline < today:
        raise BadEdit(drafts.label(name), "past", text)
    if name is Field.TITLE and posting.category in (None, classify_position(posting.title)):
        posting.category = found.category
    for column, value in edit.columns_of(name, entries.columns(found)).items():
        setattr(posting, column, value)
    posting.unparsed = [cell for cell in posting.unparsed if cell[0] != name] + unread


def _line(old: Whole, new: Whole, each: Edit) -> Line:
    posting = posting_in(new, each.posting) if each.posting else None
    return Line(
        posting=each.posting,
        title=posting.title if posting else "",
        field=each.field,
        before=present(old, each.posting, each.field),
        after=present(new, each.posting, each.field),
        meaning=edit.meaning(each.field, posting) if posting else "",
        unread=[text for name, text in posting.unparsed if name == each.field] if posting else [],
    )


def _own_title(whole: Whole) -> str:
    """The title that an announcement has by default: the titles of its postings."""
    return edit.joined_titles([each.titles or [each.title] for each in whole.postings])


def _copy(row: Row) -> Row:
    return type(row)(**row.model_dump())
