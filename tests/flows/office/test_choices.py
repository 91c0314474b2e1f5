"""The office's choices replace the defaults, show their effect before they are saved, and can be undone."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.domain.chain import chain
from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.domain.errors import AlreadyDone, Stale
from bot.domain.office.choice import Group
from bot.domain.people import UnitKind
from bot.domain.worktime import Hours
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.matching import fitting
from bot.flows.office import choices as flow
from bot.flows.office import effects
from bot.flows.publishing import publish
from bot.settings import Settings
from bot.store import choices
from bot.store.delivery import pushes
from tests.cast import Cast
from tests.factories import approved
from tests.postings import ENGINEER
from tests.postings import approved as enter_approved

SETTINGS = Settings(_env_file=None)


async def test_a_choice_holds_until_it_is_undone(session: AsyncSession, cast: Cast, now: datetime) -> None:
    assert await choices.daily_cap(session) == 5
    for cap in (3, 4):
        await choices.put(session, "daily_cap", cap, by=cast.office.person_id, now=now)
    assert await choices.daily_cap(session) == 4
    assert await choices.undo(session, "daily_cap", by=cast.office.person_id, now=now)
    assert await choices.daily_cap(session) == 3


async def test_undoing_the_first_choice_restores_the_default(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await choices.put(session, "daily_cap", 3, by=cast.office.person_id, now=now)
    assert await choices.undo(session, "daily_cap", by=cast.office.person_id, now=now)
    assert await choices.daily_cap(session) == 5
    assert not await choices.undo(session, "daily_cap", by=cast.office.person_id, now=now)


async def test_deadlines_run_in_the_hours_that_the_office_chose(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await choices.put(session, "work_end", "13:00")
    extra, hours = await choices.calendar(session)
    assert hours == Hours(time(8, 30), time(13))
    due = chain.deadline(UnitKind.COLLEGE, now, False, extra, hours)
    assert due == now + timedelta(hours=20, minutes=30) + timedelta(hours=1)


async def propose(
    session: AsyncSession, group: Group, text: str, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (the proposed values, their effect). The preview is rendered too."""
    wanted = await flow.proposed(session, group, text, SETTINGS)
    before = await flow.values(session, group, SETTINGS)
    effect = await effects.of(session, group, before, wanted, now)
    shown = render.message(
        "choices/preview", group=group, before=before, wanted=wanted, effect=effect, stamp="1", now=now
    )
    assert "还没有保存" in shown.text
    return wanted, effect


