"""Leads: a vacancy seen elsewhere goes to the office, and its sender is told once whether it was used."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AlreadyDone, BadInput, NotFound, Stale
from bot.domain.postings.announcement import LeadState
from bot.flows.postings import intake, leads
from bot.store import people
from bot.store.delivery import pushes
from bot.store.people import Speaker
from bot.store.postings import leads as rows
from bot.store.tables import Lead
from tests.cast import Cast, Member
from tests.postings import ENGINEER, newest, read

PHOTO = b"\xff\xd8\xff photo"


async def speaker(session: AsyncSession, who: Member) -> Speaker:
    found = await people.speaker(session, who.telegram_id)
    assert found is not None
    return found


async def sent(session: AsyncSession, who: Member, now: datetime, words: str = "虚构银行招柜员") -> Lead:
    by = await speaker(session, who)
    await leads.write(session, by, now, words)
    return await leads.send(session, by, now)


async def test_nobody_sees_a_lead_before_it_is_sent(session: AsyncSession, cast: Cast, now: datetime) -> None:
    draft = await leads.write(session, await speaker(session, cast.li), now, "虚构银行招柜员")
    assert await rows.count_open(session) == 0
    with pytest.raises(NotFound):
        await leads.card(session, draft.id)


async def test_a_later_text_replaces_the_text_of_the_draft_and_keeps_its_photo(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    by = await speaker(session, cast.li)
    await leads.write(session, by, now, "虚构银行招柜员", PHOTO)
    draft = await leads.write(session, by, now, "虚构银行招柜员 3 人")
    assert (draft.text, draft.photo) == ("虚构银行招柜员 3 人", PHOTO)


async def test_the_office_sees_the_name_and_class_of_the_sender(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    lead = await sent(session, cast.cadre, now)
    card = await leads.card(session, lead.id)
    assert (card.sender, card.place) == ("张强", "土木2301")
    assert [line.sender for line in (await rows.page(session, 9)).lines] == ["张强"]


async def test_a_photo_is_stored_encrypted(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await leads.write(session, await speaker(session, cast.li), now, "", PHOTO)
    stored = (await session.execute(text("select photo from lead"))).scalar_one()
    assert PHOTO not in bytes(stored)


@pytest.mark.parametrize(
    ("words", "photo"),
    [("", None), ("长" * 2001, None), ("", b"%PDF-1.4"), ("", PHOTO + b"0" * leads.LARGEST_PHOTO)],
    ids=["nothing", "too long", "no photo", "too large"],
)
async def test_a_lead_that_cannot_be_used_is_refused(
    session: AsyncSession, cast: Cast, now: datetime, words: str, photo: bytes | None
) -> None:
    with pytest.raises(BadInput):
        await leads.write(session, await speaker(session, cast.li), now, words, photo)


async def test_the_sixth_lead_of_a_day_is_refused_until_tomorrow(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    for number in range(leads.A_DAY):
        await sent(session, cast.li, now, f"第 {number} 条")
    by = await speaker(session, cast.li)
    with pytest.raises(BadInput):
        await leads.check_quota(session, by, now)
    await leads.check_quota(session, by, now + timedelta(hours=13))  # past midnight in Shanghai


async def test_a_second_press_on_send_sends_nothing(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await sent(session, cast.li, now)
    with pytest.raises(Stale):
        await leads.send(session, await speaker(session, cast.li), now)


async def test_the_sender_is_told_why_a_lead_was_not_used(session: AsyncSession, cast: Cast, now: datetime) -> None:
    lead = await sent(session, cast.li, now)
    await leads.refuse(session, lead.id, cast.office.person_id, "已经截止。", now)
    push = await pushes.by_key(session, f"lead:{lead.id}")
    assert push is not None and push.values["reason"] == "已经截止"
    with pytest.raises(AlreadyDone):
        await leads.refuse(session, lead.id, cast.colleague.person_id, "别的原因", now)


async def test_entering_a_lead_links_the_announcement_and_thanks_the_sender(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    lead = await sent(session, cast.li, now)
    await intake.enter(session, read(ENGINEER), now, by=cast.office.person_id, lead=lead.id)
    assert (await newest(session)).lead_id == lead.id
    assert lead.state == LeadState.TAKEN
    push = await pushes.by_key(session, f"lead:{lead.id}")
    assert push is not None and push.template == "leads/taken"
    assert await rows.count_open(session) == 0


async def test_old_drafts_are_deleted(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await leads.write(session, await speaker(session, cast.li), now, "没有发完")
    await rows.forget_drafts(session, now + timedelta(days=3))
    assert await rows.draft_of(session, cast.li.person_id) is None
