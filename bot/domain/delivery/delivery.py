"""The states of a delivery (one push to one recipient), and the ledger that counts every recipient of a push."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"  # at a rung, because a holder in the chain has not passed it on yet
    QUEUED = "queued"  # the sender may take it
    SENDING = "sending"  # the request that sends it is in flight
    SENT = "sent"  # Telegram accepted it; nothing says that it was seen
    OPENED = "opened"  # the reader pressed a button in it
    ACKNOWLEDGED = "acknowledged"  # the reader confirmed with a button that they have read it
    UNCERTAIN = "uncertain"  # the request was sent and no response came, so it may have arrived
    FAILED = "failed"  # Telegram refused it for good, and the reader was not the cause
    BLOCKED = "blocked"  # the reader's chat is closed to the bot
    SKIPPED = "skipped"  # the bot chose not to send it; a ``Skip`` says why
    RECALLED = "recalled"  # withdrawn, before or after it arrived
    NO_BOT = "no_bot"  # matched, but the student has not joined the bot
    RELAYED = "relayed"  # the student has not joined the bot, and a cadre declared that they told the student


class Skip(StrEnum):
    OPTED_OUT = "opted_out"  # the person turned this kind of push off
    CAP = "cap"  # the day's limit of messages was reached; the postings of a skipped digest go into the next one
    EXPIRED = "expired"  # quiet hours or a late run delayed it past ``not_after``
    OUTRANKED = "outranked"  # better postings filled the digest
    SETTLED = "settled"  # the student found a place after the match
    UNWANTED = "unwanted"  # the student narrowed the wishes while it waited for the digest
    UNFIT = "unfit"  # while it waited, the posting was corrected and no longer fits
    INACTIVE = "inactive"  # the person is paused, has left, or no longer belongs to the audience


LIFTED = frozenset({Skip.OPTED_OUT, Skip.SETTLED, Skip.UNWANTED, Skip.UNFIT, Skip.INACTIVE})
"""Reasons that may end while the posting is still open. The delivery is then sent after all."""
TOO_LATE = frozenset({Skip.CAP, Skip.EXPIRED})
"""Reasons for which a message was not sent although the person still should have got it."""


class IllegalMove(Exception):
    """The table ``MOVES`` does not contain this move. It is a bug in the bot, never a user's mistake."""

    def __init__(self, before: State, after: State) -> None:
        super().__init__(f"a delivery cannot move from {before} to {after}")


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.QUEUED, State.SKIPPED, State.RECALLED, State.NO_BOT}),
    State.QUEUED: frozenset(
        {State.SENDING, State.SKIPPED, State.RECALLED, State.BLOCKED, State.NO_BOT}
        # an uncertain row was queued again, and then a press proved that it (or its digest) had arrived
        | {State.SENT, State.OPENED, State.ACKNOWLEDGED}
    ),
    State.SENDING: frozenset(
        {State.SENT, State.QUEUED, State.UNCERTAIN, State.FAILED, State.BLOCKED}
        # a button press may be read before the response to the bot's own request
        | {State.OPENED, State.ACKNOWLEDGED}
    ),
    State.UNCERTAIN: frozenset(
        {State.QUEUED, State.SENT, State.OPENED, State.ACKNOWLEDGED, State.FAILED, State.RECALLED}
    ),
    State.SENT: frozenset({State.OPENED, State.ACKNOWLEDGED, State.RECALLED}),
    State.OPENED: frozenset({State.ACKNOWLEDGED, State.RECALLED}),
    State.ACKNOWLEDGED: frozenset({State.RECALLED}),
    # the office sends it again, or the person started the bot; WAITING if its rung is still open
    State.FAILED: frozenset({State.QUEUED, State.WAITING}),
    # the reader unblocked the bot while the posting was open; WAITING if its rung is still open
    State.BLOCKED: frozenset({State.QUEUED, State.WAITING}),
    # joined late, a cadre told them, or the posting no longer fits
    State.NO_BOT: frozenset({State.QUEUED, State.WAITING, State.RELAYED, State.SKIPPED}),
    State.RELAYED: frozenset({State.NO_BOT}),  # the cadre withdraws a wrong declaration
    State.SKIPPED: frozenset({State.QUEUED, State.WAITING, State.NO_BOT}),  # the reason to skip it has ended
    State.RECALLED: frozenset(),
}

