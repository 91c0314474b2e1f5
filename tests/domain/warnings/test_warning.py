from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.warnings.warning import (
    BadCron,
    CronFault,
    Misfire,
    check_cron,
    firing_key,
    in_season,
    misfire,
    next_due,
    occurrences,
    season_weights,
)

SHANGHAI = "Asia/Shanghai"
BERLIN = "Europe/Berlin"
moments = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
crons = st.sampled_from(["30 8 * * 1", "0 12 * * *", "30 2 * * *", "0,30 2,3 * * *", "0 9 29 2 *", "5 0 1 * *"])


def local(text: str, zone: str = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_autumn_recruiting_is_the_season_of_paid_referrals_and_not_of_fake_destinations() -> None:
    assert season_weights(10)["F04"] == 2
    assert "F17" not in season_weights(10) and season_weights(6)["F17"] == 2


def test_a_kind_of_all_year_comes_after_a_kind_in_its_peak() -> None:
    kinds = in_season(7)
    assert kinds.index("F12") < kinds.index("F03")


def test_a_season_may_reach_over_new_year() -> None:
    assert {"F05" in season_weights(month) for month in (11, 12, 1)} == {True}
    assert "F05" not in season_weights(2)


def test_every_kind_is_due_in_some_month() -> None:
    assert len({kind for month in range(1, 13) for kind in in_season(month)}) == 22


def test_a_thirteenth_month_is_an_error() -> None:
    with pytest.raises(ValueError):
        in_season(13)


def test_monday_is_day_1_of_a_cron() -> None:
    assert next_due("30 8 * * 1", SHANGHAI, local("2026-11-24 09:00")) == local("2026-11-30 08:30")


def test_the_next_due_time_is_never_the_same_one() -> None:
    due = local("2026-11-30 08:30")
    assert next_due("30 8 * * 1", SHANGHAI, due) == due + timedelta(days=7)


@given(crons, st.sampled_from([SHANGHAI, BERLIN, "America/St_Johns"]), moments)
def test_due_times_only_go_forward(cron: str, zone: str, after: datetime) -> None:
    first = next_due(cron, zone, after)
    assert first > after
    assert next_due(cron, zone, first) > first
    assert next_due(cron, zone, first - timedelta(seconds=1)) == first


def test_an_hour_that_the_clocks_repeat_fires_once() -> None:
    found = occurrences("30 2 * * *", BERLIN, local("2026-10-24 12:00", BERLIN), local("2026-10-26 00:00", BERLIN), 9)
    assert len(found) == 1


def test_a_time_that_the_clocks_skip_fires_later_and_no_other_is_lost() -> None:
    found = occurrences(
        "0,30 2,3 * * *", BERLIN, local("2026-03-29 00:00", BERLIN), local("2026-03-30 00:00", BERLIN), 9
    )
    assert [due.astimezone(ZoneInfo(BERLIN)).strftime("%H:%M") for due in found] == ["03:00", "03:30"]


def test_a_skipped_time_is_still_found_within_the_hour_that_replaces_it() -> None:
    found = next_due("30 2 * * *", BERLIN, local("2026-03-29 03:10", BERLIN))
    assert found == local("2026-03-29 03:30", BERLIN)


def test_occurrences_stop_at_the_end_and_at_the_limit() -> None:
    start, end = local("2026-11-24 12:00"), local("2026-11-27 12:00")
    assert len(occurrences("0 12 * * *", SHANGHAI, start, end, 9)) == 3
    assert len(occurrences("0 12 * * *", SHANGHAI, start, end, 2)) == 2


def test_one_occurrence_has_one_key_in_every_zone() -> None:
    due = local("2026-11-30 08:30")
    assert firing_key(7, due) == firing_key(7, due.astimezone(UTC)) == "7:2026-11-30T00:30Z"
    assert firing_key(8, due) != firing_key(7, due)


def test_a_missed_firing_runs_while_it_is_worth_sending_and_is_reported_after() -> None:
    due = local("2026-11-30 08:30")
    assert misfire(due, due + timedelta(minutes=60), 60) is Misfire.RUN
    assert misfire(due, due + timedelta(minutes=61), 60) is Misfire.REPORT


def test_a_valid_cron_gets_single_spaces() -> None:
    assert check_cron("  30 8  * * 1 ") == "30 8 * * 1"
    assert check_cron("0 8,12,16,20 * * *")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("every day", CronFault.NONSENSE),
        ("61 8 * * *", CronFault.NONSENSE),
        ("0 0 8 * * *", CronFault.NONSENSE),
        ("", CronFault.NONSENSE),
        ("* * * * *", CronFault.TOO_OFTEN),
        ("0 8-12 * * *", CronFault.TOO_OFTEN),
        ("0 8 31 2 *", CronFault.NEVER),
    ],
)
def test_a_schedule_that_cannot_be_used_is_refused_with_its_fault(text: str, fault: CronFault) -> None:
    with pytest.raises(BadCron) as refused:
        check_cron(text)
    assert refused.value.fault is fault
