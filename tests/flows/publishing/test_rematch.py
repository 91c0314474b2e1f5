"""A correction changes the students that an announcement fits, and the reasons that a message may show."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clock import Clock
from bot.domain.chain.chain import Release, RungState
from bot.domain.delivery.delivery import Skip, State
from bot.domain.people import Role
from bot.domain.postings.posting import Field
from bot.flows.chain import relay
from bot.flows.delivery import compose
from bot.flows.postings.draft import Edit, draft
from bot.flows.postings.review import SEEN
from bot.flows.publishing import correct, publish
from bot.flows.publishing.correct import Correction
from bot.settings import Settings
from bot.store.chain import chain
from bot.store.delivery import ledgers, pushes
from bot.store.people import Speaker
from bot.store.postings import postings
from bot.store.postings.postings import Whole
from bot.store.tables import Announcement, Push, Rung
from jobs.sending import checks
from tests.cast import Cast
from tests.flows.postings.test_edit import speaker
from tests.flows.publishing.test_correct import delivery, fix, out
from tests.postings import ENGINEER, approved

SHENYANG = "沈阳市"


@pytest.fixture
def office(cast: Cast) -> Speaker:
    return speaker(cast.office, Role.OFFICE, cast.school)


async def text_for(session: AsyncSession, push: Push, who: object, now: datetime) -> str:
    row = await delivery(session, push, who)  # type: ignore[arg-type]
    return (await compose.message_for(session, push, row, now)).text


async def test_a_message_drops_the_reason_of_a_corrected_place(
    session: AsyncSession, cast: Cast, office: Speaker, now: datetime
) -> None:
    announcement, push = await out(session, now)
    assert "在您想去的地方" in await text_for(session, push, cast.li, now)
    await fix(session, announcement, office, now, Field.REGION, SHENYANG)
    corrected = await text_for(session, push, cast.li, now)
    assert SHENYANG in corrected and "✓" not in corrected
    assert "更正后与您的意向不完全相符了" in corrected
    assert "✓ 专业对口" in await text_for(session, push, cast.sun, now)  # 孙悦 wants any place


async def test_a_waiting_row_that_no_longer_fits_is_sent_only_if_the_correction_is_undone(
    session: AsyncSession, cast: Cast, office: Speaker, now: datetime
) -> None:
    announcement = await approved(session, now, ENGINEER)
    push = await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
    await fix(session, announcement, office, now, Field.REGION, SHENYANG)
    row = await delivery(session, push, cast.li)
    assert row.state == State.QUEUED
    edits = await correct.reverse(session, announcement.id)
    await correct.correct(session, Correction(announcement.id, announcement.content_hash[:SEEN], edits), office, now)
    assert await checks.chat_for(session, push, row, now, Settings(_env_file=None)) == cast.li.telegram_id
    await fix(session, announcement, office, now, Field.REGION, SHENYANG)
    assert await checks.chat_for(session, push, row, now, Settings(_env_file=None)) is None
    assert (row.state, row.reason) == (State.SKIPPED, Skip.UNFIT)


async def test_students_whom_it_fits_now_get_it_through_the_chain(
    session: AsyncSession, cast: Cast, office: Speaker, now: datetime
) -> None:
    announcement = await approved(session, now, ENGINEER)
    push = await publish.publish(session, announcement.id, now, release=Release.COLLEGE)
    before = {each.person_id for each in await pushes.rows_of(session, push.id)}
    assert cast.zhou.person_id not in before
    await fix(session, announcement, office, now, Field.MAJORS, "土木工程、软件工程")
    await fix(session, announcement, office, now, Field.REGION, "长春市、北京市")
    rows = {each.person_id: each for each in await pushes.rows_of(session, push.id)}
    assert before < rows.keys()
    assert rows[cast.zhou.person_id].state == State.WAITING
    assert rows[cast.wu.person_id].state == State.NO_BOT
    assert cast.computing in {rung.unit_id for rung in await chain.rungs_of(session, push.id)}
    ledger = await ledgers.ledger_of(session, push.id)
    assert ledger.balances and ledger.matched == len(rows)


async def test_a_reader_keeps_a_posting_that_no_longer_fits(
    session: AsyncSession, cast: Cast, office: Speaker, now: datetime
) -> None:
    """One of two postings no longer fits. It stays in the message, after the posting that fits."""
    announcement, push = await out(session, now, ENGINEER, ENGINEER | {"岗位名称": "测量员"})
    first, _ = await postings.postings_of(session, announcement.id)
    edits = [correct.Edit(first.id, Field.REGION, SHENYANG)]
    await correct.correct(session, Correction(announcement.id, announcement.content_hash[:SEEN], edits), office, now)
    row = await delivery(session, push, cast.li)
    assert [each.get("fits", True) for each in row.values["rows"]] == [True, False]
    assert row.values["rows"][1]["posting"] == first.id
    assert "按您的专业和求职意向推送" in await text_for(session, push, cast.li, Clock().now())


async def held(session: AsyncSession, cast: Cast, now: datetime) -> tuple[Announcement, Push, Rung]:
    """Publish a posting that closes in a month, and let the civil college hold it for a week."""
    announcement = await approved(session, now, ENGINEER | {"截止日期": "2026-12-24"})
    push = await publish.publish(session, announcement.id, now, release=Release.COLLEGE)
    [rung] = [each for each in await chain.rungs_of(session, push.id) if each.unit_id == cast.civil]
    college = speaker(cast.civil_staff, Role.COLLEGE, cast.civil)
    await relay.hold(session, rung.id, college, now, now + timedelta(days=7), "等双选会")
    return announcement, push, rung


async def test_an_earlier_deadline_ends_a_hold_a_day_before_and_tells_the_college(
    session: AsyncSession, cast: Cast, office: Speaker, now: datetime
) -> None:
    announcement, push, rung = await held(session, cast, now)
    made = draft(await _whole(session, announcement), [Edit(0, Field.DEADLINE, "2026-11-26")], now)
    assert (await correct.preview(session, made)).holds == 1
    await fix(session, announcement, office, now, Field.DEADLINE, "2026-11-26")
    assert push.not_after is not None and rung.held_until is not None
    assert rung.held_until <= push.not_after - timedelta(days=1)
    told = await session.scalars(select(Push).where(col(Push.key).startswith(f"rung:{rung.id}:")))
    assert [each.values["held_until"] for each in told] == [rung.held_until.isoformat()]
    assert await relay.pass_by_itself(session, rung.held_until) >= 1
    assert rung.state == RungState.PASSED


async def test_a_posting_that_closes_soon_after_a_correction_is_urgent_and_waits_for_no_digest(
    session: AsyncSession, cast: Cast, office: Speaker, now: datetime
) -> None:
    announcement = await approved(session, now, ENGINEER | {"截止日期": "2026-12-24"})
    push = await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
    (await delivery(session, push, cast.li)).bundled = True
    await fix(session, announcement, office, now, Field.DEADLINE, "2026-11-25")
    row = await delivery(session, push, cast.li)
    await session.refresh(row)
    assert push.urgent and not row.bundled
    await fix(session, announcement, office, now, Field.DEADLINE, "2026-12-24")
    assert not push.urgent


async def test_the_preview_says_who_is_reached_and_who_is_dropped(
    session: AsyncSession, cast: Cast, office: Speaker, now: datetime
) -> None:
    for place, other in ((SHENYANG, "长春市"), ("长春市", SHENYANG)):
        row = ENGINEER | {"单位名称": f"{place}虚构院", "工作地点": place}
        announcement = await approved(session, now, row)
        await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
        [posting] = await postings.postings_of(session, announcement.id)
        made = draft(await _whole(session, announcement), [Edit(posting.id, Field.REGION, other)], now)
        seen = await correct.preview(session, made)
        assert (seen.reaches > 0, seen.drops > 0) == (other == "长春市", other == SHENYANG)


async def _whole(session: AsyncSession, announcement: Announcement) -> Whole:
    whole = await postings.whole(session, announcement.id)
    assert whole is not None
    return whole
