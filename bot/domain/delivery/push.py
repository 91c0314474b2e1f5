"""The kinds of push, and what each kind means for its recipients."""

from enum import StrEnum


class PushKind(StrEnum):
    POSTING = "posting"
    WARNING = "warning"  # a fraud warning: reaches also those who switched everything else off
    NOTICE = "notice"
    REMINDER = "reminder"
    BULLETIN = "bulletin"
    DIGEST = "digest"
    TASK = "task"  # a card with something to do, for staff or cadres
    RECORD = "record"  # news about the reader's own record: a return, an approval


class PushState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    HALTED = "halted"  # stopped by errors of our own: a person decides what follows


class Audience(StrEnum):
    """The people of a unit for whom a notice is."""

    STUDENTS = "s"
    CADRES = "c"
    STAFF = "t"


MANDATORY = frozenset({PushKind.WARNING, PushKind.RECORD, PushKind.TASK})
"""Kinds that neither the daily cap nor a person's off switch stops: fraud warnings, own records, own duties."""

PRIORITY: dict[PushKind, int] = {
    PushKind.RECORD: 1,
    PushKind.TASK: 1,
    PushKind.WARNING: 2,
    PushKind.NOTICE: 2,
    PushKind.POSTING: 3,
    PushKind.REMINDER: 3,
    PushKind.BULLETIN: 4,
    PushKind.DIGEST: 4,
}
"""The lower number goes first. An urgent push has 0. Answers to people are not queued at all."""
