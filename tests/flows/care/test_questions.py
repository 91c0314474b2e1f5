"""A student's question goes to the counsellor, moves up if it is not answered, and is answered once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.care.care import MOST_OPEN, QUESTION_LENGTH, STAFF_A_DAY, Closing, QuestionState
from bot.domain.delivery.push import PushKind
from bot.domain.errors import AlreadyDone, BadInput, NeedsConfirmation, NotAllowed, NotFound, Stale
from bot.domain.people import BondState, Trust, UnitKind
from bot.flows.care import afternoon, ask, questions
from bot.flows.delivery import compose, pushing
from bot.flows.delivery.pushing import Notice
from bot.store import people
from bot.store.delivery import pushes
from bot.store.office import today
from bot.store.people import Speaker
from bot.store.tables import Bond, Delivery, Push, Question
from tests import factories
from tests.cast import Cast, Member

WORDS = "请问三方协议丢了怎么补？"


async def as_speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def asked(session: AsyncSession, member: Member, now: datetime, text: str = WORDS) -> Question:
    return await ask.ask(session, await as_speaker(session, member), text, now)


async def listed(session: AsyncSession, member: Member, now: datetime) -> list[int]:
    found = await questions.waiting(session, await as_speaker(session, member), now)
    return [each.question.id for each in found]


async def test_a_question_waits_with_the_counsellor_and_nobody_else(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    question = await asked(session, cast.li, now)
    assert await listed(session, cast.counsellor, now) == [question.id]
    for other in (cast.civil_staff, cast.computing_staff, cast.office):
        assert await listed(session, other, now) == []


async def test_after_two_working_days_the_college_sees_it_too(session: AsyncSession, cast: Cast, now: datetime) -> None:
    question = await asked(session, cast.li, now)  # Tuesday noon
    assert await listed(session, cast.civil_staff, now + timedelta(days=2) - timedelta(minutes=1)) == []
    assert await listed(session, cast.civil_staff, now + timedelta(days=2)) == [question.id]
    assert await listed(session, cast.computing_staff, now + timedelta(days=9)) == []


async def test_the_college_gets_questions_at_once_when_the_counsellor_has_no_bot(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    bond = (await session.execute(select(Bond).where(col(Bond.person_id) == cast.counsellor.person_id))).scalar_one()
    bond.state = BondState.ENDED
    question = await asked(session, cast.li, now)
    assert await listed(session, cast.civil_staff, now) == [question.id]
    assert await ask.answerer(session, cast.li.person_id) == ""


async def test_a_question_can_move_up_to_the_college_or_the_office_and_come_back(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    question = await asked(session, cast.li, now)
    counsellor = await as_speaker(session, cast.counsellor)
    await questions.move(session, question.id, UnitKind.COLLEGE, counsellor)
    assert await listed(session, cast.counsellor, now) == []
    assert await listed(session, cast.civil_staff, now) == [question.id]
    await questions.move(session, question.id, UnitKind.SCHOOL, await as_speaker(session, cast.civil_staff))
    assert await listed(session, cast.office, now) == [question.id]
    await questions.move(session, question.id, UnitKind.CLASS, counsellor)
    assert await listed(session, cast.counsellor, now) == [question.id]
    with pytest.raises(AlreadyDone):
        await questions.move(session, question.id, UnitKind.CLASS, counsellor)


async def test_the_answer_goes_out_once(session: AsyncSession, cast: Cast, now: datetime) -> None:
    question = await asked(session, cast.li, now)
    counsellor = await as_speaker(session, cast.counsellor)
    await questions.answer(session, question.id, "到学院 203 领新表。", counsellor, now)
    with pytest.raises(AlreadyDone):
        await questions.answer(session, question.id, "另一句", counsellor, now)
    push = await pushes.by_key(session, f"answer:{question.id}")
    assert push is not None and "203" not in str(push.values)
    delivery = (await session.execute(select(Delivery).where(col(Delivery.push_id) == push.id))).scalar_one()
    message = await compose.message_for(session, push, delivery, now)
    assert "马丽老师回复了您" in message.text and "到学院 203 领新表。" in message.text
    assert delivery.person_id == cast.li.person_id


async def test_only_the_students_own_staff_may_read_and_answer(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    question = await asked(session, cast.li, now)
    for other in (cast.computing_staff, cast.cadre):
        with pytest.raises(NotAllowed):
            await questions.answer(session, question.id, "不行", await as_speaker(session, other), now)
    with pytest.raises(NotFound):
        await questions.card(session, question.id + 1, await as_speaker(session, cast.counsellor))


async def test_only_the_asker_withdraws_a_question_and_only_while_it_waits(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    question = await asked(session, cast.li, now)
    with pytest.raises(Stale):
        await ask.withdraw(session, question.id, await as_speaker(session, cast.sun))
    await ask.withdraw(session, question.id, await as_speaker(session, cast.li))
    with pytest.raises(AlreadyDone):
        await questions.answer(session, question.id, "晚了", await as_speaker(session, cast.counsellor), now)


async def test_a_student_is_told_of_a_closed_question_and_may_follow_it_up(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    question = await asked(session, cast.li, now)
    await questions.close(session, question.id, Closing.SPOKE, await as_speaker(session, cast.counsellor), now)
    assert question.state == QuestionState.CLOSED
    li = await as_speaker(session, cast.li)
    again = await ask.ask(session, li, "那要带什么？", now, follows_id=question.id)
    seen = await questions.card(session, again.id, await as_speaker(session, cast.counsellor))
    assert seen.before is question
    with pytest.raises(Stale):
        await ask.ask(session, li, "还有", now, follows_id=again.id)


async def test_empty_long_or_too_many_questions_are_refused(session: AsyncSession, cast: Cast, now: datetime) -> None:
    with pytest.raises(BadInput):
        await asked(session, cast.li, now, "问" * (QUESTION_LENGTH + 1))
    with pytest.raises(BadInput):
        await asked(session, cast.li, now, "  ")
    for _ in range(MOST_OPEN):
        await asked(session, cast.li, now)
    with pytest.raises(BadInput):
        await asked(session, cast.li, now)


async def test_a_question_about_an_unpublished_announcement_is_refused(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    hidden = await factories.approved(session, now)
    li = await as_speaker(session, cast.li)
    with pytest.raises(NotFound):
        await ask.ask(session, li, WORDS, now, announcement_id=hidden.id)


async def test_one_message_at_four_counts_questions_that_waited_four_hours(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await asked(session, cast.li, now)  # Tuesday 12:00
    await asked(session, cast.sun, now + timedelta(minutes=10))
    assert await afternoon.chase(session, now + timedelta(hours=3, minutes=59)) == 0
    for minutes in (0, 5):
        await afternoon.chase(session, now + timedelta(hours=4, minutes=minutes))
    push = await pushes.by_key(session, "questions:2026-11-24")
    assert push is not None and push.matched == 1
    delivery = (await session.execute(select(Delivery).where(col(Delivery.push_id) == push.id))).scalar_one()
    assert (delivery.person_id, delivery.values) == (cast.counsellor.person_id, {"count": 1})


async def test_no_reminder_comes_on_days_off_or_on_the_day_of_the_monday_list(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await asked(session, cast.li, now)
    for day in ("2026-11-28T16:05+08:00", "2026-11-30T16:05+08:00"):
        assert await afternoon.chase(session, datetime.fromisoformat(day)) == 0
    assert (await session.execute(select(Push))).first() is None
    assert await afternoon.chase(session, datetime.fromisoformat("2026-12-01T16:05+08:00")) == 1


async def test_staff_who_had_two_messages_today_get_no_reminder(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await asked(session, cast.li, now)
    for number in range(STAFF_A_DAY):
        await pushing.to_people(
            session, Notice(PushKind.TASK, "join/confirm_task", key=f"task:{number}"), [cast.counsellor.person_id], now
        )
    assert await afternoon.chase(session, now + timedelta(hours=4)) == 0


async def test_a_question_moved_up_is_on_the_offices_desk(session: AsyncSession, cast: Cast, now: datetime) -> None:
    question = await asked(session, cast.li, now)
    assert (await today.desk(session, now)).questions == 0
    await questions.move(session, question.id, UnitKind.SCHOOL, await as_speaker(session, cast.counsellor))
    assert (await today.desk(session, now)).questions == 1


async def test_a_student_known_by_class_code_reads_only_questions_asked_since_joining(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    before = await asked(session, cast.zhao, now - timedelta(days=1))
    after = await asked(session, cast.zhao, now + timedelta(hours=1))
    zhao = await as_speaker(session, cast.zhao)
    assert [each.id for each in await ask.recent(session, zhao)] == [after.id]
    with pytest.raises(NeedsConfirmation):
        await ask.own(session, before.id, zhao)
    bond = await people.bond_of(session, cast.zhao.person_id)
    assert bond is not None
    bond.trust = Trust.PERSONAL
    zhao = await as_speaker(session, cast.zhao)
    assert await ask.own(session, before.id, zhao) is before
    assert len(await ask.recent(session, zhao)) == 2
