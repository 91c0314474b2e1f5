"""Schedules are shown in words, switched and restored, and a missed occurrence is reported."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot import render
from bot.domain.delivery.push import PushKind
from bot.domain.errors import AlreadyDone, BadSchedule, NotFound, Stale
from bot.domain.warnings.schedule import FiringOutcome, ScheduleState
from bot.flows.warnings import schedules
from bot.flows.warnings.schedules import View
from bot.store.delivery import ledgers
from bot.store.tables import Push, Unit
from tests.cast import Cast

MONDAY = datetime.fromisoformat("2026-11-30T10:00:00+08:00")


async def made(session: AsyncSession, cast: Cast, now: datetime, cron: str = "0 10 * * 1") -> View:
    return await schedules.add(session, "F01", await session.get_one(Unit, cast.school), cron, now)


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 10 * * 1", "每周一 10:00"),
        ("30 9 * * 1,4", "每周一、周四 09:30"),
        ("0 8 * * 0", "每周日 08:00"),
        ("0 9,18 * * *", "每天 09:00、18:00"),
        ("0 10 1,15 * *", "每月 1 日、15 日 10:00"),
        ("0 10 1 3,9 *", "每年 3、9 月 1 日 10:00"),
        ("0 10 1 JUL *", "每年 7 月 1 日 10:00"),
        ("0 10 1 * 5", "每月 1 日，以及每周五 10:00"),
        ("0 10 L * *", "按特殊日期（"),
    ],
)
async def test_a_cron_is_shown_in_words_with_its_zone(
    session: AsyncSession, cast: Cast, now: datetime, cron: str, words: str
) -> None:
    card = render.message("schedule/card", view=await made(session, cast, now, cron), asking=False, now=now)
    assert words in card.text
    assert cron not in card.text
    assert "北京时间" in card.text
    assert card.text.count("· ") == 3


async def test_a_cron_that_makes_no_sense_is_refused(session: AsyncSession, cast: Cast, now: datetime) -> None:
    with pytest.raises(BadSchedule, match="每天最多 4 次"):
        await made(session, cast, now, "0 * * * *")


async def test_an_old_button_cannot_make_a_running_schedule_skip_a_due_occurrence(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    schedule = (await made(session, cast, now)).schedule
    with pytest.raises(AlreadyDone):
        await schedules.switch(session, schedule.id, ScheduleState.ACTIVE, MONDAY)
    assert [firing.outcome for firing in await schedules.fire_due(session, MONDAY)] == [FiringOutcome.SENT]


async def test_a_deletion_is_undone_once_and_restores_the_former_state(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    schedule = (await made(session, cast, now)).schedule
    await schedules.switch(session, schedule.id, ScheduleState.ENDED, now)
    with pytest.raises(NotFound):
        await schedules.switch(session, schedule.id, ScheduleState.PAUSED, now)
    await schedules.restore(session, schedule.id, ScheduleState.PAUSED, now)
    assert schedule.state == ScheduleState.PAUSED
    with pytest.raises(Stale):
        await schedules.restore(session, schedule.id, ScheduleState.ACTIVE, now)


async def test_a_deleted_schedule_fires_nothing(session: AsyncSession, cast: Cast, now: datetime) -> None:
    schedule = (await made(session, cast, now)).schedule
    await schedules.switch(session, schedule.id, ScheduleState.ENDED, now)
    assert await schedules.fire_due(session, MONDAY) == []


async def test_of_several_due_occurrences_only_the_latest_is_sent(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await made(session, cast, now, "0 14,16,18,20 * * *")
    fired = await schedules.fire_due(session, datetime.fromisoformat("2026-11-24T20:30:00+08:00"))
    assert [firing.outcome for firing in fired] == [FiringOutcome.MISSED] * 3 + [FiringOutcome.SENT]
    assert await schedules.fire_due(session, datetime.fromisoformat("2026-11-24T20:31:00+08:00")) == []


async def test_an_occurrence_found_too_late_is_reported_to_the_whole_office_and_not_sent(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await made(session, cast, now)
    late = datetime.fromisoformat("2026-11-30T22:00:01+08:00")
    assert [firing.outcome for firing in await schedules.fire_due(session, late)] == [FiringOutcome.MISSED]
    told = (await session.execute(select(Push).order_by(col(Push.id)))).scalars().all()
    assert [(push.kind, push.template) for push in told] == [(PushKind.TASK, "schedule/missed")]
    assert (await ledgers.ledger_of(session, told[0].id)).matched == 2
    card = render.message("schedule/missed", **told[0].values, now=late)
    assert [button.label for row in card.buttons for button in row] == ["现在补发", "不补发", "查看定时提醒"]


async def test_a_page_of_schedules_fits_one_message(session: AsyncSession, cast: Cast, now: datetime) -> None:
    (await session.get_one(Unit, cast.school)).name = "长" * 60
    views = [await made(session, cast, now, "0 9,12,15,18 1,15 3,6,9,12 1,5") for _ in range(6)]
    message = render.message("schedule/list", views=views, ended=None, was="", page=0, pages=7, total=40, now=now)
    assert len(message.text) < 4096
    assert len(message.buttons) == 6 + 2
