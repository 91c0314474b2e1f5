"""The states of a schedule and of each time it fires."""

from enum import StrEnum


class ScheduleState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class FiringOutcome(StrEnum):
    SENT = "sent"
    MISSED = "missed"  # found too late to be worth sending; the office was told
