"""Telegram's rate limits for bots. The sandbox enforces them only if its settings say so.

The limits are about 30 messages a second over all chats, one message a second to one chat (short bursts are allowed),
and 20 messages a minute to one group (core.telegram.org/bots/faq, *My bot is hitting limits*). The limits count real
seconds, so a jump of the sandbox's clock does not empty a bucket.
"""

import math
import time

from bot.sandbox.errors import too_many_requests


class Bucket:
    """A leaky bucket. It has room for ``burst`` messages and loses ``rate`` messages a second. ``wait()`` returns the
    seconds until there is room for one more message."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self.rate, self.burst, self.level, self.at = rate, burst, 0.0, now

    def wait(self, now: float) -> float:
        self.level = max(0.0, self.level - (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (self.level + 1 - self.burst) / self.rate)


class Limits:
    def __init__(self, enforced: bool = False) -> None:
        self.enforced = enforced
        self._overall = Bucket(rate=30, burst=30, now=time.monotonic())
        self._chats: dict[int, list[Bucket]] = {}

    def spend(self, chat_id: int, messages: int = 1) -> None:
        """Count ``messages`` sent to a chat. If a bucket is full, the function raises 429 with the seconds to wait and
        does not count them."""
        if not self.enforced:
            return
        now = time.monotonic()
        buckets = [self._overall, *self._chats.setdefault(chat_id, self._fresh(chat_id, now))]
        if (wait := max(bucket.wait(now) for bucket in buckets)) > 0:
            raise too_many_requests(math.ceil(wait))
        for bucket in buckets:
            bucket.level += messages

    @staticmethod
    def _fresh(chat_id: int, now: float) -> list[Bucket]:
        group = [Bucket(rate=20 / 60, burst=20, now=now)] if chat_id < 0 else []
        return [Bucket(rate=1, burst=3, now=now), *group]
