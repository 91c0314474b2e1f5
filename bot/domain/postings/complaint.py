"""Complaints about announcements: their reasons, the time to answer them, and when the office is notified at once."""

from enum import StrEnum


class Reason(StrEnum):
    FEE = "fee"  # 收费
    FALSE = "false"  # 虚假信息
    UNREACHABLE = "unreachable"  # 联系不上
    DISCRIMINATION = "discrimination"
    DIFFERENT = "different"  # 与描述不符
    OTHER = "other"  # the reader gives the reason in their own words


FRAUDULENT = frozenset({Reason.FEE, Reason.FALSE})
"""Reasons that may cost students money while the complaint waits. These complaints are shown before the others."""
ALARM_AT = 3
"""If this many students report one announcement, and one of them reports fraud, the office is notified at once."""
DUE_DAYS = 2
"""The number of working days within which a complaint must be answered."""
