"""Employers, announcements and postings, and the actions of students and the office on them."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.postings.announcement import AnnouncementState, ChangeKind, ComplaintState, LeadState, RecallKind
from bot.store.columns import EncryptedBytes, EncryptedJson, Enumerated, Json, UtcDateTime


class Employer(SQLModel, table=True):
    """An employer (用人单位), identified by its credit code (``uscc``) or else by its
    normalised name (``name_key``).
    """

    id: int = Field(default=None, primary_key=True)
    uscc: str | None = Field(default=None, unique=True)
    name: str
    name_key: str = Field(index=True)
    type_code: str | None = None
    industry: str | None = None


class Announcement(SQLModel, table=True):
    """One or more postings of one employer (招聘公告), reviewed, approved and published together.

    ``content_hash`` covers everything that students see. The announcement is sent only while it equals
    ``approved_hash``.
    """

    id: int = Field(default=None, primary_key=True)
    employer_id: int = Field(foreign_key="employer.id", index=True)
    title: str
    source: str = ""
    apply_how: str = ""
    deadline: date | None = None
    state: AnnouncementState = Field(
        default=AnnouncementState.REVIEW, index=True, sa_type=Enumerated(AnnouncementState)
    )
    content_hash: str = Field(unique=True)
    approved_hash: str | None = None
    submitted_by: int | None = Field(default=None, foreign_key="person.id")
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision_reason: str = ""
    cuts: list[str] = Field(default_factory=list, sa_type=Json)
    """Words of a blocking finding that an edit removed (已删改)."""
    policy_kind: str | None = None
    """The kind of a policy post (SEED 16) in ``reference/policy_positions.csv``, or None."""
    policy: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    """Facts of a policy post: eligibility, official_link, contact_name, contact_phone, service and checked_on.

    An ordinary announcement has only ``checked_on``, if the office asked the employer again.
    """
    recalled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    recall_kind: RecallKind | None = Field(default=None, sa_type=Enumerated(RecallKind))
    recall_reason: str = ""
    lead_id: int | None = Field(default=None, foreign_key="lead.id")
    created_at: datetime = Field(sa_type=UtcDateTime)


class Posting(SQLModel, table=True):
    """A vacancy (岗位), the unit of matching. Fields are stored as written (``salary_text``) and as parsed
    (``min_monthly``).
    """

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
    notes: list[list[str]] = Field(default_factory=list, sa_type=Json)
    """[header, text] of each cell of the table that no field reads, such as 其他要求. Students read it as written."""
    policy: bool = False
    """Whether it is a policy post, which is matched on eligibility and not on wishes."""
    unparsed: list[list[str]] = Field(default_factory=list, sa_type=Json)


class Change(SQLModel, table=True):
    """A correction (更正) or a recall (撤回) of a published announcement."""

    id: int = Field(default=None, primary_key=True)
    announcement_id: int = Field(foreign_key="announcement.id", index=True)
    kind: ChangeKind = Field(sa_type=Enumerated(ChangeKind))
    fields: list[list[str]] = Field(default_factory=list, sa_type=Json)
    """The changed fields of a correction, each as [posting title, field, before, after,
    posting id, key of the field].
    """
    serious: bool = False
    """Whether students who want the posting are notified. A recall is always serious, and a correction is if the pay,
    place, deadline or link changed.
    """
    reason: str = ""
    to_edit: int = 0
    """The number of messages to edit because of the change."""
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the last of these messages was edited."""
    by_person: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Lead(SQLModel, table=True):
    """A vacancy (线索) that a student, cadre or member of staff saw elsewhere and sent to the office."""

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    text: str
    photo: bytes | None = Field(default=None, sa_type=EncryptedBytes)
    state: LeadState = Field(default=LeadState.NEW, index=True, sa_type=Enumerated(LeadState))
    reason: str = ""
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    at: datetime = Field(sa_type=UtcDateTime)


class Complaint(SQLModel, table=True):
    """A complaint about an announcement (举报). A person has at most one about each."""

    __table_args__ = (UniqueConstraint("announcement_id", "person_id"),)
    id: int = Field(default=None, primary_key=True)
    announcement_id: int = Field(foreign_key="announcement.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    reason: str
    note: str | None = Field(default=None, sa_type=EncryptedJson)
    state: ComplaintState = Field(default=ComplaintState.OPEN, index=True, sa_type=Enumerated(ComplaintState))
    answer: str = ""
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    at: datetime = Field(sa_type=UtcDateTime)


class FindingRow(SQLModel, table=True):
    """A finding (命中) of the screening: the words, the rule that they match, and its legal basis."""

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
    """A student's answer to a posting. ``reason`` says why they do not want it."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    posting_id: int = Field(primary_key=True, foreign_key="posting.id")
    attitude: str
    reason: str = ""
    at: datetime = Field(sa_type=UtcDateTime)
    recommended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the student agreed to be recommended to the employer (推荐名单). None means no consent."""


class Bookmark(SQLModel, table=True):
    """A bookmarked posting (收藏). The student is reminded before it closes."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    posting_id: int = Field(primary_key=True, foreign_key="posting.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)


class RecommendationExport(SQLModel, table=True):
    """A list of recommended students (推荐名单) that the office exported."""

    __tablename__ = "recommendation_export"
    id: int = Field(default=None, primary_key=True)
    announcement_id: int = Field(foreign_key="announcement.id", index=True)
    by_person: int = Field(foreign_key="person.id")
    named: list[list[int]] = Field(default_factory=list, sa_type=Json)
    """The [person id, posting id] of each row, so that students who withdraw their consent later can still be found."""
    at: datetime = Field(sa_type=UtcDateTime)
