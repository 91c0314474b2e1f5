"""Schedules of fraud warnings, and each time that one fired."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.domain.warnings.schedule import FiringOutcome, ScheduleState
from bot.store.columns import Enumerated, UtcDateTime


class Schedule(SQLModel, table=True):
    """When a warning goes to a unit. ``next_due`` is stored, so that no restart and no jump of the clock skips it."""

    id: int = Field(default=None, primary_key=True)
    name: str
    warning: str
    """The kind of fraud (``F01``) whose template is sent."""
    scope_unit_id: int = Field(foreign_key="unit.id")
    cron: str
    zone: str = "Asia/Shanghai"
    not_after_minutes: int
    """A missed firing is sent only if it is at most so many minutes late."""
    state: ScheduleState = Field(default=ScheduleState.ACTIVE, sa_type=Enumerated(ScheduleState))
    next_due: datetime = Field(sa_type=UtcDateTime, index=True)
    created_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcDateTime)


class Firing(SQLModel, table=True):
    """One occurrence of a schedule. Its key makes a second firing impossible."""

    key: str = Field(primary_key=True)
    schedule_id: int = Field(foreign_key="schedule.id", index=True)
    due: datetime = Field(sa_type=UtcDateTime)
    at: datetime = Field(sa_type=UtcDateTime)
    outcome: FiringOutcome = Field(sa_type=Enumerated(FiringOutcome))
    push_id: int | None = Field(default=None, foreign_key="push.id")
