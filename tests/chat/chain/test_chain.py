"""A posting goes down the chain and its receipts come back. Every person uses a real phone."""

from datetime import timedelta

import pytest

from bot.domain.chain.chain import Release, RungState
from bot.domain.delivery.delivery import Ledger, State
from bot.domain.errors import NotAllowed
from bot.domain.people import UnitKind
from bot.flows.chain import relay
from bot.flows.delivery.opened import opened
from bot.flows.publishing import publish
from bot.store import people
from bot.store.chain import chain
from bot.store.delivery import ledgers
from tests.cast import Cast
from tests.conftest import NOON
from tests.factories import approved
from tests.live import Live


async def published(live: Live, *titles: str, release: Release | None = None) -> int:
    async with live.store.writing() as session:
        announcement = await approved(session, live.parts.clock.now(), *titles)
        push = await publish.publish(session, announcement.id, live.parts.clock.now(), release=release)
        return push.id


async def at_noon(live: Live, days: int = 1) -> None:
    """Move the clock to noon, ``days`` days after the story began (a Tuesday)."""
    await live.settled()
    await live.jump(NOON + timedelta(days=days, seconds=5))


async def ledger(live: Live, push_id: int) -> Ledger:
    async with live.store.reading() as session:
        return await ledgers.ledger_of(session, push_id)


async def test_no_posting_reaches_a_student_before_the_college_passes_it_on(live: Live, cast: Cast) -> None:
    push = await published(live)
    await live.sees(cast.civil_staff, "土木学院　待下发", "长春示例设计院")
    await live.settled()
    assert (await ledger(live, push)).waiting == 4
    await live.press(cast.civil_staff, "1")
    await live.sees(cast.civil_staff, "长春示例设计院", "土木学院", "土木2301")
    await live.press(cast.civil_staff, "下发")
    await live.sees(cast.civil_staff, "已下发")
    await live.sees(cast.li, "长春示例设计院")
    await live.settled()
    after = await ledger(live, push)
    assert (after.sent_only, after.waiting, after.no_bot) == (3, 1, 2)


async def test_a_posting_passes_a_silent_college_after_two_working_hours(live: Live, cast: Cast) -> None:
    push = await published(live)
    await live.sees(cast.civil_staff, "自动下发")
    await live.jump(live.parts.clock.now() + timedelta(hours=2, minutes=1))
    await live.sees(cast.sun, "长春示例设计院")
    async with live.store.reading() as session:
        states = {rung.state for rung in await chain.rungs_of(session, push, UnitKind.COLLEGE)}
    assert states == {RungState.BYPASSED}


async def test_a_hold_has_a_reason_and_an_end(live: Live, cast: Cast) -> None:
    await published(live)
    await live.press(cast.civil_staff, "1")
    await live.press(cast.civil_staff, "暂缓")
    await live.press(cast.civil_staff, "1 天")
    await live.press(cast.civil_staff, "需要核实")
    await live.sees(cast.civil_staff, "暂缓到", "需要核实")
    await live.jump(live.parts.clock.now() + timedelta(hours=3))
    await live.settled()
    assert not any("长春示例设计院" in text for text in await live.texts(cast.li))
    await live.jump(live.parts.clock.now() + timedelta(hours=22))
    await live.sees(cast.li, "长春示例设计院")


async def test_new_postings_are_added_to_the_colleges_message_in_place(live: Live, cast: Cast) -> None:
    await published(live, "施工员")
    await live.sees(cast.civil_staff, "待下发", "施工员")
    await live.settled()
    async with live.store.writing() as session:
        other = await approved(session, live.parts.clock.now(), "测量员", employer="长春示例勘察院")
        await publish.publish(session, other.id, live.parts.clock.now())
    await live.sees(cast.civil_staff, "2 条", "施工员", "测量员")
    assert len(await live.texts(cast.civil_staff)) == 1


async def test_some_classes_come_first_with_a_note_for_their_cadres(live: Live, cast: Cast) -> None:
    await published(live)
    await live.press(cast.civil_staff, "1")
    await live.press(cast.civil_staff, "选班级下发")
    await live.press(cast.civil_staff, "土木2301")
    await live.press(cast.civil_staff, "加学院提示")
    await live.say(cast.civil_staff, "周五 14 点有宣讲会")
    await live.sees(cast.civil_staff, "已选 1 / 2 个班", "周五 14 点有宣讲会")
    await live.press(cast.civil_staff, "下一步")
    await live.sees(cast.civil_staff, "现在下发：土木2301", "其余 1 个班 1 人")
    await live.press(cast.civil_staff, "确认下发 1 个班")
    await live.sees(cast.civil_staff, "✓ 土木2301", "其余班级")
    await live.sees(cast.li, "长春示例设计院")
    assert not any("长春示例设计院" in text for text in await live.texts(cast.sun))
    await live.press(cast.civil_staff, "其余也下发")
    await live.sees(cast.sun, "长春示例设计院")
    await at_noon(live)
    await live.sees(cast.cadre, "学院提示：周五 14 点有宣讲会")


