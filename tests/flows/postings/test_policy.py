"""Policy posts are typed or sent as a table, reviewed like postings, matched on eligibility, and checked every 90
days."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot import render
from bot.domain.chain.chain import Release
from bot.domain.degree import Degree
from bot.domain.errors import AlreadyDone, BadEdit, Stale
from bot.domain.people import UnitKind
from bot.domain.postings import policy as rules
from bot.domain.postings.announcement import AnnouncementState
from bot.domain.postings.posting import Field
from bot.flows.delivery import compose
from bot.flows.postings import policy, review
from bot.flows.postings.draft import Edit
from bot.flows.postings.shown import announcement_values
from bot.flows.publishing import correct, publish
from bot.flows.publishing.correct import Correction
from bot.store import people
from bot.store.postings import policies, postings
from bot.store.tables import Announcement, Delivery, Push, Student, Unit
from tests.cast import Cast
from tests.postings import ENGINEER, TODAY, newest, read

ANSWERS: dict[str, str] = {
    Field.TITLE: "2027 年吉林省三支一扶招募",
    Field.EMPLOYER: "吉林省人力资源和社会保障厅",
    Field.DEGREE: "本科及以上",
    Field.COHORTS: "2027届",
    Field.MAJORS: "不限",
    Field.ELIGIBILITY: "年龄 30 周岁以内，志愿到基层服务",
    Field.SERVICE: "2 年",
    Field.OPENS: "2026-12-01",
    Field.DEADLINE: "2026-12-31",
    Field.OFFICIAL_LINK: "https://hrss.jl.gov.cn/szyf",
    Field.CONTACT_NAME: "陈敏",
    Field.CONTACT_PHONE: "0431-85100000",
    Field.CHECKED_ON: "2026-11-24",
}
ROW = {
    "岗位名称": "西部计划志愿者",
    "单位名称": "共青团吉林省委",
    "政策类型": "西部计划",
    "学历要求": "本科及以上",
    "报名条件": "应届毕业生或在读研究生",
    "官方链接": "https://xibu.youth.cn/",
    "责任人": "陈敏",
    "咨询电话": "0431-85100000",
    "核实日期": "2026-11-20",
}


async def saved(session: AsyncSession, cast: Cast, now: datetime, **changed: str) -> Announcement:
    entered = await policy.save(session, "V02", ANSWERS | changed, cast.office.person_id, now)
    return await session.get_one(Announcement, entered)


async def published(session: AsyncSession, cast: Cast, now: datetime, **changed: str) -> Push:
    announcement = await saved(session, cast, now, **changed)
    await review.approve(session, announcement.id, announcement.content_hash[:8], cast.office.person_id, now, "已核实")
    return await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)


async def receivers(session: AsyncSession, push: Push) -> set[int]:
    rows = await session.execute(select(col(Delivery.person_id)).where(col(Delivery.push_id) == push.id))
    return set(rows.scalars())


async def text_for(session: AsyncSession, push: Push, person_id: int, now: datetime) -> str:
    query = select(Delivery).where(col(Delivery.push_id) == push.id, col(Delivery.person_id) == person_id)
    return (await compose.message_for(session, push, (await session.execute(query)).scalar_one(), now)).text


async def test_a_policy_post_is_reviewed_like_any_announcement(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await saved(session, cast, now)
    assert (announcement.state, announcement.policy_kind) == (AnnouncementState.REVIEW, "V02")
    assert announcement.policy["checked_on"] == "2026-11-24"
    assert announcement.apply_how == ANSWERS[Field.OFFICIAL_LINK]
    [posting] = await postings.postings_of(session, announcement.id)
    assert posting.policy and posting.degree_floor == Degree.BACHELOR


async def test_wishes_exclude_nobody_from_a_policy_post(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, cast, now)
    everyone = await people.student_ids(session, await session.get_one(Unit, cast.school))
    assert await receivers(session, push) == set(everyone)  # including 赵磊, who has no wish


async def test_a_policy_post_leaves_out_students_by_degree_cohort_and_settled_destination(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    (await session.get_one(Student, cast.li.person_id)).degree = Degree.COLLEGE
    (await session.get_one(Student, cast.sun.person_id)).cohort = 2026
    (await session.get_one(Student, cast.zhou.person_id)).settled = True
    push = await published(session, cast, now)
    left_out = {cast.li.person_id, cast.sun.person_id, cast.zhou.person_id}
    assert not await receivers(session, push) & left_out
    assert cast.cadre.person_id in await receivers(session, push)


async def test_a_policy_post_leaves_out_students_by_major_too(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, cast, now, majors="软件工程")
    assert await receivers(session, push) == {cast.zhou.person_id, cast.wu.person_id}


async def test_the_message_names_conditions_and_contact_and_promises_nothing(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    text = await text_for(session, await published(session, cast, now), cast.li.person_id, now)
    for words in ("三支一扶", "30 周岁", "2 年", "12月31日", "hrss.jl.gov.cn", "陈敏 0431", "2026-11-24", "502"):
        assert words in text
    assert "面议" not in text and "待核" not in text
    assert len(text.splitlines()) <= 20 and len(text) < 900


async def test_a_policy_post_is_due_for_a_check_after_ninety_days(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await published(session, cast, now, deadline="")
    assert push.announcement_id is not None
    later = now + timedelta(days=91)
    assert "待核" in await text_for(session, push, cast.li.person_id, later)
    assert await policies.count_unchecked(session, later.date()) == 1
    await policy.check(session, push.announcement_id, later)
    assert await policies.count_unchecked(session, later.date()) == 0
    with pytest.raises(AlreadyDone):
        await policy.check(session, push.announcement_id, later)


async def test_a_check_needs_no_new_approval_and_can_be_undone(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await saved(session, cast, now, checked_on="2026-11-01")
    await review.approve(session, announcement.id, announcement.content_hash[:8], cast.office.person_id, now, "已核实")
    await policy.check(session, announcement.id, now)
    assert announcement.policy["checked_on"] == "2026-11-24"
    await policy.check(session, announcement.id, now, date(2026, 11, 1))
    assert announcement.policy["checked_on"] == "2026-11-01"
    with pytest.raises(Stale):
        await policy.check(session, announcement.id, now, date(2026, 11, 1))
    await publish.publish(session, announcement.id, now)


async def test_a_change_of_any_other_fact_changes_the_hash(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await saved(session, cast, now)
    announcement.policy = announcement.policy | {"contact_phone": "0431-1234567"}
    whole = await postings.whole(session, announcement.id)
    assert whole is not None and whole.hash_now != announcement.content_hash


async def test_a_policy_post_that_is_entered_twice_is_refused(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await saved(session, cast, now)
    with pytest.raises(AlreadyDone):
        await saved(session, cast, now, checked_on="2026-11-23")


@pytest.mark.parametrize(
    ("key", "text", "why"),
    [
        (Field.OFFICIAL_LINK, "http://hrss.jl.gov.cn", "policy_link"),
        (Field.OFFICIAL_LINK, "hrss.jl.gov.cn", "policy_link"),
        (Field.OFFICIAL_LINK, "https://hrss.jl.gov.cn@evil.example/", "policy_link"),
        (Field.OFFICIAL_LINK, "https://政府网.example/", "policy_link"),
        (Field.CONTACT_PHONE, "打我微信", "policy_phone"),
        (Field.CHECKED_ON, "2026-12-01", "policy_day"),
        (Field.OPENS, "等通知", "policy_day"),
        (Field.DEADLINE, "2026-11-01", "expired"),
        (Field.COHORTS, "应届", "not_understood"),
        (Field.ELIGIBILITY, "长" * 301, "policy_long"),
        (Field.ELIGIBILITY, "", "missing"),
        (Field.SERVICE, "", None),
    ],
)
def test_a_bad_answer_is_refused_with_its_fault(key: Field, text: str, why: str | None) -> None:
    assert policy.problem("V02", ANSWERS | {key: text}, key, TODAY) == why


def test_a_posting_table_may_hold_policy_posts_and_ordinary_postings() -> None:
    blank = dict.fromkeys({**ROW, **ENGINEER}, "")
    batch = read(blank | ROW, blank | ENGINEER)
    west, ordinary = batch.announcements
    assert west.draft.policy is not None and west.draft.policy.kind == "V03"
    assert dict(west.draft.policy.facts)["official_link"] == "https://xibu.youth.cn/"
    assert ordinary.draft.policy is None
    assert batch.ignored == ()


def test_a_row_without_the_facts_that_a_policy_post_needs_does_not_enter() -> None:
    batch = read(ROW | {"政策类型": "好政策", "官方链接": "xibu.youth.cn", "责任人": ""})
    assert batch.announcements == ()
    assert [(fault.label, fault.why) for fault in batch.rejected] == [
        ("政策类型", "policy_kind"),
        ("官方链接", "policy_link"),
        ("责任人", "missing"),
    ]
    assert "https" in render.plain("postings/fault", why="policy_link")


@pytest.mark.parametrize(
    ("text", "code"),
    [("三支一扶", "V02"), ("征兵", "V01"), ("村官", "V06"), ("V04", "V04"), ("特岗", None), ("一次性求职补贴", None)],
)
def test_kinds_are_read_by_their_everyday_names(text: str, code: str | None) -> None:
    assert rules.parse_kind(text) == code


def test_a_government_site_is_official_and_a_look_alike_is_not() -> None:
    assert rules.is_official("https://hrss.jl.gov.cn/a") and rules.is_official("https://xibu.youth.cn/")
    assert not rules.is_official("https://hrss-jl-gov.cn/a") and not rules.is_official("https://gov.cn.example.com/")


async def test_the_relay_text_has_the_link_and_the_telephone(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await saved(session, cast, now)
    item = await announcement_values(session, announcement.id)
    text = render.plain(
        "chain/relay_text", unit=Unit(kind=UnitKind.CLASS, name="土木2301"), day=TODAY, code="T1", items=[item], now=now
    )
    assert "官方链接：https://hrss.jl.gov.cn/szyf" in text and "0431-85100000" in text
    assert "薪资面议" not in text
    assert (await newest(session)).id == announcement.id


async def test_a_fact_of_a_policy_post_is_corrected_like_any_field(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await published(session, cast, now)
    assert push.announcement_id is not None
    announcement = await session.get_one(Announcement, push.announcement_id)
    by = await people.speaker(session, cast.office.telegram_id)
    assert by is not None
    edits = [Edit(0, Field.OFFICIAL_LINK, "https://hrss.jl.gov.cn/new"), Edit(0, Field.CONTACT_PHONE, "12333")]
    change = await correct.correct(session, Correction(announcement.id, announcement.content_hash[:8], edits), by, now)
    assert change.serious and [line[1] for line in change.fields] == ["官方链接", "咨询电话"]
    assert announcement.apply_how == "https://hrss.jl.gov.cn/new"
    text = await text_for(session, push, cast.li.person_id, now)
    assert "gov.cn/new" in text and "陈敏 12333" in text
    with pytest.raises(BadEdit):
        wrong = [Edit(0, Field.CONTACT_PHONE, "打我微信")]
        await correct.correct(session, Correction(announcement.id, announcement.content_hash[:8], wrong), by, now)


async def test_an_application_that_would_end_before_it_begins_is_refused(now: datetime) -> None:
    batch = read(ROW | {"报名开始": "2027-05-01", "截止日期": "2027-04-01"})
    assert [(fault.label, fault.why) for fault in batch.rejected] == [("截止日期", "policy_order")]
    assert not read(ROW | {"报名开始": "2027-04-01", "截止日期": "2027-05-01"}).rejected
