"""What the office chose for the whole school: settings and its own words."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.store.columns import Json, UtcDateTime


class Choice(SQLModel, table=True):
    """A choice of the office under /settings, by key (``daily_cap``)."""

    __tablename__ = "setting"
    key: str = Field(primary_key=True)
    value: Any = Field(sa_type=Json)
    previous: Any = Field(default=None, sa_type=Json, nullable=True)
    """The value before, for 撤销."""
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Wording(SQLModel, table=True):
    """The office's own words for one template, in place of those the product ships."""

    template: str = Field(primary_key=True)
    body: str
    previous: str | None = None
    """The body before this one; None: the shipped one."""
    changed_by: str = ""
    changed_at: datetime = Field(sa_type=UtcDateTime)