async def test_a_hint_is_shown_before_it_goes_out_with_the_posting(live: Live, cast: Cast) -> None:
    await published(live)
    await live.press(cast.civil_staff, "1")
    await live.press(cast.civil_staff, "加提示下发")
    await live.say(cast.civil_staff, "周五 14 点有宣将会")
    await live.sees(cast.civil_staff, "学院提示：周五 14 点有宣将会", "不能收回")
    await live.say(cast.civil_staff, "周五 14 点有宣讲会")
    await live.sees(cast.civil_staff, "学院提示：周五 14 点有宣讲会", "不能收回")
    assert not any("长春示例设计院" in text for text in await live.texts(cast.li))
    await live.press(cast.civil_staff, "确认下发")
    await live.sees(cast.civil_staff, "✓ 已下发　学院提示：周五 14 点有宣讲会")
    await live.sees(cast.li, "长春示例设计院")


async def test_a_student_wants_a_posting_undoes_it_and_says_why_not(live: Live, cast: Cast) -> None:
    push = await published(live, "施工员", release=Release.IMMEDIATE)
    await live.press(cast.li, "有意向")
    await live.sees(cast.li, "施工员", "已标记有意向")
    await live.press(cast.li, "撤销")
    await live.press(cast.li, "不合适")
    await live.press(cast.li, "薪资")
    await live.sees(cast.li, "已标记不合适")
    await live.press(cast.li, "详情")
    await live.sees(cast.li, "投递方式", "jobs.example.com")
    assert (await ledger(live, push)).opened == 1


async def test_a_student_chooses_one_of_several_postings(live: Live, cast: Cast) -> None:
    await published(live, "施工员", "测量员", release=Release.IMMEDIATE)
    await live.press(cast.sun, "有意向")
    await live.press(cast.sun, "测量员")
    await live.sees(cast.sun, "测量员（已标记有意向）", "施工员")


async def test_a_button_of_another_person_is_refused(live: Live, cast: Cast) -> None:
    push = await published(live, release=Release.IMMEDIATE)
    await live.sees(cast.li, "长春示例设计院")
    await live.settled()
    async with live.store.writing() as session:
        mine = await people.speaker(session, cast.sun.telegram_id)
        rows = await ledgers.names_in(session, push, [State.SENT])
        of_li = next(delivery for delivery, number, _, _ in rows if number == cast.li.number)
        assert mine is not None
        with pytest.raises(NotAllowed):
            await opened(session, of_li, mine, live.parts.clock.now())
    assert (await ledger(live, push)).opened == 0


async def test_at_noon_the_cadre_gets_one_report_and_declares_what_was_relayed(live: Live, cast: Cast) -> None:
    first = await published(live, "施工员", release=Release.IMMEDIATE)
    await at_noon(live)
    await live.sees(cast.cadre, "班级日报", "施工员", "联系不上（1 人）：王伟")
    await live.press(cast.cadre, "已当面告知")
    await live.press(cast.cadre, "王伟")
    await live.press(cast.cadre, "返回日报")
    await live.sees(cast.cadre, "1 位同学都已转告")
    await live.press(cast.cadre, "已发班群")
    await live.sees(cast.cadre, "已发班群，谢谢")
    after = await ledger(live, first)
    assert (after.relayed, after.no_bot) == (1, 1)
    await live.press(cast.cadre, "撤销")
    await live.sees(cast.cadre, "请在", "前转发")
    assert (await ledger(live, first)).relayed == 1  # a student told in person stays counted


async def test_a_class_without_cadre_reports_to_its_counsellor(live: Live, cast: Cast) -> None:
    await published(live, "软件工程师", release=Release.IMMEDIATE)
    await at_noon(live)
    await live.sees(cast.counsellor, "软件2301：没有能联系上的班干部")
    await live.press(cast.counsellor, "软件2301")
    await live.sees(cast.counsellor, "软件2301 班级日报", "吴倩")


async def test_a_silent_cadre_is_reminded_once_then_the_counsellor_takes_over(live: Live, cast: Cast) -> None:
    await published(live, "施工员", release=Release.IMMEDIATE)
    await at_noon(live)
    await live.sees(cast.cadre, "班级日报")
    await at_noon(live, 2)
    await live.sees(cast.cadre, "还没有标记转发")
    await at_noon(live, 3)
    await live.sees(cast.counsellor, "土木2301：班干部没有标记转发")
    await live.press(cast.counsellor, "土木2301")
    await live.sees(cast.counsellor, "土木2301 班级日报")
    await live.settled()
    reminders = [text for text in await live.texts(cast.cadre) if "还没有标记转发" in text]
    assert len(reminders) == 1


@pytest.mark.parametrize("who", ["li", "computing_staff"])
async def test_only_its_own_college_may_pass_on(live: Live, cast: Cast, who: str) -> None:
    push = await published(live)
    async with live.store.writing() as session:
        rungs = await chain.rungs_of(session, push, UnitKind.COLLEGE)
        civil = next(rung for rung in rungs if rung.unit_id == cast.civil)
        stranger = await people.speaker(session, getattr(cast, who).telegram_id)
        assert stranger is not None
        with pytest.raises(NotAllowed):
            await relay.pass_on(session, civil.id, stranger, live.parts.clock.now())
    assert (await ledger(live, push)).waiting == 4