UNSENT = frozenset({State.WAITING, State.QUEUED})
"""States in which no message was sent. A recall only has to stop these deliveries."""
DELIVERED = frozenset({State.SENT, State.OPENED, State.ACKNOWLEDGED})
"""States in which Telegram has the message. A correction or a recall edits it."""


def can_move(before: State, after: State) -> bool:
    return after in MOVES[before]


def move(before: State, after: State) -> State:
    """Return ``after``. Raises IllegalMove if ``MOVES`` does not contain the move, or if both states are the same."""
    if not can_move(before, after):
        raise IllegalMove(before, after)
    return after


def advance(state: State, evidence: State) -> State:
    """Return the state after ``evidence`` (sent, opened or acknowledged) has arrived.

    Repeated or weaker evidence changes nothing. Nothing changes the state of a recalled message. Raises ValueError for
    another ``evidence``.
    """
    if evidence not in DELIVERED:
        raise ValueError(f"{evidence} is no evidence that a message arrived")
    return evidence if can_move(state, evidence) else state


@dataclass(frozen=True)
class Ledger:
    """The number of recipients in each state. Different kinds of evidence are counted separately (DESIGN §3.5)."""

    matched: int
    acknowledged: int
    opened: int
    sent_only: int
    waiting: int
    queued: int
    sending: int
    uncertain: int
    failed: int
    blocked: int
    skipped: Mapping[Skip, int]
    recalled: int
    relayed: int
    no_bot: int

    @property
    def accounted(self) -> int:
        """The sum of all numbers except ``matched``."""
        plain: list[int] = [getattr(self, f.name) for f in fields(self) if f.name not in {"matched", "skipped"}]
        return sum(plain) + sum(self.skipped.values())

    @property
    def balances(self) -> bool:
        return self.matched == self.accounted

    @property
    def lost(self) -> int:
        """The number of recipients whom the bot will not reach any more, although they should have got the message.

        A person with the bot counts if their chat is closed, if Telegram refused the message, or if it came too late.
        """
        return self.blocked + self.failed + sum(self.skipped.get(reason, 0) for reason in TOO_LATE)

    def as_dict(self) -> dict[str, int | dict[str, int]]:
        """Return every number by name. ``skipped`` is a dictionary that contains every reason, even with 0."""
        terms: dict[str, int | dict[str, int]] = {f.name: getattr(self, f.name) for f in fields(self)}
        return terms | {"skipped": {reason.value: self.skipped.get(reason, 0) for reason in Skip}}


def ledger(counts: Mapping[tuple[State, str | None], int], matched: int | None = None) -> Ledger:
    """Return the ledger of a push. ``counts`` maps (state, skip reason or None) to the number of rows.

    ``matched`` is the number of recipients when the push was planned, so that a lost row unbalances the ledger. The
    default is the number of rows. Raises ValueError for an unknown skip reason.
    """
    by_state = dict.fromkeys(State, 0)
    skipped: dict[Skip, int] = {}
    for (state, reason), count in counts.items():
        by_state[state] += count
        if state is State.SKIPPED:
            skipped[Skip(reason or "")] = skipped.get(Skip(reason or ""), 0) + count
    return Ledger(
        matched=sum(by_state.values()) if matched is None else matched,
        sent_only=by_state.pop(State.SENT),
        skipped=skipped,
        **{state.value: n for state, n in by_state.items() if state is not State.SKIPPED},
    )


def total(ledgers: Iterable[Ledger]) -> Ledger:
    each = list(ledgers)
    skipped = {reason: sum(one.skipped.get(reason, 0) for one in each) for reason in Skip}
    plain = {f.name: sum(getattr(one, f.name) for one in each) for f in fields(Ledger) if f.name != "skipped"}
    return Ledger(**plain, skipped={reason: count for reason, count in skipped.items() if count})
