from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery.delivery import (
    DELIVERED,
    MOVES,
    UNSENT,
    IllegalMove,
    Skip,
    State,
    advance,
    can_move,
    ledger,
    move,
)

EVIDENCE = [State.SENT, State.OPENED, State.ACKNOWLEDGED]
rows = st.dictionaries(
    st.one_of(
        st.tuples(st.sampled_from([s for s in State if s is not State.SKIPPED]), st.none()),
        st.tuples(st.just(State.SKIPPED), st.sampled_from([reason.value for reason in Skip])),
    ),
    st.integers(0, 5000),
)


def test_every_state_has_a_line_in_the_table_of_moves() -> None:
    assert set(MOVES) == set(State)


def test_a_message_walks_from_the_rung_to_its_reader() -> None:
    walk = [State.WAITING, State.QUEUED, State.SENDING, State.SENT, State.OPENED, State.ACKNOWLEDGED]
    assert [move(a, b) for a, b in pairwise(walk)] == walk[1:]


def test_a_move_that_is_not_in_the_table_is_refused_and_named() -> None:
    with pytest.raises(IllegalMove, match="from acknowledged to queued"):
        move(State.ACKNOWLEDGED, State.QUEUED)


def test_a_delivered_message_cannot_be_sent_again() -> None:
    assert not any(can_move(a, b) for a, b in product(DELIVERED, [State.QUEUED, State.SENDING]))


def test_only_a_queued_row_can_be_sent() -> None:
    assert [state for state in State if can_move(state, State.SENDING)] == [State.QUEUED]


def test_every_unsent_or_delivered_row_can_be_recalled() -> None:
    assert all(can_move(state, State.RECALLED) for state in UNSENT | DELIVERED)


@given(st.sampled_from(list(State)), st.lists(st.sampled_from(EVIDENCE), min_size=1))
def test_repeated_evidence_changes_nothing(state: State, events: list[State]) -> None:
    once = state
    for event in events:
        once = advance(once, event)
    again = once
    for event in events:
        again = advance(again, event)
    assert again == once


@given(st.permutations(EVIDENCE))
def test_evidence_in_any_order_ends_at_the_strongest(events: list[State]) -> None:
    state = State.SENDING
    for event in events:
        state = advance(state, event)
    assert state is State.ACKNOWLEDGED


def test_a_press_proves_that_an_uncertain_message_arrived() -> None:
    assert advance(State.UNCERTAIN, State.OPENED) is State.OPENED


def test_a_press_in_a_recalled_message_leaves_it_recalled() -> None:
    assert advance(State.RECALLED, State.ACKNOWLEDGED) is State.RECALLED


def test_a_failure_is_no_evidence() -> None:
    with pytest.raises(ValueError):
        advance(State.SENT, State.FAILED)


@given(rows)
def test_the_ledger_counts_every_row_once(counts: dict[tuple[State, str | None], int]) -> None:
    book = ledger(counts)
    terms = book.as_dict()
    skipped = terms.pop("skipped")
    matched = terms.pop("matched")
    assert isinstance(skipped, dict)
    assert book.balances and matched == sum(counts.values())
    assert sum(n for n in terms.values() if isinstance(n, int)) + sum(skipped.values()) == matched


def test_a_lost_row_shows_as_a_ledger_that_does_not_close() -> None:
    assert not ledger({(State.SENT, None): 9}, matched=10).balances


def test_skipped_rows_are_counted_by_reason() -> None:
    book = ledger({(State.SKIPPED, "cap"): 2, (State.SKIPPED, "opted_out"): 1, (State.OPENED, None): 4})
    assert book.skipped == {Skip.CAP: 2, Skip.OPTED_OUT: 1}
    assert (book.opened, book.sent_only, book.matched) == (4, 0, 7)


def test_an_unknown_reason_to_skip_is_an_error() -> None:
    with pytest.raises(ValueError):
        ledger({(State.SKIPPED, None): 1})
