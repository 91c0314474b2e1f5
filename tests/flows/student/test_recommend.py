"""推荐名单: students agree posting by posting and may withdraw at any time. The office exports the list."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import sheets
from bot.domain.chain.chain import Release
from bot.domain.delivery.push import PushKind
from bot.domain.errors import NeedsConfirmation, NotFound
from bot.domain.people import Trust
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.publishing import publish
from bot.flows.register import confirm, join
from bot.flows.student import interests, recommend
from bot.store import people
from bot.store.people import Speaker
from bot.store.tables import Posting
from tests import postings as table
from tests.cast import Cast, Member
from tests.flows.student.test_applications import sent
from tests.live import Live
from tests.postings import ENGINEER


async def speaker(session: AsyncSession, who: Member) -> Speaker:
    found = await people.speaker(session, who.telegram_id)
    assert found is not None
    return found


async def wanted(session: AsyncSession, cast: Cast, now: datetime) -> tuple[int, int]:
    """Let 李娜 want a posting. Return (announcement id, posting id)."""
    delivery, (posting,) = await sent(session, cast, now, "施工员")
    await interests.want(session, delivery, posting, now)
    return (await session.get_one(Posting, posting)).announcement_id, posting


async def test_wanting_a_posting_puts_nobody_on_the_list(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement, _ = await wanted(session, cast, now)
    assert await recommend.listed(session) == []
    office = await speaker(session, cast.office)
    with pytest.raises(NotFound):
        await recommend.take_out(session, announcement, office, now)


async def test_a_student_who_agreed_is_on_the_list_with_the_facts_agreed_to(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement, posting = await wanted(session, cast, now)
    await recommend.agree(session, await speaker(session, cast.li), posting, now)
    (line,) = (await recommend.of(session, announcement)).candidates
    assert (line.name, line.college, line.major, line.cohort) == ("李娜", "土木学院", "土木工程", 2027)
    ((_, employer, count),) = await recommend.listed(session)
    assert (employer.name, count) == ("长春示例设计院", 1)


async def test_the_office_sees_students_who_withdraw_after_the_export(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement, posting = await wanted(session, cast, now)
    await recommend.agree(session, await speaker(session, cast.li), posting, now)
    await recommend.take_out(session, announcement, await speaker(session, cast.office), now)
    assert (await recommend.of(session, announcement)).withdrawn == []
    _, named = await recommend.withdraw(session, cast.li.person_id, posting)
    listing = await recommend.of(session, announcement)
    assert named
    assert (listing.candidates, listing.withdrawn) == ([], ["李娜"])
    assert [name for _, name in listing.exports] == ["陈敏"]


async def test_a_student_who_leaves_is_on_no_list(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement, posting = await wanted(session, cast, now)
    await recommend.agree(session, await speaker(session, cast.li), posting, now)
    await join.leave(session, cast.li.telegram_id, now)
    assert (await recommend.of(session, announcement)).candidates == []


async def test_taking_a_confirmation_back_ends_the_consents_given_through_it(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement, posting = await wanted(session, cast, now)
    bond = await people.bond_of(session, cast.li.person_id)
    assert bond is not None
    bond.trust = Trust.CLASS
    counsellor = await speaker(session, cast.counsellor)
    await confirm.confirm(session, bond.id, counsellor)
    key = confirm.confirmed_key(bond.id)
    await pushing.to_people(session, Notice(PushKind.RECORD, "join/confirmed", key=key), [cast.li.person_id], now)
    await recommend.agree(session, await speaker(session, cast.li), posting, now)
    await confirm.take_back(session, bond.id, counsellor, now)
    assert (await recommend.of(session, announcement)).candidates == []


async def test_a_student_known_only_by_class_code_cannot_agree(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    _, posting = await wanted(session, cast, now)
    with pytest.raises(NeedsConfirmation):
        await recommend.agree(session, await speaker(session, cast.zhao), posting, now)


async def test_a_student_cannot_agree_for_a_posting_they_do_not_want(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    _, posting = await wanted(session, cast, now)
    with pytest.raises(NotFound):
        await recommend.agree(session, await speaker(session, cast.sun), posting, now)


async def test_a_student_wants_agrees_applies_and_is_hired(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        announcement = await table.approved(session, live.parts.clock.now(), ENGINEER)
        await publish.publish(session, announcement.id, live.parts.clock.now(), release=Release.IMMEDIATE)
    await live.sees(cast.li, "结构设计师")
    await live.press(cast.li, "有意向")
    await live.sees(cast.li, "姓名、学院、专业、学历、毕业年份")
    await live.press(cast.li, "同意")
    await live.sees(cast.li, "学校推荐时会带上您")
    await live.press(cast.li, "已投递")
    await live.sees(cast.li, "结构设计师（已投递）")

    await live.say(cast.office, "/recommend")
    await live.press(cast.office, "1 人")
    await live.press(cast.office, "导出给用人单位")
    file = await live.sees(cast.office, "仅用于这次招聘")
    assert file["document"]["file_name"] == "推荐名单_长春虚构设计院有限公司_2026-11-24.xlsx"
    await live.sees(cast.office, "陈敏 导出 1 条")

    await live.say(cast.li, "/applications")
    await live.press(cast.li, "1 结构设计师")
    await live.press(cast.li, "被录用")
    await live.sees(cast.li, "恭喜", "登记一下去向")
    await live.press(cast.li, "改回已投递")
    await live.press(cast.li, "撤回推荐")
    await live.sees(cast.li, "名单已经交给过单位")
    await live.say(cast.sun, "/recommend")
    await live.last(cast.sun, "需要相应的身份")


def test_a_formula_in_an_exported_cell_stays_text() -> None:
    made = sheets.write_sheet("推荐名单", ["姓名"], [["=HYPERLINK(1)"]])
    assert sheets.read_sheet(made, "名单.xlsx").rows == [(2, {"姓名": "=HYPERLINK(1)"})]
