"""How fast messages may be sent, by the rate limit GCRA.

Times are in seconds from any origin. Telegram allows about 30 messages a second in all, one a second in a private chat,
and 20 a minute in a group. Answers to people are sent at once, and broadcasts wait longer for them.
"""

from collections import deque

REPEAT_WINDOW = 5.0
"""If ``REPEAT_CHATS`` chats refuse (429) within this many seconds, the bot as a whole is too fast."""
REPEAT_CHATS = 3
CHAT_DEBT = 5.0
"""Answers in one chat may use slots of the next seconds, up to this many."""
_FORGET_EVERY = 1024
_EPSILON = 1e-6  # a shorter wait is a rounding error, and adding it to the time might not change the time


class Gcra:
    """A rate limit of ``rate_per_second`` slots. Up to ``burst`` slots may be taken at once.

    In any w seconds, at most ``burst + rate * w`` slots are taken. Slots on credit are not counted.
    """

    def __init__(self, rate_per_second: float, burst: int = 1) -> None:
        if rate_per_second <= 0 or burst < 1:
            raise ValueError("a rate is above zero and a burst at least one")
        self._interval = 1.0 / rate_per_second
        self._tolerance = self._interval * (burst - 1)
        self._full_at = float("-inf")
        """The moment at which every slot will be free again (the theoretical arrival time)."""

    def wait(self, now: float) -> float:
        """Return the seconds until a slot is free. No slot is taken."""
        left = self._full_at - self._tolerance - now
        return left if left > _EPSILON else 0.0

    def reserve(self, now: float, overdraw: bool = False) -> float:
        """Take the next slot and return the seconds to wait for it.

        With ``overdraw``, take it on credit and return 0. Later callers then wait longer.
        """
        wait = 0.0 if overdraw else self.wait(now)
        self._full_at = max(self._full_at, now) + self._interval
        return wait

    def idle(self, now: float) -> bool:
        """Whether the limit is like a new one, because every slot is free."""
        return self._full_at <= now


class Pacer:
    """The three limits of Telegram together. A negative chat id is a group, as in Telegram.

    Each process needs its own pacer. The limits of idle chats are deleted, so that memory stays bounded.
    """

    def __init__(
        self,
        per_second: float = 30.0,
        burst: int = 5,
        per_chat: float = 1.0,
        per_group: float = 20 / 60,
    ) -> None:
        # A burst comes on top of the rate, so the rate is lowered (by half at most) to make room for it in one second.
        self._overall = Gcra(max(per_second - burst + 1, per_second / 2), burst)
        self._per_chat = per_chat
        self._per_group = per_group
        self._chats: dict[int, Gcra] = {}
        self._penalties: dict[int, float] = {}
        self._refusals: deque[tuple[float, int]] = deque()
        self._paused_until = float("-inf")
        self._forget_at = _FORGET_EVERY

    def take(self, chat_id: int, now: float) -> float:
        """Take the slots for a message and return 0, or return the seconds after which to ask again.

        A message that has to wait takes no slot, so that a busy chat does not slow down the others.
        """
        held = self._held(chat_id, now) or self._chat(chat_id, now).wait(now) or self._overall.wait(now)
        if not held:
            self._chat(chat_id, now).reserve(now)
            self._overall.reserve(now)
        return held

    def chat_wait(self, chat_id: int, now: float) -> float:
        """Return the seconds until this chat is ready, and take no slot. The limit of all chats together is ignored."""
        penalty = max(0.0, self._penalties.get(chat_id, now) - now)
        return max(penalty, self._chat(chat_id, now).wait(now))

    def answered(self, chat_id: int, now: float) -> None:
        """Record an answer that was sent at once. Later broadcasts wait for its slots.

        The debt of one chat is limited to about ``CHAT_DEBT`` seconds. Otherwise a person who fills in a form quickly
        would wait half a minute for other messages.
        """
        chat = self._chat(chat_id, now)
        if chat.wait(now) < CHAT_DEBT:
            chat.reserve(now, overdraw=True)
        self._overall.reserve(now, overdraw=True)

    def penalise(self, chat_id: int, retry_after: float, now: float) -> None:
        """Record a refusal (429): the chat waits for ``retry_after`` seconds. After refusals in several chats, all
        chats wait.
        """
        until = now + retry_after
        self._penalties[chat_id] = max(until, self._penalties.get(chat_id, until))
        self._refusals.append((now, chat_id))
        while self._refusals[0][0] < now - REPEAT_WINDOW:
            self._refusals.popleft()
        if len({chat for _, chat in self._refusals}) >= REPEAT_CHATS:
            self._paused_until = max(self._paused_until, until)

    def _held(self, chat_id: int, now: float) -> float:
        return max(0.0, max(self._paused_until, self._penalties.get(chat_id, now)) - now)

    def _chat(self, chat_id: int, now: float) -> Gcra:
        if chat_id not in self._chats:
            self._forget(now)
            rate = self._per_group if chat_id < 0 else self._per_chat
            self._chats[chat_id] = Gcra(rate)
        return self._chats[chat_id]

    def _forget(self, now: float) -> None:
        """Delete idle chats whenever the number of chats has doubled, so that the average cost of a call stays
        constant.
        """
        if len(self._chats) + len(self._penalties) < self._forget_at:
            return
        self._chats = {chat: bucket for chat, bucket in self._chats.items() if not bucket.idle(now)}
        self._penalties = {chat: until for chat, until in self._penalties.items() if until > now}
        self._forget_at = max(_FORGET_EVERY, 2 * (len(self._chats) + len(self._penalties)))
