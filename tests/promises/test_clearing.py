"""/privacy promises: records are kept until 31 December of the year after graduation; papers stay."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot import render
from bot.domain.care.care import CallOutcome, Pause
from bot.domain.delivery.delivery import Ledger
from bot.domain.delivery.push import PushKind
from bot.domain.people import Role, Standing
from bot.flows.care import calls, standing
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.office import clearing as flow
from bot.flows.office import today, year
from bot.flows.publishing import publish
from bot.store import people
from bot.store.delivery import ledgers
from bot.store.engine import Store
from bot.store.office import clearing as rows
from bot.store.register import roster
from bot.store.tables import (
    Bookmark,
    Call,
    Clearing,
    Complaint,
    Delivery,
    Destination,
    DestinationEvent,
    Evidence,
    Handover,
    Interest,
    Invite,
    Lead,
    Membership,
    Push,
    Question,
    RecommendationExport,
    Student,
    Wish,
)
from jobs import clearing as job
from tests import factories
from tests.cast import Cast, Member
from tests.flows.student.test_recommend import speaker
from tests.promises.kept import keep

NEW_YEAR = datetime(2026, 12, 31, 16, tzinfo=UTC)
"""The first moment of 2027 in Shanghai: 李娜 and 王伟 are of 2025, everybody else of 2027."""
GO = (Wish, Interest, Bookmark, Question, Complaint, Lead, Call, Invite, Delivery)
STAY = (Destination, Membership)


async def graduated(session: AsyncSession, cast: Cast, now: datetime) -> Push:
    """Everything is kept about 李娜 and 孙悦; a published posting, a pause and a priority mark too."""
    push = await keep(session, cast, now, cast.li, cast.sun)
    await publish.publish(session, (await factories.approved(session, now, employer="示例局")).id, now)
    counsellor = await speaker(session, cast.counsellor)
    for member in (cast.li, cast.sun):
        await calls.note_call(session, member.person_id, CallOutcome.SPOKE, counsellor, now)
    for member in (cast.li, cast.wang):
        (await session.get_one(Student, member.person_id)).cohort = 2025
    await standing.pause(session, cast.li.person_id, Pause.LEAVE, counsellor, now)
    (await session.get_one(Student, cast.li.person_id)).lifted = True
    for interest in (await session.execute(select(Interest))).scalars():
        interest.attitude = "wants"
    push.matched = 2
    return push


async def kept(session: AsyncSession, table: type[SQLModel], of: Member) -> int:
    query = select(func.count()).select_from(table).where(getattr(table, "person_id") == of.person_id)  # noqa: B009
    return (await session.execute(query)).scalar_one()


async def numbers(session: AsyncSession, cast: Cast, push: int, at: datetime) -> list[Any]:
    """Everything that the views of the year and of a push count, for the school and for each college."""
    by = await people.speaker(session, cast.office.telegram_id)
    assert by is not None
    table = [(unit.id, month) for unit, month in await year.table(session, 2026, by, at)]
    whole = await ledgers.ledger_of(session, push)
    college = await ledgers.sum_of(session, ledgers.of_push(push), "college_id", [cast.civil])
    return [*table, plain(whole), plain(college)]


def plain(ledger: Ledger) -> dict[str, Any]:
    assert ledger.balances
    return ledger.as_dict()


async def test_what_goes_what_stays_and_nothing_of_other_cohorts(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        await graduated(session, cast, now)
        before = {table: await kept(session, table, cast.sun) for table in (*GO, *STAY)}
    assert all(before.values())
    await job.tick(store, NEW_YEAR)
    async with store.reading() as session:
        assert {table: await kept(session, table, cast.li) for table in GO} == dict.fromkeys(GO, 0)
        assert all([await kept(session, table, cast.li) for table in STAY])
        assert {table: await kept(session, table, cast.sun) for table in (*GO, *STAY)} == before
        for table in (DestinationEvent, Evidence):
            assert await session.scalar(select(func.count()).select_from(table)) == 2
        offers = (await session.execute(select(col(Handover.to_person)))).scalars().all()
        named = (await session.execute(select(col(RecommendationExport.named)))).scalars().all()
        assert list(offers) == [cast.sun.person_id]
        assert sorted(len(each) for each in named) == [0, 1]
        li = await session.get_one(Student, cast.li.person_id)
        assert (li.standing, li.standing_note, li.lifted) == (Standing.LEFT, None, False)
        assert await people.bond_of(session, cast.li.person_id) is not None
        row = await session.get_one(Clearing, 2026)
        assert row.done_at == NEW_YEAR and row.counts["delivery"] > 0


async def test_personal_words_in_pushes_and_old_tasks_of_staff_go_too(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        await graduated(session, cast, now)
        for kind, to in ((PushKind.RECORD, cast.li), (PushKind.RECORD, cast.sun), (PushKind.TASK, cast.counsellor)):
            await pushing.to_people(session, Notice(kind, f"kept/{to.name}"), [to.person_id], now)
        old = Notice(PushKind.TASK, "kept/old")
        await pushing.to_people(session, old, [cast.counsellor.person_id], datetime(2025, 12, 31, 15, tzinfo=UTC))
    await job.tick(store, NEW_YEAR)
    async with store.reading() as session:
        found = await session.execute(select(col(Push.template)).where(col(Push.template).startswith("kept/")))
        assert list(found.scalars()) == [f"kept/{cast.sun.name}", f"kept/{cast.counsellor.name}"]


async def test_the_numbers_of_the_year_and_of_a_push_stay(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        push = await graduated(session, cast, now)
        before = await numbers(session, cast, push.id, NEW_YEAR)
    await job.tick(store, NEW_YEAR)
    async with store.reading() as session:
        assert await numbers(session, cast, push.id, NEW_YEAR) == before


async def test_nothing_goes_on_31_december(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        await graduated(session, cast, now)
    await job.tick(store, datetime(2026, 12, 31, 15, 59, tzinfo=UTC))
    async with store.reading() as session:
        assert await kept(session, Delivery, cast.li)


async def test_a_kill_in_the_middle_loses_no_number_and_the_next_run_ends_it_once(
    store: Store, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with store.writing() as session:
        push = await graduated(session, cast, now)
        before = await numbers(session, cast, push.id, NEW_YEAR)
    monkeypatch.setattr(rows, "A_BATCH", 1)
    forget, done = rows.forget, []

    async def killed(session: AsyncSession, ids: list[int]) -> dict[str, int]:
        done.append(ids)
        counts = await forget(session, ids)
        if len(done) == 2:
            raise RuntimeError("killed")
        return counts

    monkeypatch.setattr(rows, "forget", killed)
    with pytest.raises(RuntimeError):
        await job.tick(store, NEW_YEAR)
    async with store.reading() as session:
        assert (await session.get_one(Clearing, 2026)).upto == cast.li.person_id
        assert await kept(session, Wish, cast.wang) == 1
    await job.tick(store, NEW_YEAR)
    await job.tick(store, NEW_YEAR.replace(day=30, month=12, year=2027))
    assert done == [[cast.li.person_id], [cast.wang.person_id], [cast.wang.person_id]]
    async with store.reading() as session:
        assert await numbers(session, cast, push.id, NEW_YEAR) == before
        assert await kept(session, Wish, cast.wang) == 0


async def test_no_more_contact_stays_so(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        await graduated(session, cast, now)
        office = await speaker(session, cast.office)
        await standing.pause(session, cast.wang.person_id, Pause.SILENT, office, now)
    await job.tick(store, NEW_YEAR)
    async with store.reading() as session:
        assert (await session.get_one(Student, cast.wang.person_id)).silenced


@pytest.mark.parametrize(("day", "told"), [(24, False), (25, True), (31, True)])
async def test_the_office_reads_of_it_a_week_before(
    session: AsyncSession, cast: Cast, now: datetime, day: int, told: bool
) -> None:
    await graduated(session, cast, now)
    at = datetime(2026, 12, day, 1, tzinfo=UTC)
    assert (await flow.soon(session, at) is not None) == told
    shown = render.message(today.TEMPLATE, now=at, **await today.office(session, at))
    assert ("12月31日" in shown.text and "2025 届" in shown.text) == told


async def test_a_student_who_left_gets_no_new_records(session: AsyncSession, cast: Cast, now: datetime) -> None:
    (await session.get_one(Student, cast.li.person_id)).standing = Standing.LEFT
    school = await people.school(session)
    assert school is not None
    assert cast.li.person_id not in await people.student_ids(session, school)
    assert cast.li.person_id in {person for person, _, _ in await roster.seats(session, [Role.STUDENT])}
