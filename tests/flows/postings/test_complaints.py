"""Complaints reach the office as one case for each announcement, and each reader is answered once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import Release
from bot.domain.errors import AlreadyDone, BadInput, NotAllowed, NotFound, Stale
from bot.domain.postings.announcement import ComplaintState
from bot.domain.postings.complaint import Reason
from bot.flows.postings import complaints
from bot.flows.publishing import publish
from bot.store import people
from bot.store.delivery import pushes
from bot.store.people import Speaker
from bot.store.postings import complaints as rows
from bot.store.tables import Complaint, Delivery, Push
from tests import factories
from tests.cast import Cast, Member


async def published(session: AsyncSession, now: datetime, employer: str = "虚构科技公司") -> Push:
    announcement = await factories.approved(session, now, employer=employer)
    return await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)


async def speaker(session: AsyncSession, who: Member) -> Speaker:
    found = await people.speaker(session, who.telegram_id)
    assert found is not None
    return found


async def delivery(session: AsyncSession, push: Push, who: Member) -> int:
    query = select(col(Delivery.id)).where(col(Delivery.push_id) == push.id, col(Delivery.person_id) == who.person_id)
    return (await session.execute(query)).scalar_one()


async def complain(
    session: AsyncSession, push: Push, who: Member, now: datetime, reason: Reason = Reason.FEE, note: str = ""
) -> Complaint:
    by = await speaker(session, who)
    return await complaints.file(session, await delivery(session, push, who), by, reason, note, now)


async def test_a_complaint_is_due_two_working_days_later(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now)
    assert (await complain(session, push, cast.li, now)).due_at == now + timedelta(days=2)
    friday = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    assert (await complain(session, push, cast.sun, friday)).due_at == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


async def test_a_person_reports_an_announcement_once(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now)
    await complain(session, push, cast.li, now)
    with pytest.raises(AlreadyDone):
        await complain(session, push, cast.li, now, Reason.FALSE)


async def test_only_a_recipient_may_report_an_announcement(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now)
    with pytest.raises(NotAllowed):
        await complaints.subject(session, await delivery(session, push, cast.li), await speaker(session, cast.sun), now)


async def test_the_reason_other_needs_a_note(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now)
    with pytest.raises(BadInput):
        await complain(session, push, cast.li, now, Reason.OTHER)
    assert (await complain(session, push, cast.li, now, Reason.OTHER, " 地址是空的 ")).note == "地址是空的"


async def test_a_complaint_can_be_taken_back_until_it_is_decided(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await published(session, now)
    mine = await complain(session, push, cast.li, now)
    with pytest.raises(NotAllowed):
        await complaints.take_back(session, mine.id, await speaker(session, cast.sun))
    await complaints.take_back(session, mine.id, await speaker(session, cast.li))
    assert await rows.count_open(session) == 0
    await complain(session, push, cast.li, now)


async def test_complaints_are_grouped_by_announcement_with_overdue_and_fraud_first(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    late, fraud, plain = [await published(session, now, name) for name in ("拖延公司", "收费公司", "含糊公司")]
    await complain(session, late, cast.li, now, Reason.UNREACHABLE)
    later = now + timedelta(days=3)
    await complain(session, plain, cast.li, later - timedelta(hours=1), Reason.DIFFERENT)
    await complain(session, fraud, cast.li, later, Reason.FEE)
    await complain(session, fraud, cast.sun, later, Reason.FEE)
    found = await complaints.cases(session, later)
    assert [case.employer.name for case in found] == ["拖延公司", "收费公司", "含糊公司"]
    assert (found[0].overdue, found[1].reasons) == (True, {"fee": 2})
    assert await rows.count_open(session) == 3


async def test_three_reports_of_possible_fraud_alert_the_office_once(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await published(session, now)
    key = f"complaints:urgent:{push.announcement_id}"
    await complain(session, push, cast.li, now, Reason.FEE)
    await complain(session, push, cast.sun, now, Reason.DIFFERENT)
    assert await pushes.by_key(session, key) is None
    await complain(session, push, cast.cadre, now, Reason.DIFFERENT)
    called = await pushes.by_key(session, key)
    assert called is not None and called.urgent and called.matched == 2
    await complain(session, push, cast.zhou, now, Reason.FEE)
    assert called.matched == 2


async def test_everyone_who_reported_is_answered_once(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now)
    assert push.announcement_id is not None
    await complain(session, push, cast.li, now)
    await complain(session, push, cast.sun, now)
    seen = (await complaints.card(session, push.announcement_id, now)).seen
    await complaints.decide(session, push.announcement_id, seen, cast.office.person_id, now)
    answer = await pushes.by_key(session, f"complaint:{push.announcement_id}:1")
    assert answer is not None and (answer.template, answer.matched) == ("complaints/upheld", 2)
    with pytest.raises(NotFound):
        await complaints.card(session, push.announcement_id, now)
    await complain(session, push, cast.zhou, now)
    again = await complaints.card(session, push.announcement_id, now)
    await complaints.decide(
        session, push.announcement_id, again.seen, cast.office.person_id, now + timedelta(hours=1), "属实"
    )
    second = await pushes.by_key(session, f"complaint:{push.announcement_id}:2")
    assert second is not None and second.matched == 1


async def test_a_decision_covers_only_the_complaints_that_were_shown(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await published(session, now)
    assert push.announcement_id is not None
    first = await complain(session, push, cast.li, now)
    seen = (await complaints.card(session, push.announcement_id, now)).seen
    await complain(session, push, cast.sun, now)
    with pytest.raises(Stale):
        await complaints.decide(session, push.announcement_id, seen, cast.office.person_id, now)
    assert first.state == ComplaintState.OPEN


async def test_a_rejection_needs_a_reason(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now)
    assert push.announcement_id is not None
    await complain(session, push, cast.li, now)
    seen = (await complaints.card(session, push.announcement_id, now)).seen
    with pytest.raises(BadInput):
        await complaints.decide(session, push.announcement_id, seen, cast.office.person_id, now, " ")
