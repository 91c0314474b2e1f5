"""A school week, Monday to Sunday, played on everybody's phones. It has twenty announcements, a holiday, a class
without a cadre, a handover, a correction, a recall, students who block the bot and students who join late."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.clock import SHANGHAI
from bot.domain.chain.chain import RungState
from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.domain.errors import NotAllowed
from bot.domain.people import Role, UnitKind
from bot.domain.postings.announcement import RecallKind
from bot.flows.chain import declare
from bot.store import people
from bot.store.delivery import ledgers
from bot.store.engine import Store
from bot.store.tables import Announcement, ClassReport, Delivery, Push, Rung, Unit
from tests.cast import Member
from tests.conftest import PRINTED
from tests.stories.week import hands
from tests.stories.week.audit import evening
from tests.stories.week.school import SCHOOL, School, employer, running_school

MONDAY = datetime(2026, 4, 27, 8, 20, tzinfo=SHANGHAI)
"""The Monday of the week of Labour Day. Friday is a holiday."""
CIVIL, POWER, COMPUTING, BUSINESS = "土木工程学院", "机电工程学院", "计算机学院", "管理学院"
VACANT, HANDED_OVER, LATE = "英语2302", "软件2301", "会计2301"
CORRECTED, RECALLED, URGENT = 4, 9, 10
"""The numbers of the announcements that are corrected, recalled and urgent."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of the week. Day 0 is Monday."""
    return (MONDAY + timedelta(days=day)).replace(hour=hour, minute=minute)


async def go_to(school: School, moment: datetime) -> None:
    await school.jump(moment)
    await school.quiet()


async def day_ends(school: School, day: int, since: int) -> int:
    """Run the evening's audit. Return the last id of the wire log, from which the next day starts."""
    await go_to(school, at(day, 20, 30))
    await evening(school, f"{at(day, 0):%a %m-%d}", since)
    return await school.phones.last_id()


@pytest.mark.long
async def test_a_week_of_the_whole_school(
    tmp_path: Path, store: Store, record_property: Callable[[str, object], None]
) -> None:
    async with running_school(tmp_path, store, MONDAY) as school:
        record_property(PRINTED, school.printed)
        await hands.unseat(store, VACANT, MONDAY)
        since = await monday(school, await school.phones.last_id())
        since = await tuesday(school, since)
        since = await wednesday(school, since)
        since = await thursday(school, since)
        since = await day_ends(school, 4, since)  # Labour Day: all people rest
        since = await day_ends(school, 5, since)
        await day_ends(school, 6, since)
        await go_to(school, at(9, 12, 1))  # the first noon after the holiday brings the weekly digests
        await nothing_is_left(school)


async def monday(school: School, since: int) -> int:
    """Play six announcements. One college passes all of them on, one holds one back, one passes one to a class, and one
    does nothing."""
    await go_to(school, at(0, 8, 31))
    await school.sees(school.who(Role.OFFICE, SCHOOL), "今日待办")
    await go_to(school, at(0, 9))
    await hands.publish(school, range(6))
    await hands.pass_all(school, CIVIL)
    power = school.who(Role.COLLEGE, POWER)
    await school.say(power, "/tasks")
    await school.last(power, "待下发")
    await school.press(power, "1")
    await school.last(power, "不处理将自动下发", "电气")
    await school.press(power, "暂缓")
    await school.press(power, "1 天")
    await school.press(power, "需要核实")
    await school.last(power, "暂缓到")
    business = school.who(Role.COLLEGE, BUSINESS)
    await school.say(business, "/tasks")
    await school.last(business, "待下发")
    await school.press(business, "1")
    await school.last(business, "不处理将自动下发", "审计助理｜")
    await school.press(business, "选班级下发")
    await school.last(business, "已选 0")
    await school.press(business, "会计2302")
    await school.last(business, "已选 1")
    await school.press(business, "加学院提示")
    await school.last(business, "请直接输入学院提示")
    await school.say(business, "请优先看省内的")
    await school.last(business, "学院提示：请优先看省内的")
    await school.press(business, "下一步")
    await school.press(business, "确认下发")
    await school.last(business, "的 1 个班已下发")
    await go_to(school, at(0, 11, 10))  # after two working hours the other rungs pass by themselves
    await go_to(school, at(0, 12, 1))
    await school.sees(school.who(Role.CADRE, "土木2301"), "班级日报")
    await school.sees(school.who(Role.CADRE, "会计2302"), "请优先看省内的")
    await school.sees(school.who(Role.COUNSELLOR, VACANT), VACANT)
    await hands.relay(school, but=("机械2301",))
    for chat in (await hands.readers(school, 0, State.SENT))[:5]:
        reader = await hands.member(school, chat)
        await school.press(reader, employer(0)[:4])
        await school.press(reader, "有意向")
    return await day_ends(school, 0, since)


