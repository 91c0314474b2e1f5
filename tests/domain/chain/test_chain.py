from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.domain.chain.chain import (
    ENDED,
    MOVES,
    Holding,
    IllegalRungMove,
    Rung,
    RungState,
    Step,
    deadline,
    deadline_before,
    holder,
    move,
    next_step,
    reminder,
    whole_links,
)
from bot.domain.people import Role, UnitKind
from bot.domain.worktime import SHANGHAI

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI)
FRIDAY_EVENING = datetime(2026, 11, 27, 17, 0, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
OPEN = Rung(RungState.OPEN, remind_at=TUESDAY + HOUR, due_at=TUESDAY + 2 * HOUR)


def test_every_rung_can_be_closed_and_a_closed_one_stays_closed() -> None:
    assert all(RungState.CLOSED in MOVES[state] for state in set(RungState) - {RungState.CLOSED})
    assert not MOVES[RungState.CLOSED]


def test_a_late_relay_is_added_to_a_bypassed_rung() -> None:
    assert move(RungState.BYPASSED, RungState.RELAYED) is RungState.RELAYED


def test_a_passed_rung_cannot_be_held_any_more() -> None:
    with pytest.raises(IllegalRungMove, match="from passed to held"):
        move(RungState.PASSED, RungState.HELD)


def test_a_college_has_two_working_hours_and_a_class_two_working_days() -> None:
    assert deadline(UnitKind.COLLEGE, TUESDAY) == TUESDAY + 2 * HOUR
    assert deadline(UnitKind.CLASS, TUESDAY) == TUESDAY + timedelta(days=2)


def test_an_urgent_posting_does_not_wait_for_monday() -> None:
    assert deadline(UnitKind.COLLEGE, FRIDAY_EVENING, urgent=True) == FRIDAY_EVENING + HOUR
    assert deadline(UnitKind.COLLEGE, FRIDAY_EVENING) > FRIDAY_EVENING + timedelta(days=2)


def test_a_posting_that_closes_in_a_long_holiday_does_not_wait() -> None:
    off = {date(2026, 12, day): False for day in range(1, 9)}
    evening = datetime(2026, 11, 30, 17, 0, tzinfo=SHANGHAI)
    closes = evening + timedelta(days=5)
    assert deadline(UnitKind.COLLEGE, evening, False, off) > closes
    assert deadline_before(closes, UnitKind.COLLEGE, evening, False, off) == evening + HOUR
    assert deadline_before(None, UnitKind.COLLEGE, evening, False, off) > closes


def test_a_text_is_never_cut_within_a_link() -> None:
    link = "https://jobs.example.com/apply?id=12345"
    assert whole_links(f"网申 {link} 后发邮件", 20) == f"网申 {link}…"
    assert whole_links("请发简历至 hr@example.com，注明岗位", 12) == "请发简历至 hr@example.com…"
    assert whole_links("到校医院三楼报名", 4) == "到校医院…"
    assert whole_links(link, 400) == link


@pytest.mark.parametrize("level", [UnitKind.COLLEGE, UnitKind.CLASS])
@pytest.mark.parametrize("urgent", [True, False])
def test_the_reminder_comes_before_the_deadline(level: UnitKind, urgent: bool) -> None:
    assert TUESDAY < reminder(level, TUESDAY, urgent) < deadline(level, TUESDAY, urgent)


def test_a_silent_holder_is_reminded_once_and_then_bypassed() -> None:
    assert next_step(OPEN, TUESDAY) is Step.NOTHING
    assert next_step(OPEN, TUESDAY + HOUR) is Step.REMIND
    reminded = replace(OPEN, reminded=True)
    assert next_step(reminded, TUESDAY + HOUR) is Step.NOTHING
    assert next_step(reminded, TUESDAY + 2 * HOUR) is Step.BYPASS


def test_after_its_deadline_a_rung_is_bypassed_without_a_reminder() -> None:
    assert next_step(OPEN, TUESDAY + 48 * HOUR) is Step.BYPASS


def test_a_vacant_rung_is_bypassed_at_once() -> None:
    assert next_step(replace(OPEN, vacant=True), TUESDAY) is Step.BYPASS


def test_a_hold_outlasts_the_deadline_and_ends_at_its_date() -> None:
    held = replace(OPEN, state=RungState.HELD, held_until=TUESDAY + 72 * HOUR)
    assert next_step(held, TUESDAY + 71 * HOUR) is Step.NOTHING
    assert next_step(held, TUESDAY + 72 * HOUR) is Step.RELEASE


def test_a_hold_without_a_date_ends_at_once() -> None:
    assert next_step(replace(OPEN, state=RungState.HELD), TUESDAY) is Step.RELEASE


@pytest.mark.parametrize("state", sorted(ENDED))
def test_the_clock_leaves_an_ended_rung_alone(state: RungState) -> None:
    assert next_step(replace(OPEN, state=state, vacant=True), TUESDAY + 99 * HOUR) is Step.NOTHING


def test_cadres_else_substitutes_else_counsellors_hold_a_class_rung() -> None:
    assert holder((1, 2), (3,), (4,), graduated=False) == Holding(Role.CADRE, (1, 2))
    assert holder((), (3,), (4,), graduated=False) == Holding(Role.CADRE, (3,), substitute=True)
    assert holder((), (), (4,), graduated=False) == Holding(Role.COUNSELLOR, (4,))


def test_after_graduation_the_counsellor_holds_the_class_rung() -> None:
    assert holder((1,), (3,), (4,), graduated=True) == Holding(Role.COUNSELLOR, (4,))


def test_a_rung_that_nobody_can_hold_is_vacant() -> None:
    assert holder((), (), (), graduated=False).role is None
