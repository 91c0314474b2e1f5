"""How long wishes count as current. After two months the bot asks once whether they still hold.

Without an answer, digests become weekly.
"""

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.worktime import SHANGHAI

OLD_AFTER = timedelta(days=60)
"""When wishes are older than this, the bot asks whether they still hold."""
SILENT_DAYS = 14
"""The number of days without an answer after which wishes count as stale."""


def stale_before(day: date) -> datetime:
    """Return the moment (UTC) before which the bot must have asked, so that unanswered wishes are stale on ``day``."""
    first = day - timedelta(days=SILENT_DAYS - 1)
    return datetime.combine(first, time(), SHANGHAI).astimezone(UTC)
