"""The kinds of push and what each kind means for those who receive it."""

from enum import StrEnum


class PushKind(StrEnum):
    POSTING = "posting"
    WARNING = "warning"  # fraud warning: reaches also who switched everything else off
    NOTICE = "notice"
    REMINDER = "reminder"
    BULLETIN = "bulletin"
    DIGEST = "digest"
    TASK = "task"  # a card for staff or cadres: something to do
    RECORD = "record"  # about one's own record: a return, an approval


class PushState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    HALTED = "halted"  # stopped by errors of our own; a person decides


class Audience(StrEnum):
    """Whom in a unit a notice is for."""

    STUDENTS = "s"
    CADRES = "c"
    STAFF = "t"


MANDATORY = frozenset({PushKind.WARNING, PushKind.RECORD, PushKind.TASK})
"""Kinds outside the daily cap and the person's own off switch (fraud warnings, one's own record, one's duty)."""

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
"""Lower goes first; answers to people do not queue at all; an urgent push goes at 0."""