async def tuesday(school: School, since: int) -> int:
    """Play five more announcements, one of them urgent. Students block the bot, and a cadre hands over."""
    await go_to(school, at(1, 9))
    await hands.publish(school, range(6, 10))
    await hands.publish(school, range(URGENT, URGENT + 1), deadline="2026-04-29")
    await school.sees(school.who(Role.COLLEGE, CIVIL), employer(URGENT))
    for blocker in school.all(Role.STUDENT, "土木2302")[5:9]:
        if blocker not in school.without_bot["土木2302"]:
            await school.phones.block(blocker.telegram_id)
    await hands.pass_all(school, CIVIL)
    cadre = school.who(Role.CADRE, HANDED_OVER)
    successor = next(
        each
        for each in school.all(Role.STUDENT, HANDED_OVER)
        if each.person_id != cadre.person_id and each not in school.without_bot[HANDED_OVER]
    )
    await school.say(cadre, "/handover")
    await school.say(cadre, successor.number)
    await school.press(cadre, "确认，发给对方")
    await school.press(successor, "接任")
    await school.sees(successor, "您已接任")
    await go_to(school, at(1, 11, 30))
    await go_to(school, at(1, 12, 1))
    await school.sees(successor, "班级日报", HANDED_OVER)
    await an_old_button_is_dead(school, cadre)
    school.take_over(HANDED_OVER, cadre, successor)
    await hands.relay(school, but=("机械2301",))
    return await day_ends(school, 1, since)


async def an_old_button_is_dead(school: School, former: Member) -> None:
    """Assert that the former cadre may no longer declare on Monday's report."""
    async with school.store.writing() as session:
        unit = (await session.execute(select(Unit).where(col(Unit.name) == HANDED_OVER))).scalar_one()
        query = select(ClassReport).where(col(ClassReport.class_id) == unit.id).order_by(col(ClassReport.id))
        report = (await session.execute(query)).scalars().first()
        speaker = await people.speaker(session, former.telegram_id)
        assert report is not None and speaker is not None
        with pytest.raises(NotAllowed):
            await declare.relayed_to_group(session, report.id, speaker, at(1, 12))


async def wednesday(school: School, since: int) -> int:
    """Play five more announcements. One of Monday's is corrected. Students join late, or return after blocking the
    bot."""
    await go_to(school, at(2, 9))
    await hands.publish(school, range(11, 16))
    office = await hands.open_published(school, CORRECTED)
    await school.press(office, "更正")
    await school.press(office, "薪资")
    await school.say(office, "7000-9000元/月")
    await school.press(office, "发出更正")
    await school.quiet()
    for reader in (await hands.readers(school, CORRECTED, State.SENT, State.OPENED))[:3]:
        await school.sees(await hands.member(school, reader), "7000-9000")
    for late in school.without_bot[LATE][:3]:
        await hands.join(school, LATE, late)
    for back in school.all(Role.STUDENT, "土木2302")[5:7]:
        await school.phones.block(back.telegram_id, False)
    await go_to(school, at(2, 11, 30))
    await go_to(school, at(2, 12, 1))
    await hands.relay(school)
    return await day_ends(school, 2, since)


async def thursday(school: School, since: int) -> int:
    """Play the last four announcements. One of Tuesday's is a fraud, so it is recalled and everybody is warned."""
    await go_to(school, at(3, 9))
    await hands.publish(school, range(16, 20))
    had_it = await hands.readers(school, RECALLED, State.SENT, State.OPENED)
    assert had_it
    office = await hands.open_published(school, RECALLED)
    await school.press(office, "撤回")
    await school.press(office, "收费等风险")
    await school.press(office, "确认撤回")
    await school.quiet()
    for chat in had_it[:3]:
        await school.sees(await hands.member(school, chat), "撤回")
    await school.say(office, "/warn")
    await school.press(office, "培训贷")
    await school.press(office, "全校")
    await school.press(office, "确认发送")
    await school.quiet()
    asker = school.all(Role.STUDENT, "土木2301")[0]
    counsellor = school.who(Role.COUNSELLOR, "土木2301")
    await school.say(asker, "/ask")
    await school.last(asker, "想问什么")
    await school.say(asker, "三方协议去哪里领？")
    await school.press(asker, "提交")
    await school.sees(asker, "已转给")
    await school.say(counsellor, "/questions")
    await school.press(counsellor, "三方协议")
    await school.press(counsellor, "回复")
    await school.say(counsellor, "到学院 203 领。")
    await school.press(counsellor, "发送")
    await school.sees(asker, "到学院 203 领。")
    await go_to(school, at(3, 11, 30))
    await go_to(school, at(3, 12, 1))
    await hands.relay(school)
    return await day_ends(school, 3, since)


async def nothing_is_left(school: School) -> None:
    """Assert that no row of the week is still to be sent, and that no message is outdated."""
    async with school.store.reading() as session:
        pushes = list(
            (
                await session.execute(select(Push).where(col(Push.kind) == PushKind.POSTING).order_by(col(Push.id)))
            ).scalars()
        )
        sums = {push.id: await ledgers.ledger_of(session, push.id) for push in pushes}
        colleges = (await session.execute(select(Rung).where(col(Rung.level) == UnitKind.COLLEGE))).scalars().all()
        recalled = (
            await session.execute(select(Announcement).where(col(Announcement.recall_kind).is_not(None)))
        ).scalars()
        assert [each.recall_kind for each in recalled] == [RecallKind.FRAUD]
        outdated = (await session.execute(select(col(Delivery.id)).where(col(Delivery.outdated)))).scalars().all()
    assert len(pushes) == 20
    assert not outdated
    open_states = ("waiting", "queued", "sending", "uncertain")
    assert {name: sum(getattr(ledger, name) for ledger in sums.values()) for name in open_states} == dict.fromkeys(
        open_states, 0
    )
    assert {rung.state for rung in colleges} <= {RungState.PASSED, RungState.BYPASSED, RungState.CLOSED}
    total = {name: sum(getattr(ledger, name) for ledger in sums.values()) for name in ("matched", "relayed", "no_bot")}
    assert total["relayed"] > 0
    school.printed.append(
        f"the week: {len(pushes)} announcements, {total['matched']} matched, {total['relayed']} told by classmates"
    )
