"""Choices of the office for the whole school: settings and reworded templates."""

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
    """The value before this one, for 撤销."""
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Wording(SQLModel, table=True):
    """The office's own source of one template, used instead of the shipped one."""

    template: str = Field(primary_key=True)
    body: str
    previous: str | None = None
    """The body before this one. None means the shipped one."""
    changed_by: str = ""
    changed_at: datetime = Field(sa_type=UtcDateTime)
