"""The stories of DESIGN §11, real life: one test for each line."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.care.care import Pause
from bot.domain.chain.chain import Release, RungState
from bot.domain.delivery.delivery import State
from bot.domain.destinations.destination import DestinationState
from bot.domain.errors import AlreadyBound, NotAllowed, Stale
from bot.domain.people import Role, Standing
from bot.domain.register.invite_code import digest
from bot.flows import holders
from bot.flows.care import ask, exam_weeks, questions, standing
from bot.flows.chain import declare, handover, make_reports, relay
from bot.flows.destinations import filing, stats
from bot.flows.matching import fitting, own_list
from bot.flows.postings import intake, recheck
from bot.flows.publishing import publish
from bot.flows.register import invite, join, rollover, roster
from bot.flows.register.join import Consents
from bot.store import people
from bot.store.delivery import ledgers
from bot.store.office import today as desk
from bot.store.people import Speaker
from bot.store.register import roster as lists
from bot.store.tables import (
    Announcement,
    Bond,
    ClassReport,
    Delivery,
    Evidence,
    Invite,
    Membership,
    Person,
    Push,
    Rung,
    Student,
    Unit,
)
from tests import postings as table
from tests.cast import Cast, Member
from tests.factories import approved
from tests.flows.destinations.test_destinations import confirmed
from tests.flows.register.test_roster import HEADERS, LI
from tests.flows.register.test_roster import table as rows_of
from tests.postings import ENGINEER


async def take(
    session: AsyncSession, now: datetime, *rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS
) -> None:
    assert (await roster.import_roster(session, headers, rows_of(headers, *rows), now)).problems == ()


async def speaker(session: AsyncSession, who: Member) -> Speaker:
    found = await people.speaker(session, who.telegram_id)
    assert found is not None
    return found


async def fresh(session: AsyncSession, who: Member) -> Student:
    return await session.get_one(Student, who.person_id, populate_existing=True)


async def delivery_to(session: AsyncSession, push: Push, who: Member) -> Delivery:
    query = select(Delivery).where(col(Delivery.push_id) == push.id, col(Delivery.person_id) == who.person_id)
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one()


async def rows_due(session: AsyncSession, at: datetime) -> int:
    return (await desk.desk(session, at)).rollover


async def matched(session: AsyncSession, announcement: Announcement) -> set[int]:
    whole = await publish.preview(session, announcement.id, announcement.created_at)
    fits = await fitting.of_openings(session, [publish.postings.opening(each) for each in whole.whole.postings])
    return {fit.candidate.graduate.person_id for fit in fits.fits}


# changes of place


async def test_a_change_of_college_is_dated_and_what_is_on_its_way_goes_along(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await publish.publish(session, (await approved(session, now)).id, now)
    assert (await delivery_to(session, push, cast.li)).college_id == cast.civil
    await take(session, now, (*LI[:2], "计算机学院", LI[3], "软件2301", *LI[5:]))
    moved = await delivery_to(session, push, cast.li)
    assert (moved.class_id, moved.college_id, moved.state) == (cast.software1, cast.computing, State.WAITING)
    assert (await ledgers.ledger_of(session, push.id)).balances
    sheet = await stats.sheet(session, now, "220000", 2027)
    assert {line.unit.id: line.settled.denominator for line in sheet.lines}[cast.computing] == 3
    seats = await session.execute(
        select(col(Membership.unit_id), col(Membership.until)).where(col(Membership.person_id) == cast.li.person_id)
    )
    assert {tuple(row) for row in seats} == {(cast.civil1, now), (cast.software1, None)}


async def test_who_moves_to_a_college_that_has_passed_on_already_does_not_wait_for_it(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await publish.publish(session, (await approved(session, now)).id, now)
    for rung in (await session.execute(select(Rung).where(col(Rung.unit_id) == cast.computing))).scalars():
        await relay.pass_on(session, rung.id, await speaker(session, cast.computing_staff), now)
    await take(session, now, (*LI[:2], "计算机学院", LI[3], "软件2301", *LI[5:]))
    assert (await delivery_to(session, push, cast.li)).state == State.QUEUED


async def test_merged_classes_are_known_by_the_old_name_and_keep_what_was_on_its_way(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await publish.publish(session, (await approved(session, now)).id, now)
    assert await roster.merge(session, cast.civil2, cast.civil1, now) == 1
    assert (await fresh(session, cast.sun)).class_id == cast.civil1
    assert (await delivery_to(session, push, cast.sun)).class_id == cast.civil1
    assert await invite.class_named(session, "土木2302") == cast.civil1
    before = await session.scalar(select(func.count()).select_from(Unit))
    await take(session, now, ("20230201", "孙悦", "土木学院", "土木工程", "土木2302", "本科", "2027", "", "否"))
    assert await session.scalar(select(func.count()).select_from(Unit)) == before
    assert (await fresh(session, cast.sun)).class_id == cast.civil1


@pytest.mark.parametrize("both", [False, True])
async def test_the_open_report_of_a_merged_class_is_relayed_by_the_other_class(
    session: AsyncSession, cast: Cast, now: datetime, both: bool
) -> None:
    noon = now + timedelta(days=1)
    push = await publish.publish(session, (await approved(session, now)).id, now, release=Release.IMMEDIATE)
    await make_reports.make_due(session, noon)
    reports = {each.class_id: each for each in await session.scalars(select(ClassReport))}
    old = reports[cast.civil2]
    if not both:
        await session.execute(update(Rung).where(col(Rung.unit_id) == cast.civil1).values(report_id=None))
        await session.delete(reports[cast.civil1])
        await session.flush()
    await roster.merge(session, cast.civil2, cast.civil1, noon)
    await session.refresh(old)
    assert (old.class_id, old.state) == ((cast.civil2, RungState.CLOSED) if both else (cast.civil1, RungState.OPEN))
    left = select(Rung).where(col(Rung.unit_id) == cast.civil2, col(Rung.state) == RungState.OPEN)
    assert list(await session.scalars(left)) == []
    assert (await ledgers.ledger_of(session, push.id)).balances


async def test_a_merged_class_is_offered_nowhere_and_its_codes_lead_to_the_other_class(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    code = Invite(code_hash="x", unit_id=cast.civil2, expires_at=now + timedelta(days=9), uses_left=9, created_at=now)
    session.add(code)
    await roster.merge(session, cast.civil2, cast.civil1, now)
    assert [unit.id for unit in await people.children(session, cast.civil)] == [cast.civil1]
    await session.refresh(code)
    assert code.unit_id == cast.civil1
    sheet = await stats.sheet(session, now, "220000", 2027)
    assert all("并入" not in line.unit.name for line in sheet.lines)


# ways to leave


async def test_who_graduates_late_belongs_to_the_next_cohort(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await take(session, now, (*LI[:6], "2028", *LI[7:]))
    this_year = await approved(session, now, "施工员", cohorts=[2027])
    next_year = await approved(session, now, "测量员", employer="长春示例测绘院", cohorts=[2028])
    assert cast.li.person_id not in await matched(session, this_year)
    assert await matched(session, next_year) == {cast.li.person_id}
    line = (await stats.sheet(session, now, "220000", 2027)).lines[0]
    assert line.settled.denominator == 6


async def test_who_ends_without_the_degree_stands_in_the_roster_and_in_no_rate(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await take(session, now, (*LI, "结业"), headers=(*HEADERS, "毕业结论"))
    assert not (await fresh(session, cast.li)).counted
    assert (await stats.sheet(session, now, "220000", 2027)).lines[0].settled.denominator == 6
    await take(session, now, LI)  # a list without the column changes nothing
    assert not (await fresh(session, cast.li)).counted


async def test_a_second_major_matches_too_and_counts_once(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await take(session, now, (*LI, "软件工程"), headers=(*HEADERS, "第二专业"))
    for number, code in enumerate(("081001", "080902")):
        announcement = await approved(session, now, "技术员", employer=f"示例{number}院", majors=[code])
        assert cast.li.person_id in await matched(session, announcement)
    both = await approved(session, now, "全能技术员", employer="示例研究院", majors=["081001", "080902"])
    push = await publish.publish(session, both.id, now)
    assert (await delivery_to(session, push, cast.li)).person_id == cast.li.person_id
    assert (await stats.sheet(session, now, "220000", 2027)).lines[0].settled.denominator == 7


async def test_after_graduation_the_counsellor_holds_the_class_until_the_year_ends(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    assert (await holders.holding(session, cast.civil1, now)).role is Role.CADRE
    summer = datetime(2027, 7, 2, 4, tzinfo=UTC)
    held = await holders.holding(session, cast.civil1, summer)
    assert (held.role, held.people) == (Role.COUNSELLOR, (cast.counsellor.person_id,))


async def test_a_graduated_cadre_holds_nothing_although_a_classmate_graduates_late(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await take(session, now, (*LI[:6], "2028", *LI[7:]))
    summer, september = datetime(2027, 7, 2, 4, tzinfo=UTC), datetime(2027, 9, 1, 4, tzinfo=UTC)
    assert (await holders.holding(session, cast.civil1, summer)).role is Role.COUNSELLOR
    assert await rows_due(session, september) > 0
    ended = await rollover.roll_over(session, september)
    assert (cast.cadre.person_id, Role.CADRE, cast.civil1) in ended.cadres


async def test_a_new_school_year_ends_roles_and_keeps_their_dates(session: AsyncSession, cast: Cast) -> None:
    september, january = datetime(2027, 9, 1, 4, tzinfo=UTC), datetime(2028, 1, 2, 4, tzinfo=UTC)
    assert (await rollover.preview(session, september - timedelta(days=30))).empty
    assert await rows_due(session, september - timedelta(days=30)) == 0
    assert await rows_due(session, september) == 1
    with pytest.raises(Stale):  # a button of another year
        await rollover.confirmed(session, 2026, september)
    first = await rollover.confirmed(session, 2027, september)
    assert (len(first.cadres), len(first.staff), len(first.students)) == (1, 0, 0)
    assert (await rollover.preview(session, september)).empty
    assert await rows_due(session, january) == 3
    second = await rollover.roll_over(session, january)
    assert await rows_due(session, january) == 0
    assert (len(second.staff), len(second.students)) == (3, 7)
    assert {(await fresh(session, who)).standing for who in (cast.li, cast.wu)} == {Standing.LEFT}
    assert await matched(session, await approved(session, january)) == set()
    await take(session, january, (*LI[:6], "2028", *LI[7:]))  # late after all
    assert (await fresh(session, cast.li)).standing is Standing.ACTIVE
    assert cast.li.person_id in {person for person, _, _ in await lists.seats(session, [Role.STUDENT])}


# telephones, names, plans


async def test_a_lost_account_is_replaced_by_a_personal_code_and_the_old_telephone_is_nobody(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    code = digest((await invite.for_person(session, cast.li.number, now, by=await speaker(session, cast.office))).code)
    proof = await join.prove(session, 9001, cast.li.number, cast.li.name, code, now)
    joined = await join.bind(session, 9001, proof.person_id, proof.invite_id, Consents(now, now), now)
    assert joined.left == cast.li.telegram_id
    assert await people.speaker(session, cast.li.telegram_id) is None
    with pytest.raises(AlreadyBound):
        await join.prove(session, 9001, cast.li.number, cast.li.name, code, now)
    assert (await session.execute(select(func.count()).where(col(Bond.person_id) == cast.li.person_id))).scalar() == 2


@pytest.mark.parametrize(("listed", "typed"), [("艾力·买买提", "艾力•买买提"), ("㛃龘", "㛃龘"), ("张伟", "张 伟")])
async def test_a_name_binds_by_its_number_however_it_is_written(
    session: AsyncSession, cast: Cast, now: datetime, listed: str, typed: str
) -> None:
    rows = [(number, listed, *LI[2:]) for number in ("20239001", "20239002")]  # 重名: two people with the same name
    await take(session, now, *rows)
    code = digest((await invite.for_class(session, cast.civil1, now)).code)
    proof = await join.prove(session, 9001, "20239002", typed, code, now)
    assert (await session.get_one(Person, proof.person_id)).number == "20239002"


async def test_a_broken_contract_leads_back_to_looking_and_keeps_the_papers(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    card = await confirmed(session, cast, now)
    announcement = await approved(session, now)
    assert cast.li.person_id not in await matched(session, announcement)
    waiting = await filing.file(session, await speaker(session, cast.li), "703", {"hopes": "设计院"}, None, now)
    assert cast.li.person_id in await matched(session, announcement)
    assert (waiting.record.id, waiting.record.state) != (card.record.id, DestinationState.CONFIRMED)
    papers = (await session.execute(select(Evidence))).scalars().all()
    assert [paper.destination_id for paper in papers] == [card.record.id]
    assert (await stats.sheet(session, now, "220000", 2027)).lines[0].settled.numerator == 0


# what employers publish


async def test_the_same_posting_from_another_site_gains_a_source_and_is_not_pushed_again(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await intake.enter(session, table.read(ENGINEER, source="24365"), now, approve=True)
    announcement = await table.newest(session)
    push = await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
    for source in ("校园招聘网", "24365"):
        again = await intake.enter(session, table.read(ENGINEER, source=source), now, approve=True)
        assert (again.announcements, again.existing) == (0, 1)
    await session.refresh(announcement)
    assert announcement.source == "24365、校园招聘网"
    assert (await publish.publish(session, announcement.id, now)).id == push.id


async def test_a_vacancy_that_another_site_words_otherwise_is_the_same_one_and_news_of_its_own_site_is_not(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    other_words = ENGINEER | {"岗位描述": "结构计算。", "投递方式": "https://24365.example/1"}
    await intake.enter(session, table.read(ENGINEER, source="学校网站"), now, approve=True)
    announcement = await table.newest(session)
    await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
    batch = table.read(other_words, source="24365")
    assert await intake.count_existing(session, batch, now) == 1
    again = await intake.enter(session, batch, now)
    assert (again.announcements, again.existing) == (0, 1)
    assert announcement.source == "学校网站、24365"
    for news in (
        table.read(other_words, source="学校网站"),
        table.read(other_words | {"薪资": "9000元/月"}, source="国聘"),
    ):
        assert (await intake.enter(session, news, now)).announcements == 1


async def test_what_has_no_deadline_is_open_thirty_days_and_longer_once_asked_about(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await approved(session, now)
    await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
    later = now + timedelta(days=14)
    assert await recheck.at(session, 0, later - timedelta(days=1)) is None
    asked = await recheck.at(session, 0, later)
    assert asked is not None
    assert asked.announcement.id == announcement.id
    assert await own_list.three_for(session, cast.sun.person_id, now + timedelta(days=31)) == []
    _, before = await recheck.still_hiring(session, announcement.id, later)
    assert await recheck.at(session, 0, later) is None
    assert await own_list.three_for(session, cast.sun.person_id, now + timedelta(days=31))
    await recheck.undo(session, announcement.id, before)
    assert await recheck.at(session, 0, later) is not None


async def test_what_is_relayed_to_a_class_names_no_student(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await publish.publish(session, (await approved(session, now)).id, now, release=Release.IMMEDIATE)
    await make_reports.make_due(session, now + timedelta(days=1, seconds=5))
    texts = (await session.execute(select(col(ClassReport.text)))).scalars().all()
    names = (await session.execute(select(col(Person.name)))).scalars().all()
    assert texts
    assert not [name for name in names for text in texts if name in text]


# the people who look after them


async def test_a_cadre_who_hands_over_takes_no_task_along(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await publish.publish(session, (await approved(session, now)).id, now, release=Release.IMMEDIATE)
    [made] = [
        each for each in await make_reports.make_due(session, now + timedelta(days=1)) if each.class_id == cast.civil1
    ]
    offer = await handover.offer(session, cast.civil1, cast.li.person_id, await speaker(session, cast.cadre), now)
    await handover.accept(session, offer.handover.id, await speaker(session, cast.li), now)
    with pytest.raises(NotAllowed):  # the button is still in their chat
        await declare.relayed_to_group(session, made.id, await speaker(session, cast.cadre), now)
    seen = await declare.relayed_to_group(session, made.id, await speaker(session, cast.li), now)
    assert seen.report.relayed_by == cast.li.person_id


async def test_a_pause_stops_postings_and_only_the_student_is_told(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await standing.pause(session, cast.li.person_id, Pause.LEAVE, await speaker(session, cast.counsellor), now)
    assert cast.li.person_id not in await matched(session, await approved(session, now))
    assert (await session.execute(select(col(Delivery.person_id)))).scalars().all() == [cast.li.person_id]


async def test_exam_weeks_are_set_for_a_class_and_end(session: AsyncSession, cast: Cast, now: datetime) -> None:
    counsellor = await speaker(session, cast.counsellor)
    until = now.date() + timedelta(days=14)
    assert (await exam_weeks.begin(session, cast.civil1, until, counsellor, now)).weekly_until == until
    assert (await exam_weeks.end(session, cast.civil1, counsellor)).weekly_until is None
    with pytest.raises(NotAllowed):
        await exam_weeks.begin(session, cast.civil1, until, await speaker(session, cast.computing_staff), now)


async def test_a_question_reaches_a_human_and_the_answer_comes_back(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    asked = await ask.ask(session, await speaker(session, cast.li), "档案寄到哪里？", now)
    await questions.answer(session, asked.id, "寄到户籍地人社局。", await speaker(session, cast.counsellor), now)
    rows = await session.execute(
        select(col(Delivery.person_id))
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(col(Push.template) == "questions/answer")
    )
    assert list(rows.scalars()) == [cast.li.person_id]
