"""What employers publish."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.postings.announcement import AnnouncementState, ChangeKind, ComplaintState, LeadState, RecallKind
from bot.store.columns import EncryptedBytes, EncryptedJson, Enumerated, Json, UtcDateTime


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
    """Words that had to go before it could be approved: what an edit took out of a blocking finding (已删改)."""
    policy_kind: str | None = None
    """A policy post (SEED 16): its kind in ``reference/policy_positions.csv``."""
    policy: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    """What only a policy post has: eligibility, official_link, contact_name, contact_phone, service, checked_on."""
    recalled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    recall_kind: RecallKind | None = Field(default=None, sa_type=Enumerated(RecallKind))
    recall_reason: str = ""
    lead_id: int | None = Field(default=None, foreign_key="lead.id")
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
    policy: bool = False
    """Matched on eligibility, never on pay or region wishes."""
    unparsed: list[list[str]] = Field(default_factory=list, sa_type=Json)


class Change(SQLModel, table=True):
    """更正 or 撤回 of a published announcement: what changed, and when."""

    id: int = Field(default=None, primary_key=True)
    announcement_id: int = Field(foreign_key="announcement.id", index=True)
    kind: ChangeKind = Field(sa_type=Enumerated(ChangeKind))
    fields: list[list[str]] = Field(default_factory=list, sa_type=Json)
    """[posting title, field, before, after] in words, of a correction; then its posting's id and its field's key."""
    serious: bool = False
    """Pay, place, deadline or link changed: those who want or applied are told."""
    reason: str = ""
    to_edit: int = 0
    """How many messages stood in chats and had to be edited."""
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the last of them was."""
    by_person: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Lead(SQLModel, table=True):
    """线索: a posting that a student, cadre or member of staff saw elsewhere and sent up."""

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
    """举报: what a reader says is wrong with an announcement. One a person and announcement."""

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
    recommended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when the student agrees to stand on the employer's 推荐名单 for this posting."""


class Bookmark(SQLModel, table=True):
    """收藏: a posting that a student keeps for later; he is reminded before it closes."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    posting_id: int = Field(primary_key=True, foreign_key="posting.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)


class RecommendationExport(SQLModel, table=True):
    """A 推荐名单 that the office took out: who, when, and whom it named."""

    __tablename__ = "recommendation_export"
    id: int = Field(default=None, primary_key=True)
    announcement_id: int = Field(foreign_key="announcement.id", index=True)
    by_person: int = Field(foreign_key="person.id")
    named: list[list[int]] = Field(default_factory=list, sa_type=Json)
    """[person, posting] of each line: who withdraws afterwards is known to have been named."""
    at: datetime = Field(sa_type=UtcDateTime)
