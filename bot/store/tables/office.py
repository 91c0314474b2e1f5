"""The office's choices for the whole school: settings and reworded templates."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.store.columns import Json, UtcDateTime


class Choice(SQLModel, table=True):
    """A setting that the office changed in /settings. Its key is a name such as ``daily_cap``."""

    __tablename__ = "setting"
    key: str = Field(primary_key=True)
    value: Any = Field(sa_type=Json)
    previous: Any = Field(default=None, sa_type=Json, nullable=True)
    """The earlier value, for 撤销."""
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Wording(SQLModel, table=True):
    """The office's source of a template. It replaces the shipped source."""

    template: str = Field(primary_key=True)
    body: str
    previous: str | None = None
    """The earlier source, for 撤销. None means the shipped source."""
    changed_by: str = ""
    changed_at: datetime = Field(sa_type=UtcDateTime)
