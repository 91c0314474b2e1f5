"""Refusals of a person's request. Each sentence says what is wrong, where, and what to do next.

All other sentences that people read are in ``templates/``.
"""

from bot.domain.errors.chain import (
    BadSchedule,
    ClassHasGroup,
    GroupNotYours,
    HandoverOpen,
    OnlyInPrivate,
    SuccessorUnreached,
    UnknownClassmate,
)
from bot.domain.errors.done import AlreadyDone
from bot.domain.errors.general import (
    BadChoice,
    BadInput,
    BadSearch,
    Ended,
    NotAllowed,
    Refusal,
    Stale,
    Withdrawn,
)
from bot.domain.errors.joining import (
    AlreadyBound,
    BindingRefused,
    BoundElsewhere,
    NeedsConfirmation,
    TooManyTries,
    UnknownClass,
    UnknownNumber,
)
from bot.domain.errors.missing import NotFound
from bot.domain.errors.posting import (
    BadEdit,
    BadUscc,
    ChangedSinceApproval,
    CorrectionBlocked,
    MustBeEdited,
    NotApproved,
    NothingChanged,
    NothingPasted,
    PastDeadline,
    ReasonNeeded,
    SameContent,
)
from bot.domain.errors.record import BadEvidence, FilingNeedsConfirmation, FilingNotPermitted
from bot.domain.errors.sheets import (
    BadSheet,
    DuplicateHeaders,
    FileTooLarge,
    Locked,
    MissingColumns,
    NoRows,
    TooManyRows,
    Undecodable,
    WrongFileType,
)
from bot.domain.errors.wish import UnknownFloor, UnknownPlace, UnknownQuiet

__all__ = [
    "AlreadyBound",
    "AlreadyDone",
    "BadChoice",
    "BadEdit",
    "BadEvidence",
    "BadInput",
    "BadSchedule",
    "BadSearch",
    "BadSheet",
    "BadUscc",
    "BindingRefused",
    "BoundElsewhere",
    "ChangedSinceApproval",
    "ClassHasGroup",
    "CorrectionBlocked",
    "DuplicateHeaders",
    "Ended",
    "FileTooLarge",
    "FilingNeedsConfirmation",
    "FilingNotPermitted",
    "GroupNotYours",
    "HandoverOpen",
    "Locked",
    "MissingColumns",
    "MustBeEdited",
    "NeedsConfirmation",
    "NoRows",
    "NotAllowed",
    "NotApproved",
    "NotFound",
    "NothingChanged",
    "NothingPasted",
    "OnlyInPrivate",
    "PastDeadline",
    "ReasonNeeded",
    "Refusal",
    "SameContent",
    "Stale",
    "SuccessorUnreached",
    "TooManyRows",
    "TooManyTries",
    "Undecodable",
    "UnknownClass",
    "UnknownClassmate",
    "UnknownFloor",
    "UnknownNumber",
    "UnknownPlace",
    "UnknownQuiet",
    "Withdrawn",
    "WrongFileType",
]
