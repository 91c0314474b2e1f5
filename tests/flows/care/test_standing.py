"""A student is paused and told so; a class has exam weeks."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.care.care import Pause
from bot.domain.delivery.delivery import Skip, State
from bot.domain.delivery.push import PushKind
from bot.domain.errors import AlreadyDone, BadInput, NotAllowed
from bot.domain.people import Role, Standing
from bot.flows.care import ask, exam_weeks, questions, standing, students
from bot.flows.care.exam_weeks import read_day
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.publishing import publish
from bot.settings import Settings
from bot.store import people
from bot.store.chain import chain
from bot.store.engine import Store
from bot.store.people import Speaker
from bot.store.tables import Delivery, Push, Student
from jobs.sending.checks import chat_for
from tests import factories
from tests.cast import Cast, Member


async def as_speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def test_a_student_is_paused_with_reason_and_note_and_resumed(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    counsellor = await as_speaker(session, cast.counsellor)
    await standing.pause(session, cast.li.person_id, Pause.LEAVE, counsellor, now)
    student = await standing.write_note(session, cast.li.person_id, "明年九月复学", counsellor)
    assert student.standing == Standing.PAUSED and student.standing_note is not None
    assert (student.standing_note["why"], student.standing_note["note"]) == ("leave", "明年九月复学")
    with pytest.raises(AlreadyDone):
        await standing.pause(session, cast.li.person_id, Pause.ARMY, counsellor, now)
    await standing.resume(session, cast.li.person_id, counsellor, now)
    assert student.standing == Standing.ACTIVE and student.standing_note is None
    with pytest.raises(AlreadyDone):
        await standing.resume(session, cast.li.person_id, counsellor, now)


async def test_a_paused_student_is_not_matched(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await standing.pause(session, cast.li.person_id, Pause.LEAVE, await as_speaker(session, cast.counsellor), now)
    await publish.publish(session, (await factories.approved(session, now)).id, now)
    posted = select(Delivery.person_id).join(Push).where(col(Push.kind) == PushKind.POSTING)
    reached = (await session.execute(posted)).scalars().all()
    assert cast.li.person_id not in reached


async def test_a_paused_cadre_holds_no_tasks(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await standing.pause(session, cast.cadre.person_id, Pause.ARMY, await as_speaker(session, cast.counsellor), now)
    (holder,) = await people.holders(session, [cast.civil1], Role.CADRE)
    assert holder.telegram_id is None


async def test_only_the_students_own_staff_may_pause(session: AsyncSession, cast: Cast, now: datetime) -> None:
    for stranger in (cast.computing_staff, cast.cadre):
        with pytest.raises(NotAllowed):
            await standing.pause(session, cast.li.person_id, Pause.OTHER, await as_speaker(session, stranger), now)


async def test_the_reason_is_not_readable_in_the_database(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        counsellor = await as_speaker(session, cast.counsellor)
        await standing.pause(session, cast.li.person_id, Pause.LEAVE, counsellor, now)
    async with store.engine.connect() as connection:
        raw = await connection.exec_driver_sql("SELECT standing_note FROM student WHERE standing_note IS NOT NULL")
        assert b"leave" not in bytes(raw.scalar_one())


async def test_exam_weeks_note_their_author_and_can_be_ended(session: AsyncSession, cast: Cast, now: datetime) -> None:
    counsellor = await as_speaker(session, cast.counsellor)
    unit = await exam_weeks.begin(session, cast.civil1, date(2026, 12, 8), counsellor, now)
    assert (unit.weekly_until, unit.weekly_by) == (date(2026, 12, 8), cast.counsellor.person_id)
    await exam_weeks.end(session, cast.civil1, counsellor)
    assert unit.weekly_until is None
    with pytest.raises(AlreadyDone):
        await exam_weeks.end(session, cast.civil1, counsellor)
    assert (await session.execute(select(Push).where(col(Push.kind) == PushKind.NOTICE))).first() is None


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2027, 3, 1)])
async def test_exam_weeks_refuse_a_day_that_is_past_or_too_far(
    session: AsyncSession, cast: Cast, now: datetime, day: date
) -> None:
    with pytest.raises(BadInput):
        await exam_weeks.begin(session, cast.civil1, day, await as_speaker(session, cast.counsellor), now)


async def test_staff_set_exam_weeks_only_for_their_own_classes(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    for member, unit in (
        (cast.civil_staff, cast.civil),
        (cast.computing_staff, cast.civil1),
        (cast.cadre, cast.civil1),
    ):
        with pytest.raises(NotAllowed):
            await exam_weeks.begin(session, unit, date(2026, 12, 1), await as_speaker(session, member), now)


def test_a_day_is_read_as_people_write_it(now: datetime) -> None:
    assert read_day("12月20日", now) == date(2026, 12, 20)
    assert read_day("1月5号", now) == date(2027, 1, 5)
    assert read_day(" 2026-12-20 ", now) == date(2026, 12, 20)
    with pytest.raises(BadInput):
        read_day("下周", now)


@pytest.mark.parametrize("kind", PushKind)
@pytest.mark.parametrize("why", [Pause.LEAVE, Pause.SILENT])
async def test_what_waits_for_a_paused_student_is_skipped_but_for_warnings_and_their_own_record(
    session: AsyncSession, cast: Cast, now: datetime, kind: PushKind, why: Pause
) -> None:
    push = await pushing.to_people(session, Notice(kind, "warning/message"), [cast.li.person_id], now)
    await standing.pause(session, cast.li.person_id, why, await as_speaker(session, cast.office), now)
    delivery = (await session.execute(select(Delivery).where(col(Delivery.push_id) == push.id))).scalar_one()
    goes = why is not Pause.SILENT and kind in (PushKind.WARNING, PushKind.RECORD)
    chat = await chat_for(session, push, delivery, now, Settings(_env_file=None))
    assert chat == (cast.li.telegram_id if goes else None)
    assert (delivery.state, delivery.reason) == ((State.QUEUED, None) if goes else (State.SKIPPED, Skip.INACTIVE))


async def test_a_pause_and_its_end_are_told_to_the_student(session: AsyncSession, cast: Cast, now: datetime) -> None:
    counsellor = await as_speaker(session, cast.counsellor)
    await standing.pause(session, cast.li.person_id, Pause.OTHER, counsellor, now)
    assert await told(session, cast.li) == ["me/paused"]
    await standing.resume(session, cast.li.person_id, counsellor, now)
    assert await told(session, cast.li) == ["me/paused", "me/resumed"]


async def told(session: AsyncSession, member: Member) -> list[str]:
    """The templates of the messages to a person, in their order."""
    query = select(Push.template).join(Delivery).where(col(Delivery.person_id) == member.person_id)
    return list((await session.execute(query.order_by(col(Push.id)))).scalars())


async def test_college_and_office_may_stop_everything_unsaid_also_during_a_pause(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    counsellor, college = await as_speaker(session, cast.counsellor), await as_speaker(session, cast.civil_staff)
    for silenced in (False, True):
        with pytest.raises(NotAllowed):
            await standing.pause(session, cast.li.person_id, Pause.SILENT, counsellor, now)
        await standing.pause(session, cast.li.person_id, Pause.SILENT if silenced else Pause.LEAVE, college, now)
    with pytest.raises(AlreadyDone):
        await standing.pause(session, cast.li.person_id, Pause.SILENT, college, now)
    with pytest.raises(NotAllowed):
        await standing.resume(session, cast.li.person_id, counsellor, now)
    await standing.resume(session, cast.li.person_id, college, now)
    assert await told(session, cast.li) == ["me/paused"]


async def test_the_answer_to_a_paused_students_own_question_is_sent(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    counsellor = await as_speaker(session, cast.counsellor)
    await standing.pause(session, cast.li.person_id, Pause.LEAVE, counsellor, now)
    question = await ask.ask(session, await as_speaker(session, cast.li), "复学后还能推荐吗？", now)
    await questions.answer(session, question.id, "可以。", counsellor, now)
    push = (await session.execute(select(Push).where(col(Push.template) == "questions/answer"))).scalar_one()
    delivery = (await session.execute(select(Delivery).where(col(Delivery.push_id) == push.id))).scalar_one()
    assert await chat_for(session, push, delivery, now, Settings(_env_file=None)) == cast.li.telegram_id


async def test_the_class_report_leaves_paused_students_out(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await publish.publish(session, (await factories.approved(session, now)).id, now)
    assert [each.name for each in await chain.unreached(session, cast.civil1, [push.id])] == ["王伟"]
    await standing.pause(session, cast.wang.person_id, Pause.ARMY, await as_speaker(session, cast.counsellor), now)
    assert await chain.unreached(session, cast.civil1, [push.id]) == []


async def test_a_student_who_has_left_is_on_no_list_and_cannot_be_resumed(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    counsellor = await as_speaker(session, cast.counsellor)
    (await session.get_one(Student, cast.wang.person_id)).standing = Standing.LEFT
    listed = await students.listing(session, counsellor, "all", 0, now)
    assert "王伟" not in [row.facts.name for row in listed.rows]
    with pytest.raises(AlreadyDone):
        await standing.resume(session, cast.wang.person_id, counsellor, now)
