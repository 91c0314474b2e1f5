"""How long wishes count as current. After two months the bot asks once; without an answer digests become weekly."""

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.worktime import SHANGHAI

OLD_AFTER = timedelta(days=60)
"""Wishes older than this: the bot asks whether they still hold."""
SILENT_DAYS = 14
"""Days without an answer after which wishes count as stale."""


def stale_before(day: date) -> datetime:
    """The moment (UTC) before which the bot must have asked for unanswered wishes to be stale on ``day``."""
    first = day - timedelta(days=SILENT_DAYS - 1)
    return datetime.combine(first, time(), SHANGHAI).astimezone(UTC)
