"""Announcements: their states, the answers of students to their postings, and the states of leads and complaints."""

from enum import StrEnum


class AnnouncementState(StrEnum):
    REVIEW = "review"  # waits for a decision of the office
    APPROVED = "approved"  # may be published, because its hash is fixed
    PUBLISHED = "published"  # a push exists
    REJECTED = "rejected"  # returned to the sender, with a reason
    RECALLED = "recalled"
    CLOSED = "closed"  # its deadline passed


MOVES: dict[AnnouncementState, frozenset[AnnouncementState]] = {
    AnnouncementState.REVIEW: frozenset({AnnouncementState.APPROVED, AnnouncementState.REJECTED}),
    AnnouncementState.APPROVED: frozenset(
        {AnnouncementState.REVIEW, AnnouncementState.PUBLISHED, AnnouncementState.REJECTED}
    ),
    AnnouncementState.PUBLISHED: frozenset({AnnouncementState.RECALLED, AnnouncementState.CLOSED}),
    AnnouncementState.REJECTED: frozenset({AnnouncementState.REVIEW}),
    AnnouncementState.RECALLED: frozenset(),
    AnnouncementState.CLOSED: frozenset(),
}


class Attitude(StrEnum):
    """The answer of a student to a posting."""

    WANTS = "wants"
    UNFIT = "unfit"
    APPLIED = "applied"
    INTERVIEW = "interview"
    HIRED = "hired"


STAGES = (Attitude.WANTS, Attitude.APPLIED, Attitude.INTERVIEW, Attitude.HIRED)
"""The stages of an application, in order."""


def step_back(attitude: Attitude) -> Attitude | None:
    """Return the answer that remains after a student withdraws ``attitude``, or None."""
    place = STAGES.index(attitude) if attitude in STAGES else 0
    return STAGES[place - 1] if place else None


class Unfit(StrEnum):
    """The reason why a posting does not suit a student."""

    PLACE = "place"
    PAY = "pay"
    MAJOR = "major"
    WORK = "work"
    EMPLOYER = "employer"


class ChangeKind(StrEnum):
    """A change to an announcement after it was published."""

    CORRECTION = "correction"
    RECALL = "recall"


class RecallKind(StrEnum):
    """The reason why an announcement is withdrawn."""

    FRAUD = "fraud"
    BLACKLIST = "blacklist"
    FILLED = "filled"  # 招满即止
    EMPLOYER = "employer"  # the employer asked for the recall
    MISTAKE = "mistake"  # a mistake of the office


TOLD_TO_ALL = frozenset({RecallKind.FRAUD, RecallKind.BLACKLIST})
"""Recalls that are notified to everyone who received the announcement, and at once to the classes.

Other recalls are notified only to people who opened it.
"""


class LeadState(StrEnum):
    DRAFT = "draft"  # the sender is writing it, and only the sender sees it
    NEW = "new"
    TAKEN = "taken"  # the office entered its postings
    REFUSED = "refused"


class ComplaintState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
