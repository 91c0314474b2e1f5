"""How long wishes are taken to be still meant: asked after two months, once, and heard of weekly until answered."""

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.worktime import SHANGHAI

OLD_AFTER = timedelta(days=60)
SILENT_DAYS = 14


def unanswered(asked_at: datetime | None, updated_at: datetime, renewed_at: datetime | None) -> bool:
    """Asked, and neither confirmed nor changed since."""
    return asked_at is not None and asked_at >= updated_at and (renewed_at is None or asked_at >= renewed_at)


def stale_before(day: date) -> datetime:
    """Asked before this moment and unanswered, wishes count as stale on ``day``: ``SILENT_DAYS`` have gone by."""
    first = day - timedelta(days=SILENT_DAYS - 1)
    return datetime.combine(first, time(), SHANGHAI).astimezone(UTC)
