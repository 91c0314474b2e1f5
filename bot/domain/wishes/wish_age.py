"""How long wishes count as current. After two months the bot asks once whether they still hold.

If the student does not answer within two weeks, digests become weekly.
"""

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.worktime import SHANGHAI

OLD_AFTER = timedelta(days=60)
"""The bot asks about wishes that are older than this."""
SILENT_DAYS = 14
"""Wishes become stale after this many days without an answer."""


def stale_before(day: date) -> datetime:
    """Return a moment (UTC). Wishes are stale on ``day`` if the bot asked before it and got no answer."""
    first = day - timedelta(days=SILENT_DAYS - 1)
    return datetime.combine(first, time(), SHANGHAI).astimezone(UTC)
