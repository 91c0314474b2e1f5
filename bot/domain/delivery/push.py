"""The kinds of push, and what each kind means for its recipients."""

from enum import StrEnum

from bot.domain.delivery.delivery import Skip
from bot.domain.people import Standing


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


class AtCap(StrEnum):
    """What happens to a message when the student has already got the day's limit of messages."""

    SENT = "sent"  # it is sent at once, and does not count
    MORNING = "morning"  # it waits for the first hour of the next day that is outside the quiet hours
    DIGEST = "digest"  # it waits for the next digest


AT_CAP: dict[PushKind, AtCap] = {
    PushKind.WARNING: AtCap.SENT,
    PushKind.RECORD: AtCap.SENT,
    PushKind.TASK: AtCap.SENT,
    PushKind.NOTICE: AtCap.MORNING,
    PushKind.REMINDER: AtCap.MORNING,
    PushKind.BULLETIN: AtCap.MORNING,
    PushKind.POSTING: AtCap.DIGEST,
    PushKind.DIGEST: AtCap.DIGEST,
}
"""The daily cap keeps the bot from being blocked, so it delays messages and never loses one.

A fraud warning protects the student. A record is about the student alone: an answer, a recall or a correction of what
they applied for. A task has a deadline. None of these may wait. A notice is a person's decision for many, so it
waits for a night at most, and the preview tells the sender. Postings can be put together, so they go into the digest.
"""

MANDATORY = frozenset(kind for kind, fate in AT_CAP.items() if fate == AtCap.SENT)
"""Kinds that ignore the daily cap and a person's off switch: fraud warnings, own records and own tasks."""

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


def refused(kind: PushKind, standing: Standing, silenced: bool, opted_out: bool) -> Skip | None:
    """Return why a student gets no message of this kind at present, or None.

    ``silenced`` is set for 不再联系, and ``opted_out`` for a student who turned messages off.
    """
    if silenced or (standing == Standing.PAUSED and kind not in THOUGH_PAUSED):
        return Skip.INACTIVE
    if kind in MANDATORY:
        return None
    if standing != Standing.ACTIVE:
        return Skip.INACTIVE
    return Skip.OPTED_OUT if opted_out else None
