"""Faults: a test can request the errors, timeouts and outages of a real network and a real Telegram."""

import random
import time
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

from bot.sandbox.shelf import Json

UPDATE = "update"
"""The "method" of an update, which is no request of the bot."""


class Trouble(StrEnum):
    TOO_MANY_REQUESTS = "too_many_requests"  # 429 with retry_after; the message is not delivered
    SERVER_ERROR = "server_error"  # 5xx; the message is not delivered
    REJECTED = "rejected"  # 400 as after a bug in the bot's own message; the message is not delivered
    GARBLED = "garbled"  # the message is delivered, and the answer makes the bot's own code fail
    PLANTED = "planted"  # the handler of the next update raises an exception
    TIMEOUT_BEFORE = "timeout_before"  # the message is not delivered, and no answer comes
    TIMEOUT_AFTER = "timeout_after"  # the message is delivered, but no answer comes
    OUTAGE = "outage"  # every connection is closed without an answer
    REFUSED = "refused"  # the port is closed for ``seconds``, which must be given


@dataclass
class Fault:
    """A requested fault. It strikes the requests that fit, until it has struck ``times`` requests or ``seconds`` have
    passed. If both are None, it strikes until it is cleared.

    ``method`` is a pattern such as ``send*``. Without a pattern, an outage or a refusal strikes every request, and any
    other fault strikes ``send*``, ``edit*``, ``copy*`` and ``forward*``. ``chat_id`` limits a fault to one chat.
    """

    kind: Trouble
    method: str | None = None
    chat_id: int | None = None
    times: int | None = None
    seconds: float | None = None
    probability: float = 1.0
    retry_after: int = 5
    status: int = 502
    id: int = 0
    struck: int = 0
    ends_at: float | None = field(default=None, repr=False)

    @classmethod
    def ordered(cls, order: Json) -> "Fault":
        """Create the fault of a control request. Raises ``ValueError`` for an unknown kind or field, and for
        ``refused`` without seconds."""
        own = {"id", "struck", "ends_at"}
        if unknown := order.keys() - (cls.__dataclass_fields__.keys() - own):
            raise ValueError(f"a fault has no {', '.join(sorted(unknown))}")
        fault = cls(**{**order, "kind": Trouble(order.get("kind", ""))})
        if fault.kind is Trouble.REFUSED and not fault.seconds:
            raise ValueError("refused needs seconds: nobody could end it afterwards")
        if fault.seconds is not None:
            fault.ends_at = time.monotonic() + fault.seconds
        return fault

    def fits(self, method: str, chat_id: int | None) -> bool:
        if (self.kind is Trouble.PLANTED) != (method == UPDATE):
            return False
        if self.chat_id is not None and chat_id != self.chat_id:
            return False
        if self.method is not None:
            return fnmatchcase(method, self.method)
        if self.kind is Trouble.PLANTED:
            return True
        return self.kind in (Trouble.OUTAGE, Trouble.REFUSED) or method.startswith(("send", "edit", "copy", "forward"))

    @property
    def spent(self) -> bool:
        used_up = self.times is not None and self.struck >= self.times
        return used_up or (self.ends_at is not None and time.monotonic() >= self.ends_at)

    def as_json(self) -> Json:
        left = None if self.ends_at is None else round(max(0.0, self.ends_at - time.monotonic()), 1)
        return {**vars(self), "ends_at": None, "seconds_left": left}


class Faults:
    """The active faults, oldest first. The first fault that fits a request strikes it."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []
        self._last_id = 0

    def add(self, fault: Fault) -> Fault:
        self._last_id += 1
        fault.id = self._last_id
        self._orders.append(fault)
        return fault

    def clear(self, fault_id: int | None = None) -> None:
        self._orders = [f for f in self._orders if fault_id is not None and f.id != fault_id]

    def standing(self) -> list[Fault]:
        self._orders = [fault for fault in self._orders if not fault.spent]
        return self._orders

    def strike(self, method: str, chat_id: int | None) -> Fault | None:
        for fault in self.standing():
            if fault.fits(method, chat_id) and random.random() < fault.probability:
                fault.struck += 1
                return fault
        return None
