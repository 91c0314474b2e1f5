"""The yearly deletion of data about graduates, and the numbers that remain."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from bot.domain.delivery.delivery import State
from bot.store.columns import Enumerated, Json, UtcDateTime


class Clearing(SQLModel, table=True):
    """The deletion, done once, of data about all cohorts before ``year``."""

    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    upto: int = 0
    """Data of graduates up to this person id is deleted. After a restart, the deletion continues from here."""
    counts: dict[str, int] = Field(default_factory=dict, sa_type=Json)
    """Maps each table to the number of deleted rows."""
    begun_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Erasure(SQLModel, table=True):
    """A deletion that a person asked for before the yearly one: its author, its time and numbers."""

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    by_person: int | None = Field(default=None, foreign_key="person.id")
    """None if it was carried out at the terminal."""
    counts: dict[str, int] = Field(default_factory=dict, sa_type=Json)
    """Table → the number of its rows that were deleted."""
    at: datetime = Field(sa_type=UtcDateTime)


class DeliverySum(SQLModel, table=True):
    """The number of deleted deliveries by push, college and state. It names no person and no class."""

    __tablename__ = "delivery_sum"
    push_id: int = Field(primary_key=True, foreign_key="push.id")
    college_id: int = Field(primary_key=True, foreign_key="unit.id", index=True)
    state: State = Field(primary_key=True, sa_type=Enumerated(State))
    reason: str = Field(default="", primary_key=True)
    count: int


class InterestSum(SQLModel, table=True):
    """The number of deleted answers 有意向 or later, by college and month."""

    __tablename__ = "interest_sum"
    month: date = Field(primary_key=True)
    """The first day of the month."""
    college_id: int = Field(primary_key=True, foreign_key="unit.id")
    count: int
