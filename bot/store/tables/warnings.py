"""Schedules of fraud warnings, and every firing of a schedule."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.domain.warnings.schedule import FiringOutcome, ScheduleState
from bot.store.columns import Enumerated, UtcDateTime


class Schedule(SQLModel, table=True):
    """When a fraud warning is sent to a unit. ``next_due`` is stored, so that a restart or a clock change skips no
    warning.
    """

    id: int = Field(default=None, primary_key=True)
    name: str
    warning: str
    """The kind of fraud, such as ``F01``, which selects the template."""
    scope_unit_id: int = Field(foreign_key="unit.id")
    cron: str
    zone: str = "Asia/Shanghai"
    not_after_minutes: int
    """A firing that is later than this is not sent."""
    state: ScheduleState = Field(default=ScheduleState.ACTIVE, sa_type=Enumerated(ScheduleState))
    next_due: datetime = Field(sa_type=UtcDateTime, index=True)
    created_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcDateTime)


class Firing(SQLModel, table=True):
    """One firing of a schedule. The key is unique, so that no time fires twice."""

    key: str = Field(primary_key=True)
    schedule_id: int = Field(foreign_key="schedule.id", index=True)
    due: datetime = Field(sa_type=UtcDateTime)
    at: datetime = Field(sa_type=UtcDateTime)
    outcome: FiringOutcome = Field(sa_type=Enumerated(FiringOutcome))
    push_id: int | None = Field(default=None, foreign_key="push.id")
