"""有意向, 已投递, 面试, 录用: only the student sets them, and undoes them step by step."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import State
from bot.domain.errors import NotAllowed, NotFound, Stale
from bot.domain.postings.announcement import Attitude, step_back
from bot.flows.delivery.opened import opened
from bot.flows.student import applications, interests
from bot.store import people
from bot.store.delivery import pushes
from bot.store.postings import postings
from bot.store.student import interests as rows
from bot.store.tables import Delivery, Push
from tests import factories
from tests.cast import Cast, Member


async def sent(session: AsyncSession, cast: Cast, now: datetime, *titles: str) -> tuple[Delivery, list[int]]:
    """Return 李娜's delivery of an announcement, and the ids of its postings."""
    announcement = await factories.approved(session, now, *titles)
    found = [each.id for each in await postings.postings_of(session, announcement.id)]
    rows = {"rows": [{"posting": each, "score": 1, "reasons": []} for each in found]}
    push = Push(kind="posting", template="student/posting", announcement_id=announcement.id, created_at=now)
    session.add(push)
    await session.flush()
    recipient = pushes.Recipient(cast.li.person_id, State.SENT, None, cast.civil1, cast.civil, rows)
    await pushes.add_recipients(session, push, [recipient], now)
    (delivery,) = await pushes.rows_in(session, push.id, State.SENT)
    return delivery, found


async def stage_of(session: AsyncSession, who: Member, posting: int) -> str | None:
    return (await rows.marks(session, who.person_id, [posting])).get(posting)


def test_each_stage_is_taken_back_to_the_one_before() -> None:
    assert [step_back(each) for each in Attitude] == [
        None, None, Attitude.WANTS, Attitude.APPLIED, Attitude.INTERVIEW,
    ]  # fmt: skip


async def test_wanting_again_does_not_undo_an_interview(session: AsyncSession, cast: Cast, now: datetime) -> None:
    delivery, (posting,) = await sent(session, cast, now, "施工员")
    assert await interests.want(session, delivery, posting, now)
    await interests.move_on(session, delivery, posting, Attitude.INTERVIEW, now)
    assert not await interests.want(session, delivery, posting, now)
    assert await stage_of(session, cast.li, posting) == Attitude.INTERVIEW


async def test_taking_back_goes_one_step_at_a_time(session: AsyncSession, cast: Cast, now: datetime) -> None:
    delivery, (posting,) = await sent(session, cast, now, "施工员")
    await interests.want(session, delivery, posting, now)
    await interests.move_on(session, delivery, posting, Attitude.APPLIED, now)
    await interests.step_back(session, delivery, posting, now)
    assert await stage_of(session, cast.li, posting) == Attitude.WANTS
    for _ in range(2):
        await interests.step_back(session, delivery, posting, now)
    assert await stage_of(session, cast.li, posting) is None


async def test_only_a_wanted_posting_moves_on(session: AsyncSession, cast: Cast, now: datetime) -> None:
    delivery, (posting,) = await sent(session, cast, now, "施工员")
    with pytest.raises(Stale):
        await interests.move_on(session, delivery, posting, Attitude.HIRED, now)
    await interests.want(session, delivery, posting, now)
    with pytest.raises(Stale):
        await interests.move_on(session, delivery, posting, Attitude.UNFIT, now)


async def test_the_furthest_application_comes_first_and_unfit_ones_are_left_out(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    delivery, (first, second, third) = await sent(session, cast, now, "施工员", "测量员", "资料员")
    await interests.want(session, delivery, first, now)
    await interests.say(session, delivery, second, Attitude.HIRED, now)
    await interests.say(session, delivery, third, Attitude.UNFIT, now)
    found = await applications.mine(session, cast.li.person_id)
    assert [each.posting.title for each in found] == ["测量员", "施工员"]


async def test_a_dropped_application_can_be_put_back_as_it_was(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    delivery, (posting,) = await sent(session, cast, now, "施工员")
    await interests.say(session, delivery, posting, Attitude.APPLIED, now)
    before = await applications.put(session, cast.li.person_id, posting, None, now)
    assert before == Attitude.APPLIED
    await applications.put(session, cast.li.person_id, posting, before, now)
    assert await stage_of(session, cast.li, posting) == Attitude.APPLIED


async def test_a_student_cannot_mark_a_posting_they_were_not_sent(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    _, (posting,) = await sent(session, cast, now, "施工员")
    with pytest.raises(NotFound):
        await applications.put(session, cast.sun.person_id, posting, Attitude.HIRED, now)
    with pytest.raises(NotFound):
        await applications.one(session, cast.li.person_id, posting)


async def test_another_student_cannot_press_in_the_message(session: AsyncSession, cast: Cast, now: datetime) -> None:
    delivery, _ = await sent(session, cast, now, "施工员")
    sun = await people.speaker(session, cast.sun.telegram_id)
    assert sun is not None
    with pytest.raises(NotAllowed):
        await opened(session, delivery.id, sun, now)
