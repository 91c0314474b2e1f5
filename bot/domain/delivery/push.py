"""The kinds of push, and what each kind means for its recipients."""

from enum import StrEnum


class PushKind(StrEnum):
    POSTING = "posting"
    WARNING = "warning"  # a fraud warning, which also reaches people who turned everything else off
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
    HALTED = "halted"  # stopped by errors of the bot; a person decides how to continue


class Audience(StrEnum):
    """The group of people in a unit that gets a notice."""

    STUDENTS = "s"
    CADRES = "c"
    STAFF = "t"


MANDATORY = frozenset({PushKind.WARNING, PushKind.RECORD, PushKind.TASK})
"""Kinds that are sent even if the daily cap is reached or the student turned messages off.

They are fraud warnings, own records and own tasks.
"""

THOUGH_PAUSED = frozenset({PushKind.WARNING, PushKind.RECORD})
"""Kinds that a paused student gets too: fraud warnings and news about their own record."""

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
"""The kind with the lower number is sent first. An urgent push has 0."""
