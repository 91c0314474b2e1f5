"""How fast messages may be sent. GCRA, a rate limit, is pure arithmetic here.

The caller passes the time in seconds from any origin. Telegram's limits are about 30 messages a second in all, one a
second in a private chat, and 20 a minute in a group. An answer to a person is sent at once, and later broadcasts wait
longer because of it. So a person never waits behind a broadcast.
"""

from collections import deque

REPEAT_WINDOW = 5.0
"""If ``REPEAT_CHATS`` chats get a refusal (429) within this time in seconds, the bot as a whole is too fast."""
REPEAT_CHATS = 3
CHAT_DEBT = 5.0
"""The seconds of credit that answers may take in one chat."""
_FORGET_EVERY = 1024
_EPSILON = 1e-6  # a shorter wait is a rounding error, and adding it to the time might not change the time


class Gcra:
    """A rate limit of ``rate_per_second`` slots a second. Up to ``burst`` slots may be taken at once.

    In a window of w seconds, at most ``burst + rate * w`` slots are taken. Slots taken on credit are not counted.
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

        If ``overdraw`` is set, take it on credit and return 0.
        """
        wait = 0.0 if overdraw else self.wait(now)
        self._full_at = max(self._full_at, now) + self._interval
        return wait

    def idle(self, now: float) -> bool:
        """Whether every slot is free, so that a new limit would give the same results."""
        return self._full_at <= now


class Pacer:
    """The three limits together. A negative chat id is a group, as in Telegram.

    Processes do not share a pacer. It deletes the limits of idle chats, so its memory is bounded.
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
        """Return 0 and take the slots if the message may be sent now. Else return the seconds after which to ask again.

        A message that has to wait takes no slot, so a chat that is not ready does not slow down the others.
        """
        held = self._held(chat_id, now) or self._chat(chat_id, now).wait(now) or self._overall.wait(now)
        if not held:
            self._chat(chat_id, now).reserve(now)
            self._overall.reserve(now)
        return held

    def chat_wait(self, chat_id: int, now: float) -> float:
        """Return the seconds until this chat is ready, without regard to the limits of all chats together.

        No slot is taken.
        """
        penalty = max(0.0, self._penalties.get(chat_id, now) - now)
        return max(penalty, self._chat(chat_id, now).wait(now))

    def answered(self, chat_id: int, now: float) -> None:
        """Record that an answer to a person was sent at once. Later broadcasts wait for the slots that it took.

        The debt of one chat is at most about ``CHAT_DEBT`` seconds. Otherwise, a person who fills in a form quickly
        would wait half a minute for news of their own record. Telegram accepts short bursts in a chat.
        """
        chat = self._chat(chat_id, now)
        if chat.wait(now) < CHAT_DEBT:
            chat.reserve(now, overdraw=True)
        self._overall.reserve(now, overdraw=True)

    def penalise(self, chat_id: int, retry_after: float, now: float) -> None:
        """Record a refusal (429). The chat waits for ``retry_after`` seconds.

        If several chats were refused, all chats wait.
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
        """Delete idle chats whenever the number of chats has doubled, so that a call takes constant time on average."""
        if len(self._chats) + len(self._penalties) < self._forget_at:
            return
        self._chats = {chat: bucket for chat, bucket in self._chats.items() if not bucket.idle(now)}
        self._penalties = {chat: until for chat, until in self._penalties.items() if until > now}
        self._forget_at = max(_FORGET_EVERY, 2 * (len(self._chats) + len(self._penalties)))
