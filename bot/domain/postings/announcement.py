"""The life of an announcement, and of what is asked of those who receive it."""

from enum import StrEnum


class AnnouncementState(StrEnum):
    REVIEW = "review"  # waiting for a person of the office
    APPROVED = "approved"  # may be published; its hash is fixed
    PUBLISHED = "published"  # a push exists
    REJECTED = "rejected"  # returned to who sent it, with a reason
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
    """What a student says of a posting."""

    WANTS = "wants"
    UNFIT = "unfit"
    APPLIED = "applied"
    INTERVIEW = "interview"
    HIRED = "hired"


STAGES = (Attitude.WANTS, Attitude.APPLIED, Attitude.INTERVIEW, Attitude.HIRED)
"""The way of an application, in order."""


def step_back(attitude: Attitude) -> Attitude | None:
    """What stands once the last thing said is taken back; None: nothing is said any more."""
    place = STAGES.index(attitude) if attitude in STAGES else 0
    return STAGES[place - 1] if place else None


class Unfit(StrEnum):
    """Why not."""

    PLACE = "place"
    PAY = "pay"
    MAJOR = "major"
    WORK = "work"
    EMPLOYER = "employer"


class ChangeKind(StrEnum):
    """What became of an announcement after it was published."""

    CORRECTION = "correction"
    RECALL = "recall"


class RecallKind(StrEnum):
    """Why an announcement is withdrawn. Of fraud everyone who received it is told, else those who opened it."""

    FRAUD = "fraud"
    BLACKLIST = "blacklist"
    FILLED = "filled"  # 招满即止
    EMPLOYER = "employer"  # the employer asked for it
    MISTAKE = "mistake"  # our own


TOLD_TO_ALL = frozenset({RecallKind.FRAUD, RecallKind.BLACKLIST})
"""Recalls that everyone must hear of who received the announcement, and classes at once."""


class LeadState(StrEnum):
    DRAFT = "draft"  # being written; nobody but its sender sees it
    NEW = "new"
    TAKEN = "taken"  # entered as postings
    REFUSED = "refused"


class ComplaintState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
