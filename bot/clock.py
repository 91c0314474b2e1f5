"""The current time. Each door reads it once and passes it down as ``now``, an aware ``datetime`` in UTC.

In the sandbox, days pass in minutes. So the clock has an offset in a small file, which another process may write.
"""

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock:
    """Real time plus the whole seconds written in ``offset_file``. Without the file, nothing is added."""

    def __init__(self, offset_file: Path | None = None) -> None:
        self._offset_file = offset_file

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset()

    def offset(self) -> timedelta:
        if self._offset_file is None:
            return timedelta()
        try:
            return timedelta(seconds=int(self._offset_file.read_text() or 0))
        except FileNotFoundError:
            return timedelta()

    def begin_at(self, moment: datetime) -> None:
        """Set the clock before the first event. It may be set back only here, so that a test or demo can choose its
        date.
        """
        if self._offset_file is None:
            raise ValueError("a clock without an offset file cannot be moved")
        shift = moment - datetime.now(UTC)
        self._offset_file.parent.mkdir(parents=True, exist_ok=True)
        replacement = self._offset_file.with_suffix(".new")
        replacement.write_text(str(math.floor(shift.total_seconds()) + 1))
        replacement.replace(self._offset_file)

    def jump_to(self, moment: datetime) -> None:
        """Make ``now()`` return ``moment`` from this call on. The clock moves only forward, because sent messages stay
        sent.
        """
        if moment < self.now():
            raise ValueError(f"the clock only moves forward; it is {self.now().isoformat()} already")
        self.begin_at(moment)
