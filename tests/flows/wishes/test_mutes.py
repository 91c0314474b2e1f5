"""不再推荐: a mute stops only the postings that the student named, and one tap removes it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import Skip, State
from bot.domain.errors import Stale
from bot.domain.people import Rhythm
from bot.domain.postings.announcement import Unfit
from bot.flows.matching import own_list
from bot.flows.publishing import catch_up
from bot.flows.student import digest
from bot.flows.wishes import mutes
from bot.store.engine import Store
from bot.store.postings import postings
from bot.store.tables import Push
from tests.cast import Cast
from tests.digests import Wire, delivery_of, published, rhythm, send_all

DAY = timedelta(days=1)


async def opened(session: AsyncSession, now: datetime, title: str = "施工员", **fields: Any) -> tuple[int, Push]:
    push = await published(session, now, title, **{"category": "13", **fields})
    assert push.announcement_id is not None
    return (await postings.postings_of(session, push.announcement_id))[0].id, push


async def fitting_titles(session: AsyncSession, cast: Cast, now: datetime) -> list[str]:
    return [each.posting.title for each in await own_list.three_for(session, cast.li.person_id, now)]


async def test_a_mute_is_offered_only_for_the_reasons_employer_and_work(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    posting, _ = await opened(session, now)
    li = cast.li.person_id
    offered = {reason: await mutes.offer(session, li, posting, reason) for reason in Unfit}
    assert {reason for reason, found in offered.items() if found} == {Unfit.EMPLOYER, Unfit.WORK}
    assert not await mutes.of(session, li)
    await mutes.employer_of(session, li, posting)
    assert await mutes.offer(session, li, posting, Unfit.EMPLOYER) is None


async def test_postings_of_a_muted_employer_do_not_fit_until_one_tap_brings_them_back(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    posting, _ = await opened(session, now, "施工员")
    await opened(session, now, "测量员")
    employer = await mutes.employer_of(session, cast.li.person_id, posting)
    await session.flush()
    assert await fitting_titles(session, cast, now) == ["测量员"]
    assert (await mutes.of(session, cast.li.person_id)).employers == [(employer.id, employer.name)]
    await mutes.lift(session, cast.li.person_id, employer=employer.id)
    assert len(await fitting_titles(session, cast, now)) == 2


async def test_a_muted_kind_of_work_hides_all_its_postings_but_no_policy_post(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    posting, _ = await opened(session, now, "施工员")
    await opened(session, now, "测量员")
    await opened(session, now, "教师", category="24")
    await opened(session, now, "三支一扶", policy=True)
    assert await mutes.category_of(session, cast.li.person_id, posting) == "13"
    await session.flush()
    assert sorted(await fitting_titles(session, cast, now)) == ["三支一扶", "教师"]


async def test_a_policy_post_or_a_posting_without_a_kind_cannot_be_muted_by_kind(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    for fields in ({"category": None}, {"policy": True}):
        posting, _ = await opened(session, now, str(fields), **fields)
        assert await mutes.offer(session, cast.li.person_id, posting, Unfit.WORK) is None
        with pytest.raises(Stale):
            await mutes.category_of(session, cast.li.person_id, posting)


async def test_a_muted_posting_that_waits_for_the_digest_stays_out_of_it(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await rhythm(session, cast.li, Rhythm.NOON)
    posting, muted = await opened(session, now + timedelta(minutes=5), "施工员")
    _, other = await opened(session, now + timedelta(minutes=5), "教师", category="24")
    await mutes.employer_of(session, cast.li.person_id, posting)
    await session.flush()
    assert await digest.make(session, now + DAY) == 1
    left_out = await delivery_of(session, muted, cast.li)
    assert (left_out.state, left_out.reason) == (State.SKIPPED, Skip.UNWANTED)
    assert (await delivery_of(session, other, cast.li)).carrier_id is not None


async def test_a_queued_posting_that_was_muted_meanwhile_is_not_sent(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        posting, push = await opened(session, now)
        await mutes.category_of(session, cast.li.person_id, posting)
    wire = Wire()
    await send_all(store, wire, now)
    chats = {chat for chat, _ in wire.sent}
    assert cast.li.telegram_id not in chats and cast.sun.telegram_id in chats
    async with store.reading() as session:
        assert (await delivery_of(session, push, cast.li)).reason == Skip.UNWANTED


async def test_a_student_who_lifts_a_mute_is_caught_up(session: AsyncSession, cast: Cast, now: datetime) -> None:
    posting, _ = await opened(session, now)
    employer = await mutes.employer_of(session, cast.li.person_id, posting)
    await session.flush()
    await catch_up.some(session, now + timedelta(hours=1))
    _, later = await opened(session, now + timedelta(hours=2), "新岗位", employer="另一家")
    assert later is not None
    await mutes.lift(session, cast.li.person_id, employer=employer.id)
    assert await catch_up.some(session, now + timedelta(hours=3)) == 1
