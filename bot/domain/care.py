"""Who looks after a graduate, and what came of it."""

from enum import StrEnum


class QuestionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"  # withdrawn by who asked


class CallOutcome(StrEnum):
    """What came of a telephone call."""

    SPOKE = "spoke"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
