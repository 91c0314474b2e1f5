"""The rungs of the chain, the class reports, and the classes' Telegram groups."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.chain.chain import GroupState, RungState
from bot.domain.chain.group import PinState
from bot.domain.people import UnitKind
from bot.store.columns import BigId, Enumerated, Json, UtcDateTime


class ClassReport(SQLModel, table=True):
    """The text that a class relays (班级日报): one a day, and one for each urgent announcement."""

    __tablename__ = "class_report"
    __table_args__ = (UniqueConstraint("class_id", "key"),)
    id: int = Field(default=None, primary_key=True)
    class_id: int = Field(foreign_key="unit.id", index=True)
    key: str
    """The date (``2026-11-24``), or ``rung:17`` for an urgent announcement. It prevents a second copy."""
    day: date
    code: str = Field(unique=True)
    """The part of the link in the relayed text by which its readers are counted."""
    text: str
    in_sheet: int = 0
    """The number of announcements that only the report's sheet contains, because the text has no room for them."""
    state: RungState = Field(default=RungState.OPEN, sa_type=Enumerated(RungState))
    opened_at: datetime = Field(sa_type=UtcDateTime)
    deadline: datetime = Field(sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    relayed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    relayed_by: int | None = Field(default=None, foreign_key="person.id")


class Rung(SQLModel, table=True):
    """The task (环节) of passing on one push in one unit."""

    __table_args__ = (UniqueConstraint("push_id", "unit_id"),)
    id: int = Field(default=None, primary_key=True)
    push_id: int = Field(foreign_key="push.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    level: UnitKind = Field(sa_type=Enumerated(UnitKind))
    state: RungState = Field(default=RungState.OPEN, index=True, sa_type=Enumerated(RungState))
    opened_at: datetime = Field(sa_type=UtcDateTime)
    deadline: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    passed_classes: list[int] = Field(default_factory=list, sa_type=Json)
    """The ids of the classes to which the college passed on the push first. The others follow when the rung ends."""
    held_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str = ""
    acted_by: int | None = Field(default=None, foreign_key="person.id")
    acted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    report_id: int | None = Field(default=None, foreign_key="class_report.id", index=True)


class Group(SQLModel, table=True):
    """The Telegram group of a class, with the bot's one pinned message."""

    __tablename__ = "class_group"
    id: int = Field(default=None, primary_key=True)
    chat_id: int = Field(unique=True, sa_type=BigId)
    title: str = ""
    class_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    state: GroupState = Field(default=GroupState.UNBOUND, sa_type=Enumerated(GroupState))
    bound_by: int | None = Field(default=None, foreign_key="person.id")
    bound_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    message_id: int | None = Field(default=None, sa_type=BigId)
    """Telegram's id of the pinned message."""
    shown: str = ""
    """A hash of the pinned message's content. If it is empty, the message must be checked again."""
    pin: PinState = Field(default=PinState.DUE, sa_type=Enumerated(PinState))
