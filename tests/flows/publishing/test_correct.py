"""A published announcement is corrected. It is approved as changed, its messages are outdated, and the students who
want it are told once."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import Release
from bot.domain.delivery.delivery import State
from bot.domain.errors import CorrectionBlocked, NothingChanged, Stale
from bot.domain.people import Role
from bot.domain.postings.announcement import AnnouncementState, Attitude
from bot.domain.postings.posting import Field
from bot.flows.delivery import compose
from bot.flows.postings.draft import Edit, draft
from bot.flows.postings.review import SEEN
from bot.flows.publishing import correct, publish
from bot.flows.publishing.correct import Correction
from bot.flows.student import interests
from bot.store.delivery import pushes
from bot.store.people import Speaker
from bot.store.postings import changes, postings
from bot.store.tables import Announcement, Change, Delivery, Push
from tests.cast import Cast, Member
from tests.flows.postings.test_edit import speaker
from tests.postings import ENGINEER, approved


@pytest.fixture
def office(cast: Cast) -> Speaker:
    return speaker(cast.office, Role.OFFICE, cast.school)


async def out(session: AsyncSession, now: datetime, *rows: dict[str, str]) -> tuple[Announcement, Push]:
    """Publish an announcement that reaches everybody with a bot."""
    announcement = await approved(session, now, *(rows or (ENGINEER,)))
    push = await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
    for row in await pushes.rows_in(session, push.id, State.QUEUED):
        row.state, row.sent_at, row.chat_id, row.message_id = State.SENT, now, 1000 + row.person_id, 50 + row.id
    await session.flush()
    return announcement, push


async def delivery(session: AsyncSession, push: Push, who: Member) -> Delivery:
    query = select(Delivery).where(col(Delivery.push_id) == push.id, col(Delivery.person_id) == who.person_id)
    return (await session.execute(query)).scalar_one()


async def fix(
    session: AsyncSession, announcement: Announcement, office: Speaker, now: datetime, field: Field, text: str
) -> Change:
    [posting] = await postings.postings_of(session, announcement.id)
    shared = field in (Field.APPLY_HOW, Field.DEADLINE)
    edits = [Edit(0 if shared else posting.id, field, text)]
    return await correct.correct(
        session, Correction(announcement.id, announcement.content_hash[:SEEN], edits), office, now
    )


async def told(session: AsyncSession, key: str) -> list[int]:
    rows = await session.execute(
        select(col(Delivery.person_id)).join(Push, col(Push.id) == col(Delivery.push_id)).where(col(Push.key) == key)
    )
    return sorted(rows.scalars())


async def test_a_corrected_announcement_counts_as_approved(
    session: AsyncSession, office: Speaker, now: datetime
) -> None:
    announcement, _ = await out(session, now)
    await fix(session, announcement, office, now, Field.SALARY, "6000-8000元/月")
    whole = await postings.whole(session, announcement.id)
    assert whole is not None
    assert announcement.approved_hash == announcement.content_hash == whole.hash_now
    assert announcement.state == AnnouncementState.PUBLISHED


async def test_every_delivered_message_waits_to_be_edited(
    session: AsyncSession, cast: Cast, office: Speaker, now: datetime
) -> None:
    announcement, push = await out(session, now)
    change = await fix(session, announcement, office, now, Field.DESCRIPTION, "负责结构计算。")
    assert change.to_edit == 4 and (await changes.mending(session, announcement.id)).left == 4
    text = (await compose.message_for(session, push, await delivery(session, push, cast.li), now)).text
    assert "更正：岗位描述" in text


async def test_only_students_who_want_it_are_told_and_only_of_serious_changes(
    session: AsyncSession, cast: Cast, office: Speaker, now: datetime
) -> None:
    announcement, push = await out(session, now)
    [posting] = await postings.postings_of(session, announcement.id)
    await interests.say(session, await delivery(session, push, cast.li), posting.id, Attitude.WANTS, now)
    await interests.say(session, await delivery(session, push, cast.sun), posting.id, Attitude.UNFIT, now)
    light = await fix(session, announcement, office, now, Field.DESCRIPTION, "负责结构计算。")
    grave = await fix(session, announcement, office, now, Field.SALARY, "6000-8000元/月")
    assert (light.serious, await told(session, f"change:{light.id}")) == (False, [])
    assert (grave.serious, await told(session, f"change:{grave.id}")) == (True, [cast.li.person_id])


async def test_a_new_deadline_moves_the_end_of_sending(session: AsyncSession, office: Speaker, now: datetime) -> None:
    announcement, push = await out(session, now)
    await fix(session, announcement, office, now, Field.DEADLINE, "2027-01-15")
    assert announcement.deadline == date(2027, 1, 15)
    assert push.not_after == publish.closes_at(announcement)


async def test_a_correction_cannot_add_a_blocked_text(session: AsyncSession, office: Speaker, now: datetime) -> None:
    announcement, _ = await out(session, now)
    with pytest.raises(CorrectionBlocked):
        await fix(session, announcement, office, now, Field.DESCRIPTION, "限男性。")


async def test_a_correction_without_a_change_is_refused(session: AsyncSession, office: Speaker, now: datetime) -> None:
    announcement, _ = await out(session, now)
    with pytest.raises(NothingChanged):
        await fix(session, announcement, office, now, Field.SALARY, "8000-12000元/月")


async def test_a_preview_of_older_content_is_refused(session: AsyncSession, office: Speaker, now: datetime) -> None:
    announcement, _ = await out(session, now)
    seen = announcement.content_hash[:SEEN]
    await fix(session, announcement, office, now, Field.SALARY, "6000-8000元/月")
    with pytest.raises(Stale):
        edits = [Edit(0, Field.APPLY_HOW, "x@example.com")]
        await correct.correct(session, Correction(announcement.id, seen, edits), office, now)


async def test_the_preview_counts_messages_and_people(
    session: AsyncSession, cast: Cast, office: Speaker, now: datetime
) -> None:
    announcement, push = await out(session, now)
    [posting] = await postings.postings_of(session, announcement.id)
    await interests.say(session, await delivery(session, push, cast.li), posting.id, Attitude.APPLIED, now)
    whole = await postings.whole(session, announcement.id)
    assert whole is not None
    made = draft(whole, [Edit(posting.id, Field.REGION, "沈阳市")], now)
    shown = await correct.preview(session, made)
    assert (shown.edits, shown.tells, made.serious) == (4, 1, True)


async def test_another_correction_undoes_a_correction(session: AsyncSession, office: Speaker, now: datetime) -> None:
    announcement, _ = await out(session, now)
    before = announcement.content_hash
    await fix(session, announcement, office, now, Field.SALARY, "6000-8000元/月")
    edits = await correct.reverse(session, announcement.id)
    await correct.correct(session, Correction(announcement.id, announcement.content_hash[:SEEN], edits), office, now)
    assert announcement.approved_hash == announcement.content_hash == before
    assert len(await changes.of(session, announcement.id)) == 2
