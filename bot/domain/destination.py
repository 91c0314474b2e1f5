"""毕业去向: the codes, what each requires, and the life of a record."""

from enum import StrEnum


class DestinationState(StrEnum):
    DRAFT = "draft"
    FILED = "filed"
    RETURNED = "returned"
    APPROVED = "approved"
    CONFIRMED = "confirmed"
    CONTESTED = "contested"
