"""Units, people, what they hold, and how they are bound to Telegram."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.domain.people import BondState, HandoverState, Intent, Reach, Rhythm, Role, Standing, Trust, UnitKind
from bot.store.columns import BigId, EncryptedJson, Enumerated, Json, UtcDateTime


class Unit(SQLModel, table=True):
    """A node of the tree school → college → class."""

    __table_args__ = (UniqueConstraint("parent_id", "name"),)
    id: int = Field(default=None, primary_key=True)
    kind: UnitKind = Field(index=True, sa_type=Enumerated(UnitKind))
    name: str = Field(index=True)
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    aliases: list[str] = Field(default_factory=list, sa_type=Json)
    """Names it had before classes were merged; imports understand them too."""
    weekly_until: date | None = None
    """Exam or defence weeks of a class: until this day everybody there gets the weekly digest only."""
    weekly_by: int | None = Field(default=None, foreign_key="person.id")
    """Who said so."""


class Person(SQLModel, table=True):
    """Anyone on the roster or the staff list. ``number`` is the 学号 or 工号."""

    id: int = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    name: str
    name_key: str = ""


class Student(SQLModel, table=True):
    """What the roster says of a graduate, and what is switched on for him."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    class_id: int = Field(foreign_key="unit.id", index=True)
    college_id: int = Field(foreign_key="unit.id", index=True)
    major_name: str
    majors: list[str] = Field(default_factory=list, sa_type=Json)
    degree: int
    cohort: int = Field(index=True)
    origin: str = ""
    counted: bool = True
    """Has the right to graduate; 结业 registers but stands in no rate."""
    standing: Standing = Field(default=Standing.ACTIVE, sa_type=Enumerated(Standing))
    standing_note: dict[str, Any] | None = Field(default=None, sa_type=EncryptedJson)
    """Why everything was stopped (``why``, ``note``), by whom and when; for counsellor, college and office."""
    intent: Intent | None = Field(default=None, sa_type=Enumerated(Intent))
    settled: bool = False
    keeps_receiving: bool = False
    opted_out: bool = False
    muted_employers: list[int] = Field(default_factory=list, sa_type=Json)
    muted_categories: list[str] = Field(default_factory=list, sa_type=Json)
    lifted: bool = False
    """Stands in the office's list of those to be found work first; which kind of hardship is not kept."""
    rhythm: Rhythm = Field(default=Rhythm.NOON, sa_type=Enumerated(Rhythm))
    quiet: str | None = None
    """The student's own quiet hours (``22:00-08:00``; empty: none); None: the school's."""
    caught_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Until when a late bond or wider wishes were matched against what was already open."""


class Membership(SQLModel, table=True):
    """A role held in a unit, dated; ``until`` empty while it lasts."""

    __table_args__ = (
        Index(
            "uq_membership_current",
            "person_id",
            "role",
            "unit_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )
    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=Enumerated(Role))
    unit_id: int = Field(foreign_key="unit.id", index=True)
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    substitute: bool = False
    """A cadre's stand-in: holds the class's tasks while no cadre can be reached."""


class Handover(SQLModel, table=True):
    """A cadre names who follows; the seat moves when the successor accepts."""

    id: int = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    from_person: int = Field(foreign_key="person.id")
    to_person: int = Field(foreign_key="person.id")
    state: HandoverState = Field(default=HandoverState.OFFERED, sa_type=Enumerated(HandoverState))
    offered_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Bond(SQLModel, table=True):
    """Telegram user ↔ person. One living bond a person and a telephone."""

    __table_args__ = tuple(
        Index(
            f"uq_bond_{column}",
            column,
            unique=True,
            sqlite_where=text("state != 'ended'"),
            postgresql_where=text("state != 'ended'"),
        )
        for column in ("person_id", "telegram_id")
    )
    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    telegram_id: int = Field(sa_type=BigId)
    state: BondState = Field(default=BondState.PENDING, sa_type=Enumerated(BondState))
    trust: Trust = Field(default=Trust.CLASS, sa_type=Enumerated(Trust))
    reach: Reach = Field(default=Reach.OPEN, sa_type=Enumerated(Reach))
    consented_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    bound_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Invite(SQLModel, table=True):
    """A code that lets a class or one person in. Only its hash is kept."""

    id: int = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    uses_left: int
    created_at: datetime = Field(sa_type=UtcDateTime)


class BindTry(SQLModel, table=True):
    """A failed attempt to bind, counted by the Telegram user who made it so that nobody locks others out."""

    id: int = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_type=BigId, index=True)
    at: datetime = Field(sa_type=UtcDateTime)


class Wish(SQLModel, table=True):
    """求职意向. ``None`` = not filled in (未填); an empty list = anything will do (不限)."""

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
    """When the student was last asked whether these still are his wishes."""
    renewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When he said so."""
