"""毕业去向: the steps that a record may take, the people who may take them, and the log of each step."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.delivery.push import PushKind
from bot.domain.destinations.destination import DestinationState, Fault
from bot.domain.errors import BadEvidence, FilingNeedsConfirmation, NotAllowed, Stale
from bot.domain.people import Intent
from bot.flows.destinations import ask_audit, filing
from bot.flows.destinations import destinations as flow
from bot.flows.destinations.destinations import Card
from bot.flows.destinations.filing import Paper
from bot.store import people
from bot.store.destinations import destinations
from bot.store.engine import Store
from bot.store.people import Speaker
from bot.store.tables import Delivery, Push, Student
from jobs import ask_destination as job
from tests.cast import Cast, Member

CONTRACT = {
    "employer_name": "长春示例设计院有限公司",
    "uscc": "91220101MA0X1A2B2P",
    "employer_type": "国有企业",
    "industry": "建筑业",
    "place": "长春市朝阳区",
    "address": "示例路 1 号",
    "position": "工程技术人员",
    "contact": "王老师",
    "phone": "0431-12345678",
    "signed_on": "2026-11-20",
    "monthly_pay": "6500",
    "contract_period": "2026-12-01 至 2029-11-30",
}
PAPER = Paper("合同.pdf", b"%PDF-1.7 a contract")
MONDAY = datetime.fromisoformat("2026-12-07T10:05+08:00")


async def as_speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def filed(
    session: AsyncSession, member: Member, now: datetime, code: str = "11", fields: Mapping[str, str] = CONTRACT
) -> Card:
    return await filing.file(session, await as_speaker(session, member), code, fields, PAPER, now)


async def approved(session: AsyncSession, cast: Cast, now: datetime) -> Card:
    card = await filed(session, cast.li, now)
    return await flow.audit(
        session, card.record.id, card.record.version, await as_speaker(session, cast.civil_staff), now
    )


async def confirmed(session: AsyncSession, cast: Cast, now: datetime) -> Card:
    card = await approved(session, cast, now)
    return await flow.confirm(session, card.record.id, await as_speaker(session, cast.li), now)


async def test_a_graduate_is_settled_only_by_their_own_confirmation(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    card = await approved(session, cast, now)
    assert not (await session.get_one(Student, cast.li.person_id)).settled
    with pytest.raises(NotAllowed):
        await flow.confirm(session, card.record.id, await as_speaker(session, cast.sun), now)
    await flow.confirm(session, card.record.id, await as_speaker(session, cast.li), now)
    assert (await session.get_one(Student, cast.li.person_id)).settled


async def test_every_move_is_logged_with_its_person_and_the_fields(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    card = await confirmed(session, cast, now)
    events = await destinations.history(session, card.record.id)
    assert [(event.state.value, event.by_person) for event in events] == [
        ("filed", cast.li.person_id),
        ("approved", cast.civil_staff.person_id),
        ("confirmed", cast.li.person_id),
    ]
    assert events[0].snapshot["fields"]["uscc"] == CONTRACT["uscc"]


async def test_a_second_press_is_stale_and_changes_nothing(session: AsyncSession, cast: Cast, now: datetime) -> None:
    card = await approved(session, cast, now)
    staff = await as_speaker(session, cast.civil_staff)
    with pytest.raises(Stale):
        await flow.audit(session, card.record.id, card.record.version, staff, now)
    assert len(await destinations.history(session, card.record.id)) == 2


async def test_a_card_of_an_earlier_version_is_stale(session: AsyncSession, cast: Cast, now: datetime) -> None:
    staff = await as_speaker(session, cast.civil_staff)
    card = await filed(session, cast.li, now)
    await flow.audit(session, card.record.id, 1, staff, now, "看不清")
    again = await filed(session, cast.li, now)
    assert again.record.version == 2
    with pytest.raises(Stale):
        await flow.audit(session, card.record.id, 1, staff, now)


async def test_another_college_may_not_decide(session: AsyncSession, cast: Cast, now: datetime) -> None:
    card = await filed(session, cast.li, now)
    with pytest.raises(NotAllowed):
        await flow.audit(session, card.record.id, 1, await as_speaker(session, cast.computing_staff), now)
    assert card.record.state == DestinationState.FILED


async def test_only_the_office_decides_on_a_contested_record(session: AsyncSession, cast: Cast, now: datetime) -> None:
    card = await confirmed(session, cast, now)
    await flow.contest(session, card.record.id, await as_speaker(session, cast.li), "我没有签这份合同", now)
    assert not (await session.get_one(Student, cast.li.person_id)).settled
    with pytest.raises(Stale):
        await flow.audit(session, card.record.id, 1, await as_speaker(session, cast.civil_staff), now)
    seen, count = await flow.next_waiting(session, await as_speaker(session, cast.office))
    assert seen is not None and count == 1
    assert seen.record.reason == "我没有签这份合同"


async def test_a_change_of_plans_keeps_the_old_record(session: AsyncSession, cast: Cast, now: datetime) -> None:
    old = await confirmed(session, cast, now)
    study = {"school": "示范大学", "study_major": "土木工程"}
    new = await filed(session, cast.li, now + timedelta(days=1), "802", study)
    assert old.record.superseded_at is not None and old.record.state == DestinationState.CONFIRMED
    assert await destinations.current(session, cast.li.person_id) is new.record
    assert not (await session.get_one(Student, cast.li.person_id)).settled


async def test_a_student_who_joined_by_a_class_code_may_not_file(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    with pytest.raises(FilingNeedsConfirmation):
        await filed(session, cast.zhao, now)


@pytest.mark.parametrize(
    "paper",
    [
        Paper("实习证明.pdf", b"%PDF"),
        Paper("photo.jpg", b"\xff\xd8\xff", "顶岗材料"),
        Paper("contract.pdf", b"MZ not a pdf"),
        Paper("big.pdf", b"%PDF" + bytes(filing.LARGEST_EVIDENCE)),
    ],
    ids=["file name", "caption", "kind", "size"],
)
def test_a_paper_that_proves_nothing_is_refused(paper: Paper) -> None:
    with pytest.raises(BadEvidence):
        filing.check_paper("11", paper)


async def test_a_settled_code_needs_a_paper(session: AsyncSession, cast: Cast, now: datetime) -> None:
    with pytest.raises(BadEvidence):
        await filing.file(session, await as_speaker(session, cast.li), "11", CONTRACT, None, now)
    assert await destinations.current(session, cast.li.person_id) is None


def test_the_credit_code_is_needed_only_for_a_founded_company(now: datetime) -> None:
    venture = {"venture_name": "示例工作室", "place": "长春市", "industry": "建筑业"}
    assert filing.problems("75", {**venture, "startup_kind": "C 电子商务"}, now) == ()
    (problem,) = filing.problems("75", {**venture, "startup_kind": "A 创立公司"}, now)
    assert (problem.key, problem.fault) == ("uscc", Fault.MISSING)


async def test_graduates_who_filed_nothing_are_asked_once_a_week(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        await filed(session, cast.li, now)
        (await session.get_one(Student, cast.sun.person_id)).intent = Intent.STUDY
    for moment in (MONDAY - timedelta(minutes=10), MONDAY, MONDAY + timedelta(hours=1)):
        await job.tick(store, moment, filing=False)
    async with store.reading() as session:
        asked = await session.execute(select(col(Delivery.person_id)).join(Push, col(Push.id) == col(Delivery.push_id)))
        assert set(asked.scalars()) == {cast.cadre.person_id, cast.zhao.person_id, cast.zhou.person_id}
    await job.tick(store, MONDAY + timedelta(days=7), filing=False)
    async with store.reading() as session:
        assert len((await session.execute(select(Push))).scalars().all()) == 2


async def test_a_college_gets_one_card_a_day_in_office_hours(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await filed(session, cast.li, now)
    assert await ask_audit.daily(session, now + timedelta(hours=8)) == 0
    for minutes in (0, 5):
        await ask_audit.daily(session, now + timedelta(minutes=minutes))
    (card,) = (await session.execute(select(Push).where(col(Push.kind) == PushKind.TASK))).scalars()
    (delivery,) = (await session.execute(select(Delivery).where(col(Delivery.push_id) == card.id))).scalars()
    assert delivery.person_id == cast.civil_staff.person_id
