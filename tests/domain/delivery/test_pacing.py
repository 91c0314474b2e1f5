import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery.pacing import Gcra, Pacer


def broadcast(pacer: Pacer, chats: list[int], start: float = 0.0) -> list[float]:
    """Send to each chat in turn, as soon as the pacer allows. Return the times of the sends."""
    now, left = start, []
    for chat in chats:
        while wait := pacer.take(chat, now):
            now += wait
        left.append(now)
    return left


def busiest_second(times: list[float]) -> int:
    return max(sum(start <= t < start + 1 for t in times) for start in times)


@given(st.floats(0.5, 100), st.integers(1, 10), st.lists(st.floats(0, 2), min_size=1, max_size=60))
def test_no_window_ever_gets_more_than_its_rate_and_burst(rate: float, burst: int, gaps: list[float]) -> None:
    bucket, now, given_at = Gcra(rate, burst), 0.0, []
    for gap in gaps:
        now += gap
        now += bucket.reserve(now)
        given_at.append(now)
    for i, first in enumerate(given_at):
        for j, last in enumerate(given_at[i:], start=1):
            assert j <= burst + rate * (last - first) + 1e-6


def test_slots_come_evenly_once_the_burst_is_used() -> None:
    bucket = Gcra(10, burst=2)
    assert [bucket.reserve(0.0) for _ in range(4)] == pytest.approx([0, 0, 0.1, 0.2])


def test_a_slot_on_credit_comes_at_once_and_is_paid_back_later() -> None:
    bucket = Gcra(10)
    assert [bucket.reserve(0.0, overdraw=True) for _ in range(5)] == [0] * 5
    assert bucket.reserve(0.0) == pytest.approx(0.5)


def test_a_rate_of_zero_is_refused() -> None:
    with pytest.raises(ValueError):
        Gcra(0)


def test_a_broadcast_keeps_the_limit_in_every_second_and_wastes_little() -> None:
    times = broadcast(Pacer(30), list(range(1, 601)))
    assert busiest_second(times) <= 31
    assert 600 / times[-1] > 25


def test_a_private_chat_gets_one_a_second_and_a_group_twenty_a_minute() -> None:
    assert broadcast(Pacer(), [7] * 4) == pytest.approx([0, 1, 2, 3])
    assert broadcast(Pacer(), [-7] * 21)[-1] == pytest.approx(60)


def test_a_chat_that_must_wait_does_not_slow_down_the_others() -> None:
    pacer = Pacer(2, burst=1)
    assert pacer.take(1, 0.0) == 0
    assert pacer.take(1, 0.5) == pytest.approx(0.5)
    assert pacer.take(2, 0.5) == 0


def test_an_answer_never_waits_and_a_broadcast_waits_longer_for_it() -> None:
    pacer = Pacer(2, burst=1)
    for person in range(10, 14):
        pacer.answered(person, 0.0)
    assert pacer.take(1, 0.0) == pytest.approx(2.0)


def test_one_refusal_delays_only_its_own_chat() -> None:
    pacer = Pacer()
    pacer.penalise(1, 30, 0.0)
    assert pacer.take(1, 10.0) == pytest.approx(20)
    assert pacer.take(2, 10.0) == 0


def test_refusals_across_three_chats_in_a_few_seconds_pause_everything() -> None:
    pacer = Pacer()
    for chat in (1, 2, 3):
        pacer.penalise(chat, 9, now=float(chat))
    assert pacer.take(99, 4.0) == pytest.approx(8)
    assert pacer.take(99, 12.0) == 0


def test_refusals_far_apart_pause_no_other_chat() -> None:
    pacer = Pacer()
    for chat in (1, 2, 3):
        pacer.penalise(chat, 9, now=chat * 10.0)
    assert pacer.take(99, 31.0) == 0


def test_chats_at_rest_are_forgotten() -> None:
    pacer = Pacer(1000)
    broadcast(pacer, list(range(20_000)))
    assert len(pacer._chats) < 5_000


def test_a_person_who_filled_in_a_long_form_waits_only_seconds_for_news() -> None:
    pacer = Pacer()
    for _ in range(30):
        pacer.answered(7, 0.0)
    assert pacer.chat_wait(7, 0.0) <= 6.0
    assert pacer.chat_wait(8, 0.0) == 0.0
