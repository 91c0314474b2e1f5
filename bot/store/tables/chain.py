"""The rungs of the chain and what cadres declare."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.chain import RungState
from bot.domain.people import UnitKind
from bot.store.columns import Choice, UtcDateTime


class ClassReport(SQLModel, table=True):
    """班级日报: one relay text a class and day (and one more for each urgent announcement)."""

    __tablename__ = "class_report"
    __table_args__ = (UniqueConstraint("class_id", "key"),)
    id: int = Field(default=None, primary_key=True)
    class_id: int = Field(foreign_key="unit.id", index=True)
    key: str
    """The day, or the rung it was made for when urgent: makes the same report only once."""
    day: date
    code: str = Field(unique=True)
    """Stands in the relay text, so that readers can be counted."""
    text: str
    state: RungState = Field(default=RungState.OPEN, sa_type=Choice(RungState))
    opened_at: datetime = Field(sa_type=UtcDateTime)
    deadline: datetime = Field(sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    relayed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    relayed_by: int | None = Field(default=None, foreign_key="person.id")


class Rung(SQLModel, table=True):
    """环节: a holder's task for one push in one unit."""

    __table_args__ = (UniqueConstraint("push_id", "unit_id"),)
    id: int = Field(default=None, primary_key=True)
    push_id: int = Field(foreign_key="push.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    level: UnitKind = Field(sa_type=Choice(UnitKind))
    state: RungState = Field(default=RungState.OPEN, index=True, sa_type=Choice(RungState))
    opened_at: datetime = Field(sa_type=UtcDateTime)
    deadline: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    held_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str = ""
    acted_by: int | None = Field(default=None, foreign_key="person.id")
    acted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    report_id: int | None = Field(default=None, foreign_key="class_report.id", index=True)
