"""为什么推给我, 为什么没推给我: each condition is shown with both sides, and so is the state of the posting."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.domain.chain.chain import Release
from bot.domain.degree import Degree
from bot.domain.delivery.delivery import Skip, State
from bot.domain.delivery.push import PushState
from bot.domain.errors import NotFound
from bot.domain.matching.matching import Ground
from bot.domain.matching.relaxing import Kind, Step
from bot.domain.people import Rhythm
from bot.domain.postings.announcement import AnnouncementState, RecallKind
from bot.flows.chain import relay
from bot.flows.matching import why
from bot.flows.matching.why import Answer, Stand
from bot.flows.publishing import publish
from bot.flows.wishes import wishes
from bot.store import people
from bot.store.chain import chain
from bot.store.postings import postings
from bot.store.tables import Announcement, Push, Student
from tests.cast import Cast, Member
from tests.digests import delivery_of, rhythm
from tests.factories import approved


async def opened(
    session: AsyncSession, now: datetime, release: Release = Release.IMMEDIATE, **fields: Any
) -> tuple[int, Push]:
    made = await approved(session, now, **{"anywhere": False, "regions": ["220100"], **fields})
    push = await publish.publish(session, made.id, now, release=release)
    return (await postings.postings_of(session, made.id))[0].id, push


async def asked(session: AsyncSession, who: Member, posting: int, now: datetime) -> Answer:
    return await why.explain(session, who.person_id, posting, now)


def words(answer: Answer) -> str:
    return render.plain("why/show", answer=answer, back="fits", now=None)


async def test_every_failed_condition_is_named_with_both_sides(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    posting, _ = await opened(
        session, now, regions=["110000"], degree_floor=Degree.MASTER, max_monthly=5000, min_monthly=4000,
        employer_type="39", experience_years=3,
    )  # fmt: skip
    await wishes.put(session, cast.li.person_id, now, employer_types=["31"], regions=["220100", "210100"])
    answer = await asked(session, cast.li, posting, now)
    said = words(answer)
    assert "要求硕士及以上，您是本科" in said
    assert "工作地点北京，您想去沈阳、长春" in said
    assert "月薪最高 5000 元，您要求至少 6000 元" in said
    assert "要求 3 年经验" in said
    assert answer.steps == [
        Step(Kind.EXPERIENCE), Step(Kind.REGION, "110000"), Step(Kind.TYPE, "39"), Step(Kind.FLOOR, "5000"),
    ]  # fmt: skip
    assert answer.fixed


async def test_a_required_major_offers_no_change_and_the_wish_own_major_only_does(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    hard, _ = await opened(session, now, employer="甲", majors=["080902"], majors_text="软件工程")
    free, _ = await opened(session, now, employer="乙")
    await wishes.put(session, cast.li.person_id, now, own_major_only=True)
    answer = await asked(session, cast.li, hard, now)
    assert answer.steps == [] and answer.fixed
    assert "要求软件工程，您是土木工程" in words(answer)
    assert (await asked(session, cast.li, free, now)).steps == [Step(Kind.MAJORS)]


async def test_a_student_without_wishes_is_told_to_fill_them_in(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    posting, _ = await opened(session, now)
    assert "您还没填求职意向" in words(await asked(session, cast.zhao, posting, now))


async def test_a_sent_posting_is_explained_with_its_reasons(session: AsyncSession, cast: Cast, now: datetime) -> None:
    posting, push = await opened(session, now, regions_text="长春市")
    delivery = await delivery_of(session, push, cast.li)
    delivery.state, delivery.sent_at = State.SENT, now
    answer = await asked(session, cast.li, posting, now)
    assert answer.stand == Stand.SENT
    assert "为什么推给我" in words(answer) and "地点：长春市，您想去长春" in words(answer)
    await wishes.put(session, cast.li.person_id, now, regions=["110000"])
    changed = words(await asked(session, cast.li, posting, now))
    assert "✓ 当时：在您想去的地方" in changed and "✓ 地点" not in changed
    assert "✗ 工作地点长春，您想去北京" in changed


async def test_a_posting_that_the_college_holds_is_not_recommended(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    posting, push = await opened(session, now, Release.COLLEGE)
    [rung] = await chain.rungs_of(session, push.id)
    office = await people.speaker(session, cast.office.telegram_id)
    assert office is not None
    await relay.hold(session, rung.id, office, now, now + timedelta(days=1), "需要核实")
    answer = await asked(session, cast.li, posting, now)
    said = words(answer)
    assert answer.stand == Stand.HELD
    assert "学院暂时没有下发" in said and "问老师" in said
    assert "现在就可以投" not in said and "核实" not in said
    await relay.pass_on(session, rung.id, office, now)
    assert (await asked(session, cast.li, posting, now)).stand == Stand.SOON


async def test_the_answer_says_where_a_fitting_posting_is(session: AsyncSession, cast: Cast, now: datetime) -> None:
    held, push = await opened(session, now, Release.COLLEGE)
    assert "学院还没有下发" in words(await asked(session, cast.li, held, now))
    delivery = await delivery_of(session, push, cast.li)
    for state, reason, stand in (
        (State.SKIPPED, Skip.OUTRANKED, Stand.FULL),
        (State.SKIPPED, Skip.CAP, Stand.FULL),
        (State.SKIPPED, Skip.EXPIRED, Stand.LATE),
        (State.SKIPPED, Skip.OPTED_OUT, Stand.WAS_PAUSED),
        (State.BLOCKED, "blocked", Stand.UNREACHED),
        (State.QUEUED, None, Stand.SOON),
    ):
        delivery.state, delivery.reason = state, reason
        await session.flush()
        assert (await asked(session, cast.li, held, now)).stand == stand
    (await session.get_one(Student, cast.li.person_id)).opted_out = True
    assert "您设了“暂停接收”" in words(await asked(session, cast.li, held, now))


async def test_a_posting_that_waits_or_is_stopped_is_not_said_to_be_on_its_way(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    posting, push = await opened(session, now)
    delivery = await delivery_of(session, push, cast.li)
    delivery.not_before = now + timedelta(hours=20)
    said = words(await asked(session, cast.li, posting, now))
    assert "11月25日 08:00 起发给您" in said and "正在" not in said
    (await session.get_one(Push, push.id)).state = PushState.PAUSED
    assert "学校暂停了这次发送" in words(await asked(session, cast.li, posting, now))


async def test_a_bundled_posting_comes_with_the_next_digest(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await rhythm(session, cast.li, Rhythm.NOON)
    posting, _ = await opened(session, now)
    assert (await asked(session, cast.li, posting, now)).stand == Stand.DIGEST


async def test_a_closed_or_recalled_posting_is_explained_too(session: AsyncSession, cast: Cast, now: datetime) -> None:
    draft = await approved(session, now, "草稿")
    posting = (await postings.postings_of(session, draft.id))[0].id
    with pytest.raises(NotFound):
        await asked(session, cast.li, posting, now)
    shut, push = await opened(session, now, employer="丙")
    announcement = await session.get_one(Announcement, push.announcement_id)
    announcement.deadline = date(2026, 11, 1)
    await session.flush()
    delivery = await delivery_of(session, push, cast.li)
    delivery.state = State.WAITING
    said = words(await asked(session, cast.li, shut, now))
    assert "为什么没推给我" in said and "还没轮到发给您，它就截止了" in said and "11月1日（周日）已经截止" in said
    announcement.state, announcement.recalled_at = AnnouncementState.RECALLED, now
    announcement.recall_kind = RecallKind.FILLED
    assert "它就撤回了" in words(await asked(session, cast.li, shut, now))
    assert "已招满" in words(await asked(session, cast.zhou, shut, now))
    delivery.state, delivery.sent_at = State.SENT, now - timedelta(days=30)
    said = words(await asked(session, cast.li, shut, now))
    assert "推给您的" in said and "撤回：已招满" in said


async def test_conditions_that_the_posting_does_not_state_are_named_and_do_not_fail(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    posting, _ = await opened(session, now, regions=[], regions_text="", address="人民西路保利中心")
    await wishes.put(session, cast.li.person_id, now, employer_types=["31"], floor=6000)
    answer = await asked(session, cast.li, posting, now)
    assert answer.unsaid == (Ground.REGION, Ground.TYPE, Ground.PAY)
    assert "地点写的是“人民西路保利中心”，没写明在哪个城市" in words(answer)