async def test_a_group_shows_its_last_change_with_name_and_time(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    wanted, _ = await propose(session, Group.CAP, "3", now)
    held = await flow.save(session, Group.CAP, wanted, cast.office.person_id, now, SETTINGS)
    assert (held.values, held.previous, held.by, held.at) == ({"daily_cap": 3}, {"daily_cap": 5}, "陈敏", now)
    text = render.text("choices/card", held=held, asking=True, now=now)
    assert "陈敏 改于 今天 12:00，之前是 每人每天最多 5 条" in text
    held = await flow.undo(session, Group.CAP, cast.colleague.person_id, now, SETTINGS)
    assert (held.values, held.by) == ({"daily_cap": 5}, "刘洋")


@pytest.mark.parametrize("group", list(Group))
async def test_the_card_of_every_group_fits_a_telephone_screen(
    session: AsyncSession, cast: Cast, now: datetime, group: Group
) -> None:
    held = await flow.held(session, group, SETTINGS)
    shown = render.message("choices/card", held=held, asking=True, now=now)
    assert "默认设置" in shown.text
    assert len(shown.text) < 500


async def test_a_proposal_of_the_current_value_is_refused(session: AsyncSession, cast: Cast, now: datetime) -> None:
    with pytest.raises(AlreadyDone):
        await flow.proposed(session, Group.CAP, "5", SETTINGS)
    with pytest.raises(AlreadyDone):
        await flow.undo(session, Group.CAP, cast.office.person_id, now, SETTINGS)


async def test_values_of_another_group_are_not_saved(session: AsyncSession, cast: Cast, now: datetime) -> None:
    with pytest.raises(Stale):
        await flow.save(session, Group.CAP, {"digest_size": 3}, cast.office.person_id, now, SETTINGS)
    with pytest.raises(Stale):
        flow.group_of("holidays")


async def test_the_preview_of_a_smaller_cap_counts_students_above_it_last_week(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    for n in range(4):
        push = await pushing.to_people(session, Notice(PushKind.NOTICE, "x", title=str(n)), [cast.li.person_id], now)
        for row in await pushes.rows_in(session, push.id, State.QUEUED):
            row.state, row.sent_at = State.SENT, now
    await session.flush()
    _, effect = await propose(session, Group.CAP, "3", now + timedelta(days=1))
    assert (effect["times"], effect["above"]) == (1, 1)
    _, effect = await propose(session, Group.CAP, "4", now + timedelta(days=1))
    assert effect["times"] == 0


async def test_the_preview_of_quiet_hours_counts_messages_sent_within_them(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await pushing.to_people(session, Notice(PushKind.NOTICE, "x"), [cast.li.person_id], now)
    for row in await pushes.rows_in(session, push.id, State.QUEUED):
        row.state, row.sent_at = State.SENT, now + timedelta(minutes=30)  # 12:30
    await session.flush()
    _, effect = await propose(session, Group.QUIET, "12:00-14:00", now + timedelta(days=1))
    assert effect["sent"] == 1
    _, effect = await propose(session, Group.QUIET, "23:00-07:00", now + timedelta(days=1))
    assert effect["sent"] == 0


async def test_the_preview_of_a_release_counts_waiting_rungs_and_rows(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await publish.publish(session, (await approved(session, now)).id, now)
    _, effect = await propose(session, Group.RELEASE, "immediate", now)
    assert effect == {"rungs": 2, "rows": 4}


async def test_the_preview_of_working_hours_shows_the_new_deadlines(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    _, effect = await propose(session, Group.HOURS, "08:30-13:00", now)
    assert effect["before"]["college"] == now + timedelta(hours=2)
    assert effect["after"]["college"] > effect["before"]["college"]


async def test_the_preview_of_weights_shows_a_students_order_before_and_after(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    rows = (ENGINEER | {"岗位名称": "省内岗", "专业要求": ""}, ENGINEER | {"岗位名称": "外省岗", "工作地点": "沈阳市"})
    for row in rows:
        await publish.publish(session, (await enter_approved(session, now, row)).id, now)
    wanted, effect = await propose(session, Group.WEIGHTS, "专业对口 0\n省内岗位 90", now)
    sample = effect["sample"]
    assert sample.person.name == "王伟"
    assert [each.title for each in sample.before] == ["外省岗", "省内岗"]
    assert [each.title for each in sample.after] == ["省内岗", "外省岗"]
    await flow.save(session, Group.WEIGHTS, wanted, cast.office.person_id, now, SETTINGS)
    assert (await fitting.weights(session)).in_province == 90


async def test_the_previews_of_catching_up_and_digest_size_show_counts(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    _, effect = await propose(session, Group.CATCH_UP, "关", now)
    assert effect == {"bound": 5}
    _, effect = await propose(session, Group.DIGEST, "3", now)
    assert effect == {"fuller": 0}


async def test_every_setting_that_has_a_default_returns_to_it(session: AsyncSession, cast: Cast, now: datetime) -> None:
    settings = Settings(_env_file=None)
    for group in Group:
        if group is Group.CONTACT:
            continue
        at_first = await flow.values(session, group, settings)
        assert flow.defaults(group, settings) == at_first
        other = OTHER_VALUES[group]
        wanted = await flow.proposed(session, group, other, settings)
        await flow.save(session, group, wanted, cast.office.person_id, now, settings)
        back = await flow.proposed(session, group, "默认", settings)
        await flow.save(session, group, back, cast.office.person_id, now, settings)
        assert await flow.values(session, group, settings) == at_first


OTHER_VALUES = {
    Group.HOURS: "09:00-18:00",
    Group.QUIET: "23:00-07:00",
    Group.RELEASE: "class",
    Group.CAP: "3",
    Group.DIGEST: "4",
    Group.CATCH_UP: "关",
    Group.WEIGHTS: "专业对口 7",
    Group.YEAR: "7月1日",
}
