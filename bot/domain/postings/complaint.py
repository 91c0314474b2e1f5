"""Complaints about announcements: their reasons, their deadline, and when the office is notified at once."""

from enum import StrEnum


class Reason(StrEnum):
    FEE = "fee"  # 收费
    FALSE = "false"  # 虚假信息
    UNREACHABLE = "unreachable"  # 联系不上
    DISCRIMINATION = "discrimination"
    DIFFERENT = "different"  # 与描述不符
    OTHER = "other"  # the reader gives the reason in their own words


FRAUDULENT = frozenset({Reason.FEE, Reason.FALSE})
"""Reasons that may cost students money. These complaints are shown first."""
ALARM_AT = 3
"""The office is notified at once when this many students report one announcement and at least one report is about
fraud.
"""
DUE_DAYS = 2
"""A complaint must be answered within this many working days."""
