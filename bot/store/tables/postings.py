"""What employers publish."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.domain.announcement import AnnouncementState
from bot.store.columns import Choice, Json, UtcDateTime


class Employer(SQLModel, table=True):
    """用人单位, keyed by credit code when known, else by normalised name."""

    id: int = Field(default=None, primary_key=True)
    uscc: str | None = Field(default=None, unique=True)
    name: str
    name_key: str = Field(index=True)
    type_code: str | None = None
    industry: str | None = None


class Announcement(SQLModel, table=True):
    """招聘公告: one or many postings of one employer, reviewed, approved and published as one.

    ``content_hash`` is of everything a student is shown; only what equals ``approved_hash`` is ever sent.
    """

    id: int = Field(default=None, primary_key=True)
    employer_id: int = Field(foreign_key="employer.id", index=True)
    title: str
    source: str = ""
    apply_how: str = ""
    deadline: date | None = None
    state: AnnouncementState = Field(default=AnnouncementState.REVIEW, index=True, sa_type=Choice(AnnouncementState))
    content_hash: str = Field(unique=True)
    approved_hash: str | None = None
    submitted_by: int | None = Field(default=None, foreign_key="person.id")
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision_reason: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)


class Posting(SQLModel, table=True):
    """岗位: the unit of matching, with each field as it was written and as it was understood."""

    id: int = Field(default=None, primary_key=True)
    announcement_id: int = Field(foreign_key="announcement.id", index=True)
    employer_id: int = Field(foreign_key="employer.id", index=True)
    title: str
    titles: list[str] = Field(default_factory=list, sa_type=Json)
    work_type: str | None = None
    category: str | None = None
    employer_type: str | None = None
    salary_text: str = ""
    min_monthly: int | None = None
    max_monthly: int | None = None
    months: int | None = None
    negotiable: bool = False
    regions_text: str = ""
    regions: list[str] = Field(default_factory=list, sa_type=Json)
    anywhere: bool = False
    address: str = ""
    degree_floor: int | None = None
    language: str = ""
    majors_text: str = ""
    majors: list[str] = Field(default_factory=list, sa_type=Json)
    majors_soft: bool = False
    cohorts: list[int] = Field(default_factory=list, sa_type=Json)
    headcount: int | None = None
    experience_years: int | None = None
    deadline: date | None = None
    description: str = ""
    unparsed: list[list[str]] = Field(default_factory=list, sa_type=Json)


class FindingRow(SQLModel, table=True):
    """What screening said of an announcement's text."""

    __tablename__ = "finding"
    id: int = Field(default=None, primary_key=True)
    announcement_id: int = Field(foreign_key="announcement.id", index=True)
    rule: str
    kind: str
    action: str
    words: str
    basis: str = ""
    suggestion: str = ""


class Interest(SQLModel, table=True):
    """What a student said of a posting: wants it, or why not."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    posting_id: int = Field(primary_key=True, foreign_key="posting.id")
    attitude: str
    reason: str = ""
    at: datetime = Field(sa_type=UtcDateTime)


class Setting(SQLModel, table=True):
    """A choice the office made, by key."""

    key: str = Field(primary_key=True)
    value: Any = Field(sa_type=Json)
