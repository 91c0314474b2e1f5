"""Why a reader reports an announcement, how soon he is answered, and when the office is called at once."""

from enum import StrEnum


class Reason(StrEnum):
    FEE = "fee"  # 收费
    FALSE = "false"  # 虚假信息
    UNREACHABLE = "unreachable"  # 联系不上
    DISCRIMINATION = "discrimination"
    DIFFERENT = "different"  # 与描述不符
    OTHER = "other"  # in the reader's own words


FRAUDULENT = frozenset({Reason.FEE, Reason.FALSE})
"""What may cost a student money while it waits: shown before the rest."""
ALARM_AT = 3
"""So many students about one announcement, fraud among their reasons: the office is called at once."""
DUE_DAYS = 2
"""Working days until a report must be answered."""
