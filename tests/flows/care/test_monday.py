"""The Monday list shows the students who need a call, the reason, and postings to offer. Each member of staff gets it
once a week."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.care import care
from bot.domain.care.care import Called, CallOutcome, Facts, Need
from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.domain.errors import AlreadyDone, NotAllowed
from bot.domain.people import Intent, Reach
from bot.flows.care import ask, calls, monday
from bot.flows.delivery import compose, pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.publishing import publish
from bot.flows.register import confirm
from bot.store import people
from bot.store.delivery import pushes
from bot.store.engine import Store
from bot.store.people import Speaker
from bot.store.tables import Bond, Delivery, Membership, Person, Push, Student
from jobs import monday as job
from tests import factories
from tests.cast import Cast, Member

MONDAY = datetime.fromisoformat("2026-11-30T08:31+08:00")
SOMEBODY = Facts(
    person_id=1,
    number="1",
    name="某",
    class_id=1,
    class_name="班",
    active=True,
    settled=False,
    opted_out=False,
    intent=None,
    reach=Reach.OPEN,
    wishes_at=MONDAY - timedelta(days=60),
    matched=True,
)


async def as_speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def names(session: AsyncSession, member: Member, now: datetime) -> list[str]:
    shown = await monday.open_list(session, await as_speaker(session, member), now)
    return [line["name"] for line in shown["lines"]]


async def lists(session: AsyncSession) -> dict[int, Delivery]:
    rows = await session.execute(
        select(Delivery).join(Push, col(Push.id) == col(Delivery.push_id)).where(col(Push.key) == "monday:2026-11-30")
    )
    return {row.person_id: row for row in rows.scalars()}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (SOMEBODY, ()),
        (replace(SOMEBODY, reach=None), (Need.NO_BOT,)),
        (replace(SOMEBODY, reach=Reach.BLOCKED), (Need.BLOCKED,)),
        (replace(SOMEBODY, wishes_at=None), (Need.NO_WISH,)),
        (replace(SOMEBODY, matched=False), (Need.UNMATCHED,)),
        (replace(SOMEBODY, matched=False, wishes_at=MONDAY - timedelta(days=2)), ()),
        (replace(SOMEBODY, sent=10), (Need.UNOPENED,)),
        (replace(SOMEBODY, sent=9), ()),
        (replace(SOMEBODY, sent=30, opened=True), ()),
        (replace(SOMEBODY, asked_at=MONDAY, returned_at=MONDAY), (Need.QUESTION, Need.RETURNED)),
        (replace(SOMEBODY, wishes_at=None, intent=Intent.STUDY), ()),
        (replace(SOMEBODY, reach=None, settled=True), ()),
        (replace(SOMEBODY, reach=None, active=False), ()),
    ],
)
def test_the_facts_decide_which_needs_a_student_has(facts: Facts, expected: tuple[Need, ...]) -> None:
    assert care.needs(facts, published=care.ENOUGH_PUBLISHED, now=MONDAY) == expected


def test_a_call_settles_only_its_own_needs_for_two_weeks() -> None:
    called = Called(MONDAY - timedelta(days=3), frozenset({Need.NO_BOT, Need.QUESTION}))
    facts = replace(SOMEBODY, reach=None, asked_at=MONDAY - timedelta(days=5), called=called)
    assert care.needs(facts, 9, MONDAY) == ()
    assert care.needs(facts, 9, MONDAY + timedelta(days=11)) == (Need.QUESTION, Need.NO_BOT)
    assert care.needs(replace(facts, asked_at=MONDAY), 9, MONDAY) == (Need.QUESTION,)
    assert care.needs(replace(facts, returned_at=MONDAY), 9, MONDAY) == (Need.RETURNED,)


async def test_the_list_shows_needs_and_postings_the_greatest_need_first(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await publish.publish(session, (await factories.approved(session, now, "结构设计师")).id, now)
    await ask.ask(session, await as_speaker(session, cast.sun), "有校招吗？", now)
    shown = await monday.open_list(session, await as_speaker(session, cast.counsellor), now)
    lines = {line["name"]: line for line in shown["lines"]}
    assert [line["name"] for line in shown["lines"]] == ["孙悦", "王伟", "吴倩", "赵磊"]
    assert lines["王伟"] | {"person": 0} == {
        "person": 0,
        "name": "王伟",
        "class_name": "土木2301",
        "needs": ["no_bot"],
        "wished": True,
        "fits": 1,
        "best": "结构设计师",
    }
    assert (shown["questions"], shown["late"], shown["unconfirmed"]) == (1, 0, 1)


async def test_neighbouring_lines_offer_different_postings(session: AsyncSession, cast: Cast, now: datetime) -> None:
    for title in ("结构设计师", "施工员"):
        made = await factories.approved(session, now, title, employer=f"{title}公司", titles=[title])
        await publish.publish(session, made.id, now)
    shown = await monday.open_list(session, await as_speaker(session, cast.counsellor), now)
    named = [line["best"] for line in shown["lines"] if line["fits"] == 2]
    assert len(named) >= 2 and set(named[:2]) == {"结构设计师", "施工员"}


async def test_a_call_takes_a_student_off_the_list_until_it_is_taken_back(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    counsellor = await as_speaker(session, cast.counsellor)
    call = await calls.note_call(session, cast.wang.person_id, CallOutcome.SPOKE, counsellor, now)
    await calls.write_note(session, call.id, "本周五前绑定", counsellor)
    assert "王伟" not in await names(session, cast.counsellor, now)
    assert "王伟" in await names(session, cast.counsellor, now + timedelta(days=14))
    with pytest.raises(AlreadyDone):
        await calls.note_call(session, cast.wang.person_id, CallOutcome.SPOKE, counsellor, now + timedelta(minutes=1))
    with pytest.raises(NotAllowed):
        await calls.take_back(session, call.id, await as_speaker(session, cast.civil_staff))
    await calls.take_back(session, call.id, counsellor)
    assert "王伟" in await names(session, cast.counsellor, now)


async def test_a_student_who_did_not_answer_stays_on_the_list(session: AsyncSession, cast: Cast, now: datetime) -> None:
    counsellor = await as_speaker(session, cast.counsellor)
    await calls.note_call(session, cast.wang.person_id, CallOutcome.NO_ANSWER, counsellor, now)
    assert "王伟" in await names(session, cast.counsellor, now)


async def test_staff_cannot_open_students_of_others(session: AsyncSession, cast: Cast, now: datetime) -> None:
    for stranger in (cast.computing_staff, cast.cadre):
        with pytest.raises(NotAllowed):
            await calls.card(session, cast.wang.person_id, await as_speaker(session, stranger), now)


async def test_ten_unopened_messages_are_a_need_until_one_is_opened(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    for number in range(care.SENT_ENOUGH):
        await pushing.to_people(
            session, Notice(PushKind.NOTICE, "notice/message", key=str(number)), [cast.li.person_id], now
        )
    rows = list((await session.execute(select(Delivery))).scalars())
    for row in rows:
        row.state, row.sent_at = State.SENT, now
    assert "李娜" in await names(session, cast.counsellor, now)
    rows[0].state, rows[0].opened_at = State.OPENED, now
    assert "李娜" not in await names(session, cast.counsellor, now)


async def test_each_member_of_staff_gets_one_list_on_the_first_workday(store: Store, cast: Cast) -> None:
    for moment in (MONDAY - timedelta(minutes=2), MONDAY, MONDAY + timedelta(minutes=1)):
        await job.tick(store, moment)
    async with store.reading() as session:
        assert set(await lists(session)) == {
            cast.counsellor.person_id,
            cast.civil_staff.person_id,
            cast.computing_staff.person_id,
        }
    await job.tick(store, MONDAY + timedelta(days=1))
    async with store.reading() as session:
        assert len((await session.execute(select(Push))).scalars().all()) == 1


async def test_the_list_comes_on_the_first_workday_after_a_holiday(store: Store, cast: Cast) -> None:
    labour_day = datetime.fromisoformat("2026-05-04T08:31+08:00")  # a holiday, as are the 1st to the 5th
    await job.tick(store, labour_day)
    await job.tick(store, labour_day + timedelta(days=1))
    await job.tick(store, labour_day + timedelta(days=2))
    async with store.reading() as session:
        assert (await session.execute(select(Push.key))).scalars().all() == ["monday:2026-05-06"]


async def test_staff_whose_chat_opens_late_that_day_get_their_list_then(store: Store, cast: Cast) -> None:
    async with store.writing() as session:
        bond = (
            await session.execute(select(Bond).where(col(Bond.person_id) == cast.counsellor.person_id))
        ).scalar_one()
        bond.reach = Reach.BLOCKED
    await job.tick(store, MONDAY)
    async with store.writing() as session:
        assert cast.counsellor.person_id not in await lists(session)
        await people.mark_reach(session, cast.counsellor.telegram_id, Reach.OPEN)
    await job.tick(store, MONDAY + timedelta(hours=3))
    async with store.reading() as session:
        assert cast.counsellor.person_id in await lists(session)


async def test_both_messages_are_short_and_do_not_mention_hardship(store: Store, cast: Cast) -> None:
    await job.tick(store, MONDAY)
    async with store.reading() as session:
        for row in (await lists(session)).values():
            push = await session.get_one(Push, row.push_id)
            message = await compose.message_for(session, push, row, MONDAY)
            assert len(message.text) < 900 and message.text.count("\n") <= 24
            assert "困难" not in message.text
            assert all(len((b.data or "").encode()) <= 64 for line in message.buttons for b in line)


async def test_the_college_sees_its_classes_and_its_silent_counsellors(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    staff = await as_speaker(session, cast.civil_staff)
    shown = await monday.college_list(session, staff, now)
    assert [(each["name"], each["total"]) for each in shown["classes"]] == [("土木2301", 2)]
    assert shown["silent"] == []  # a counsellor's first two weeks do not count
    await session.execute(update(Membership).values(since=now - timedelta(days=15)))
    shown = await monday.college_list(session, staff, now)
    assert shown["silent"] == [{"name": "马丽", "count": 2, "bot": True}]
    counsellor = await as_speaker(session, cast.counsellor)
    await calls.note_call(session, cast.wang.person_id, CallOutcome.NO_ANSWER, counsellor, now)
    assert (await monday.college_list(session, staff, now))["silent"] == []


async def test_a_wrong_confirmation_can_be_taken_back(session: AsyncSession, cast: Cast, now: datetime) -> None:
    counsellor = await as_speaker(session, cast.counsellor)
    (waits,) = await confirm.waiting(session, counsellor)
    await confirm.confirm(session, waits.bond_id, counsellor)
    key = confirm.confirmed_key(waits.bond_id)
    told = await pushing.to_people(
        session, Notice(PushKind.RECORD, "join/confirmed", key=key), [cast.zhao.person_id], now
    )
    await confirm.take_back(session, waits.bond_id, counsellor, now)
    assert [each.bond_id for each in await confirm.waiting(session, counsellor)] == [waits.bond_id]
    assert (await pushes.rows_in(session, told.id, State.RECALLED))[0].person_id == cast.zhao.person_id


async def test_a_paused_student_needs_no_call(session: AsyncSession, cast: Cast, now: datetime) -> None:
    student = await session.get_one(Student, cast.wang.person_id)
    student.standing = student.standing.PAUSED
    assert "王伟" not in await names(session, cast.counsellor, now)


async def test_a_third_message_of_the_day_waits_for_the_next_morning(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    mine = [cast.counsellor.person_id]
    for number in range(care.STAFF_A_DAY):
        await pushing.to_people(session, Notice(PushKind.TASK, "join/confirm_task", key=f"task:{number}"), mine, now)
    for _ in range(2):
        await confirm.ask(session, cast.zhao.person_id, now)
    push = await pushes.by_key(session, f"confirm:{mine[0]}:2026-11-25")
    assert push is not None
    (row,) = await pushes.rows_in(session, push.id, State.QUEUED)
    assert row.not_before == datetime.fromisoformat("2026-11-25T08:30+08:00")
    assert await pushes.by_key(session, f"confirm:{mine[0]}:2026-11-24") is None


async def test_many_students_without_bot_are_listed_last(session: AsyncSession, cast: Cast, now: datetime) -> None:
    mate = await session.get_one(Student, cast.wang.person_id)
    for number in range(calls.MANY):
        person = Person(number=f"202399{number:02}", name=f"同学{number}")
        session.add(person)
        await session.flush()
        session.add(Student(**mate.model_dump(exclude={"person_id"}), person_id=person.id))
    await session.flush()
    shown = await monday.open_list(session, await as_speaker(session, cast.counsellor), now)
    assert shown["crowd"] == calls.MANY + 2
    assert shown["lines"][0]["name"] == "赵磊"
