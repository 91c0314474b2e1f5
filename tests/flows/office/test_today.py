"""今日待办: one message each workday morning counts the waiting work, and each line has a button."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot import render
from bot.chat.routes import tables
from bot.domain.chain.chain import RungState
from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushState
from bot.domain.people import UnitKind
from bot.domain.postings.announcement import ComplaintState
from bot.flows.chain import relay
from bot.flows.delivery.push_control import tell_office
from bot.flows.office import today
from bot.flows.publishing import publish
from bot.messenger import Failure
from bot.store import choices, people
from bot.store.chain import chain
from bot.store.delivery import pushes
from bot.store.office import today as desk
from bot.store.tables import Complaint, Delivery, Push
from tests.cast import Cast
from tests.factories import approved
from tests.postings import ENGINEER, entered

MORNING = timedelta(hours=-3, minutes=-30)
"""The time from ``now`` (noon) back to 08:30."""


async def test_the_office_gets_one_message_on_a_workday_morning(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    early = now + MORNING
    assert await today.morning(session, early - timedelta(seconds=1)) is None
    made = await today.morning(session, early)
    assert made is not None
    assert (made.key, made.matched) == ("today:2026-11-24", 2)
    assert made.not_after == datetime.fromisoformat("2026-11-24T20:00:00+08:00")
    assert await today.morning(session, early + timedelta(minutes=5)) is None


async def test_the_message_skips_days_off_and_comes_on_a_make_up_sunday(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await choices.put(session, "holidays", {"2026-11-24": False, "2026-11-29": True})
    assert await today.morning(session, now + MORNING) is None
    assert await today.morning(session, now + MORNING + timedelta(days=4)) is None  # an ordinary Saturday
    assert await today.morning(session, now + MORNING + timedelta(days=5)) is not None


async def test_the_message_comes_when_the_offices_working_hours_begin(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await choices.put(session, "work_start", "09:00")
    assert await today.morning(session, now + MORNING) is None
    assert await today.morning(session, now + MORNING + timedelta(minutes=30)) is not None


async def test_an_empty_desk_says_so_in_one_line(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await choices.put(session, "holidays", {"2027-01-01": False})
    values = await today.office(session, now)
    shown = render.message(today.TEMPLATE, now=now, **values)
    assert values["total"] == 0
    assert "今天没有待办" in shown.text
    assert [button.data for row in shown.buttons for button in row] == ["today"]


async def test_waiting_work_is_counted_and_zeros_are_left_out(session: AsyncSession, cast: Cast, now: datetime) -> None:
    waiting = await entered(session, now, ENGINEER | {"专业要求": "会做事就行"})
    await approved(session, now, "测量员")
    for late, person in ((True, cast.li), (False, cast.sun)):
        session.add(
            Complaint(
                announcement_id=waiting.id,
                person_id=person.person_id,
                reason="fee",
                state=ComplaintState.OPEN,
                due_at=now - timedelta(hours=1) if late else now + timedelta(hours=1),
                at=now,
            )
        )
    await session.flush()
    found = await desk.desk(session, now)
    assert (found.review, found.publish, found.complaints, found.complaints_late) == (1, 1, 2, 1)
    assert (found.leads, found.stuck, found.doubts, found.halted) == (0, 0, 0, 0)
    shown = render.message(today.TEMPLATE, now=now, **await today.office(session, now))
    assert "待审核 <b>1</b>" in shown.text
    assert "（超时 1）" in shown.text
    assert "线索" not in shown.text


async def test_every_button_of_the_message_has_a_handler(session: AsyncSession, cast: Cast, now: datetime) -> None:
    values = await today.office(session, now)
    values["desk"] = dict.fromkeys(values["desk"], 7)
    values["yesterday"] = dict.fromkeys(values["yesterday"], 3)
    shown = render.message(today.TEMPLATE, now=now, **values)
    verbs = {press.verb for press in tables.PRESSES}
    buttons = [button for row in shown.buttons for button in row]
    assert len(buttons) > 8
    assert {str(button.data).split(":")[0] for button in buttons} <= verbs
    assert len(shown.text) < 900
    rest = render.message(today.TEMPLATE, **values, page=1, now=now)
    opened = {button.data for each in (shown, rest) for row in each.buttons for button in row}
    assert opened >= {"halted", "complaints", "review", "publish", "closing", "stuck", "doubts", "rollover"}


async def test_yesterdays_terms_add_up_to_the_rows_matched(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await approved(session, now)
    await publish.publish(session, announcement.id, now)
    values = await today.office(session, now + timedelta(days=1))
    y = values["yesterday"]
    assert (y["pushes"], y["matched"], y["way"], y["no_bot"]) == (1, 6, 4, 2)
    assert sum(y[term] for term in ("seen", "sent", "way", "relayed", "no_bot", "lost", "not_sent")) == y["matched"]
    assert "应收 6 人次" in render.text(today.TEMPLATE, now=now, **values)


async def test_a_held_rung_is_stuck_shows_names_to_call_and_can_be_passed_by_the_office(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await publish.publish(session, (await approved(session, now)).id, now)
    staff = await people.speaker(session, cast.civil_staff.telegram_id)
    office = await people.speaker(session, cast.office.telegram_id)
    assert staff and office
    rungs = await chain.rungs_of(session, push.id, UnitKind.COLLEGE)
    rung = next(each for each in rungs if each.unit_id == cast.civil)
    await relay.hold(session, rung.id, staff, now, now + timedelta(days=3), "check")
    found = await today.stuck(session, now)
    assert [(each.where, list(each.names), each.rung_id) for each in found] == [("土木学院", ["何静"], rung.id)]
    shown = render.text("today/stuck", shown=found, total=1, page=0, pages=1, now=now)
    assert "暂缓到 11月27日 12:00（需要核实）" in shown
    await relay.pass_on(session, rung.id, office, now)
    assert rung.state == RungState.PASSED
    assert await today.stuck(session, now) == []


async def test_doubtful_rows_and_halted_pushes_are_found_across_all_pushes(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await publish.publish(session, (await approved(session, now)).id, now)
    rows = (await session.execute(select(Delivery).where(col(Delivery.push_id) == push.id))).scalars().all()
    rows[0].state = rows[1].state = State.UNCERTAIN
    push.state = PushState.HALTED
    await session.flush()
    assert [(each.id, count) for each, count in await desk.doubtful(session)] == [(push.id, 2)]
    rows[2].state, rows[2].reason, rows[2].detail = State.FAILED, Failure.BUG, "can't parse entities"
    await session.flush()
    assert [(each.id, said) for each, said in await desk.halted(session)] == [(push.id, "can't parse entities")]
    shown = render.text("today/halted", rows=await desk.halted(session), now=now)
    assert "can&#39;t parse entities" in shown
    found = await desk.desk(session, now)
    assert (found.doubts, found.halted) == (2, 1)
    push.state = PushState.PAUSED
    await session.flush()
    assert (await desk.desk(session, now)).halted == 1  # paused by hand and forgotten
    assert "有人点了“暂停”" in render.text("today/halted", rows=await desk.halted(session), now=now)


async def test_the_office_is_told_of_a_halt_once_and_urgently(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await publish.publish(session, (await approved(session, now)).id, now)
    await tell_office(session, push, now)
    await tell_office(session, push, now)
    told = await pushes.by_key(session, f"halt:{push.id}")
    assert told is not None
    assert (told.urgent, told.matched) == (True, 2)
    await tell_office(session, told, now)  # a halted message about a halt enqueues no other one
    keys = (await session.execute(select(col(Push.key)).where(col(Push.key).startswith("halt:")))).scalars().all()
    assert list(keys) == [f"halt:{push.id}"]


async def test_announcements_with_unparsed_cells_are_counted(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await entered(session, now, ENGINEER | {"薪资": "看着给"})
    assert (await desk.desk(session, now)).unparsed == 1


async def test_an_announcement_without_deadline_is_rechecked_after_two_weeks(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await approved(session, now)
    await publish.publish(session, announcement.id, now)
    assert (await desk.desk(session, now)).recheck == 0
    assert (await desk.desk(session, now + timedelta(days=14))).recheck == 1
    announcement.policy = {"checked_on": "2026-12-07"}
    await session.flush()
    assert (await desk.desk(session, now + timedelta(days=14))).recheck == 0


async def test_announcements_that_close_today_are_counted(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await approved(session, now, deadline=date(2026, 11, 24))
    await publish.publish(session, announcement.id, now)
    assert (await desk.desk(session, now)).closing == 1
    assert (await desk.desk(session, now + timedelta(days=1))).closing == 0
