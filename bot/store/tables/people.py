"""Units, people, their roles, their bonds to Telegram, and their wishes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.care.care import Pause
from bot.domain.people import BondState, HandoverState, Intent, Reach, Rhythm, Role, Standing, Trust, UnitKind
from bot.store.columns import BigId, EncryptedJson, Enumerated, Json, UtcDateTime, unique_while


class Unit(SQLModel, table=True):
    """A school, a college or a class. Units form a tree."""

    __table_args__ = (UniqueConstraint("parent_id", "name"),)
    id: int = Field(default=None, primary_key=True)
    kind: UnitKind = Field(index=True, sa_type=Enumerated(UnitKind))
    name: str = Field(index=True)
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    aliases: list[str] = Field(default_factory=list, sa_type=Json)
    """Former names, which imports still accept."""
    weekly_until: date | None = None
    """The last day of a class's exam weeks. Until then, its students get only the weekly digest."""
    weekly_by: int | None = Field(default=None, foreign_key="person.id")
    """The id of the person who set ``weekly_until``."""


class Person(SQLModel, table=True):
    """A person on the roster or the staff list. ``number`` is the 学号 or 工号."""

    id: int = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    name: str
    name_key: str = ""


class Student(SQLModel, table=True):
    """A graduate: facts of the roster, and their own settings."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    class_id: int = Field(foreign_key="unit.id", index=True)
    college_id: int = Field(foreign_key="unit.id", index=True)
    major_name: str
    majors: list[str] = Field(default_factory=list, sa_type=Json)
    degree: int
    cohort: int = Field(index=True)
    origin: str = ""
    counted: bool = True
    """Whether the student counts in the rates. A student with 结业 files a destination and does not count."""
    standing: Standing = Field(default=Standing.ACTIVE, sa_type=Enumerated(Standing))
    standing_note: dict[str, Any] | None = Field(default=None, sa_type=EncryptedJson)
    """The reason of a pause (``why``, ``note``), its author and time. Only the counsellor, the college, the office and
    the student may see it.
    """
    intent: Intent | None = Field(default=None, sa_type=Enumerated(Intent))
    settled: bool = False
    keeps_receiving: bool = False
    opted_out: bool = False
    muted_employers: list[int] = Field(default_factory=list, sa_type=Json)
    muted_categories: list[str] = Field(default_factory=list, sa_type=Json)
    lifted: bool = False
    """Whether the student is on the office's list of hardship. The kind of hardship is not stored."""
    rhythm: Rhythm = Field(default=Rhythm.NOON, sa_type=Enumerated(Rhythm))
    quiet: str | None = None
    """The student's own quiet hours (``22:00-08:00``). Empty means none, and None means the school's."""
    caught_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fitted: str = ""
    """A hash of what matching read about the student when their postings were last matched, or empty."""
    """The time of the last catch-up. Wishes and bonds up to then are matched with the postings open at that time."""

    @property
    def silenced(self) -> bool:
        """Whether nothing may be sent (不再联系), not even warnings or answers."""
        return self.standing == Standing.PAUSED and (self.standing_note or {}).get("why") == Pause.SILENT


class Membership(SQLModel, table=True):
    """A person's role in a unit, with its dates. ``until`` is None while it lasts."""

    __table_args__ = (unique_while("until IS NULL", "uq_membership_current", "person_id", "role", "unit_id"),)
    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=Enumerated(Role))
    unit_id: int = Field(foreign_key="unit.id", index=True)
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    substitute: bool = False
    """Whether the cadre is a substitute, who gets the class's tasks only while no cadre can be reached."""


class Handover(SQLModel, table=True):
    """A cadre's offer of their seat to a successor. The seat moves when the successor accepts."""

    id: int = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    from_person: int = Field(foreign_key="person.id")
    to_person: int = Field(foreign_key="person.id")
    state: HandoverState = Field(default=HandoverState.OFFERED, sa_type=Enumerated(HandoverState))
    offered_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Bond(SQLModel, table=True):
    """The link between a Telegram user and a person (绑定). Neither has more than one present bond."""

    __table_args__ = tuple(
        unique_while("state != 'ended'", f"uq_bond_{column}", column) for column in ("person_id", "telegram_id")
    )
    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    telegram_id: int = Field(sa_type=BigId)
    state: BondState = Field(default=BondState.PENDING, sa_type=Enumerated(BondState))
    trust: Trust = Field(default=Trust.CLASS, sa_type=Enumerated(Trust))
    reach: Reach = Field(default=Reach.OPEN, sa_type=Enumerated(Reach))
    consented_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    overseas_consented_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the person agreed that messages pass through Telegram's servers abroad."""
    bound_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Invite(SQLModel, table=True):
    """A code with which the students of a class, or one person, join the bot. Only its hash is stored."""

    id: int = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    uses_left: int
    created_at: datetime = Field(sa_type=UtcDateTime)


class BindTry(SQLModel, table=True):
    """A failed attempt to bind, counted by Telegram user, so that nobody can lock out another person."""

    id: int = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_type=BigId, index=True)
    at: datetime = Field(sa_type=UtcDateTime)


class Wish(SQLModel, table=True):
    """A student's wishes (求职意向). None means not filled in (未填). An empty list means any value (不限)."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    regions: list[str] | None = Field(default=None, sa_type=Json)
    employer_types: list[str] | None = Field(default=None, sa_type=Json)
    categories: list[str] | None = Field(default=None, sa_type=Json)
    floor: int | None = None
    negotiable: bool = True
    own_major_only: bool = False
    accepts_experience: bool = False
    previous: dict[str, Any] | None = Field(default=None, sa_type=Json)
    """The wishes before the last change, for 撤销."""
    updated_at: datetime = Field(sa_type=UtcDateTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the bot last asked whether the wishes are still right."""
    renewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the student last confirmed the wishes."""
