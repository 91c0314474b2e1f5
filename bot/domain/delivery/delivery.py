"""A delivery's life: one push to one recipient, from waiting to acknowledged, and the sum that must close."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"  # at a rung: somebody of the chain has not passed it on yet
    QUEUED = "queued"  # the sender may take it
    SENDING = "sending"  # its own request is in flight
    SENT = "sent"  # Telegram accepted it; nothing says that it was seen
    OPENED = "opened"  # the reader pressed something in it
    ACKNOWLEDGED = "acknowledged"  # the reader said so
    UNCERTAIN = "uncertain"  # the request left and no answer came: it may have arrived
    FAILED = "failed"  # refused for good, and not by the reader
    BLOCKED = "blocked"  # the reader's chat is closed to the bot
    SKIPPED = "skipped"  # we chose not to send; the reason stands beside it
    RECALLED = "recalled"  # withdrawn, before or after it arrived
    NO_BOT = "no_bot"  # matched, but has no bot to be reached by
    RELAYED = "relayed"  # no bot, and a cadre declared to have told them


class Skip(StrEnum):
    OPTED_OUT = "opted_out"  # the person turned this kind off
    CAP = "cap"  # the day's messages were used up
    EXPIRED = "expired"  # quiet hours or a late run outlasted its *not after*
    OUTRANKED = "outranked"  # better ones took the places of the digest
    SETTLED = "settled"  # found a place since it was matched
    UNWANTED = "unwanted"  # it waited for the digest, and the wishes were narrowed meanwhile
    UNFIT = "unfit"  # it was corrected while it waited, and fits no more
    INACTIVE = "inactive"  # paused by the counsellor, left, or no longer wanted there


class IllegalMove(Exception):
    """A delivery cannot go from here to there: a bug of ours, never a person's mistake."""

    def __init__(self, before: State, after: State) -> None:
        super().__init__(f"a delivery cannot move from {before} to {after}")


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.QUEUED, State.SKIPPED, State.RECALLED, State.NO_BOT}),
    State.QUEUED: frozenset(
        {State.SENDING, State.SKIPPED, State.RECALLED, State.BLOCKED, State.NO_BOT}
        # an uncertain one that was queued again, and then a press proved that it had arrived, by itself or in a digest
        | {State.SENT, State.OPENED, State.ACKNOWLEDGED}
    ),
    State.SENDING: frozenset(
        {State.SENT, State.QUEUED, State.UNCERTAIN, State.FAILED, State.BLOCKED}
        # a press may be read before the answer to our own request is
        | {State.OPENED, State.ACKNOWLEDGED}
    ),
    State.UNCERTAIN: frozenset(
        {State.QUEUED, State.SENT, State.OPENED, State.ACKNOWLEDGED, State.FAILED, State.RECALLED}
    ),
    State.SENT: frozenset({State.OPENED, State.ACKNOWLEDGED, State.RECALLED}),
    State.OPENED: frozenset({State.ACKNOWLEDGED, State.RECALLED}),
    State.ACKNOWLEDGED: frozenset({State.RECALLED}),
    # the office mended the cause and sends what is left; who had never started the bot did, perhaps before the rung
    State.FAILED: frozenset({State.QUEUED, State.WAITING}),
    # the reader came back while it was still open, perhaps while it still waits at a rung
    State.BLOCKED: frozenset({State.QUEUED, State.WAITING}),
    State.NO_BOT: frozenset({State.QUEUED, State.WAITING, State.RELAYED}),  # joined late, or was told in person
    State.RELAYED: frozenset({State.NO_BOT}),  # the cadre takes a wrong declaration back
    State.SKIPPED: frozenset(),
    State.RECALLED: frozenset(),
}

UNSENT = frozenset({State.WAITING, State.QUEUED})
"""Nothing has left: a recall only has to stop these."""
DELIVERED = frozenset({State.SENT, State.OPENED, State.ACKNOWLEDGED})
"""Telegram has it: a correction or a recall edits these in place."""


def can_move(before: State, after: State) -> bool:
    return after in MOVES[before]


def move(before: State, after: State) -> State:
    """The new state. Raises IllegalMove; staying where one is counts as no move and is refused too."""
    if not can_move(before, after):
        raise IllegalMove(before, after)
    return after


def advance(state: State, evidence: State) -> State:
    """The state once ``evidence`` (sent, opened or acknowledged) has come in.

    Repeated or weaker evidence changes nothing, and so does a press in a message that was recalled since.
    Raises ValueError for a state that is no evidence.
    """
    if evidence not in DELIVERED:
        raise ValueError(f"{evidence} is no evidence that a message arrived")
    return evidence if can_move(state, evidence) else state


@dataclass(frozen=True)
class Ledger:
    """How many of the matched stand where. Evidence kinds are never added together (DESIGN §3.5)."""

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
        """The sum of all terms."""
        plain: list[int] = [getattr(self, f.name) for f in fields(self) if f.name not in {"matched", "skipped"}]
        return sum(plain) + sum(self.skipped.values())

    @property
    def balances(self) -> bool:
        return self.matched == self.accounted

    def as_dict(self) -> dict[str, int | dict[str, int]]:
        """Every term by name, the skipped ones by reason (all reasons, zeros too)."""
        terms: dict[str, int | dict[str, int]] = {f.name: getattr(self, f.name) for f in fields(self)}
        return terms | {"skipped": {reason.value: self.skipped.get(reason, 0) for reason in Skip}}


def ledger(counts: Mapping[tuple[State, str | None], int], matched: int | None = None) -> Ledger:
    """The ledger of a push from its rows counted by (state, reason); the reason counts for skipped ones only.

    ``matched`` is the number matched when the push was planned, so that lost rows show as a sum that does
    not close; without it the rows are taken at their word. Raises ValueError for an unknown skip reason.
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
    """Several ledgers added up, term by term."""
    each = list(ledgers)
    skipped = {reason: sum(one.skipped.get(reason, 0) for one in each) for reason in Skip}
    plain = {f.name: sum(getattr(one, f.name) for one in each) for f in fields(Ledger) if f.name != "skipped"}
    return Ledger(**plain, skipped={reason: count for reason, count in skipped.items() if count})
