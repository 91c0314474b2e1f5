"""/me ③ says who sees what about a student: a test for each line."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.chat.door.table import CARE, COLLEGE, OFFICE, STAFF, WATCH
from bot.chat.routes import tables
from bot.domain.errors import NotAllowed
from bot.domain.matching.library import Facet
from bot.domain.people import Role
from bot.flows.care import calls
from bot.flows.chain import report
from bot.flows.delivery import who_sees
from bot.flows.matching import library
from bot.render import environment, samples
from bot.store.student import interests
from bot.store.tables import Interest
from tests.cast import Cast
from tests.flows.student.test_recommend import speaker
from tests.promises.kept import keep

ROLES = {press.verb: press.roles for press in tables.PRESSES}


def shown() -> str:
    return render.message("me/seen", **samples.of("me/seen").cases[0]).text


async def test_a_counsellor_sees_the_places_and_the_pay_of_the_wishes_and_no_more(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    assert "意向的地区和月薪" in shown()
    card = await calls.card(session, cast.li.person_id, await speaker(session, cast.counsellor), now)
    card.wish.update(employer_types=["20"], categories=["13"])
    text = render.message("care/card", now=now, card=card, word="t", back="today", undo=None, silences=False).text
    assert "长春" in text and "6000" in text
    for word in ("国企", "国有", "工程"):
        assert word not in text.split("意向：")[1]
    for verb in ("lib_who", "lib_wish_file", "unmet", "unmet_file", "audit"):
        assert ROLES[verb] == COLLEGE and Role.COUNSELLOR not in COLLEGE


@pytest.mark.parametrize("facet", [Facet.REGION, Facet.PAY, Facet.MAJOR])
async def test_college_and_office_see_all_wishes_by_name_and_export_them(
    session: AsyncSession, cast: Cast, facet: Facet
) -> None:
    assert "以上各项、全部求职意向、去向和证明材料" in shown()
    value = {Facet.REGION: "220100", Facet.PAY: "6000", Facet.MAJOR: "081001"}[facet]
    for member in (cast.office, cast.civil_staff):
        by = await speaker(session, member)
        assert "李娜" in {name for _, _, name in await library.who(session, facet, value, by)}
        assert await library.seekers(session, by)
    with pytest.raises(NotAllowed):
        await library.who(session, facet, value, await speaker(session, cast.counsellor))


def test_only_the_office_sees_complaints_leads_and_the_recommended() -> None:
    assert "举报和线索、推荐名单、优先帮扶名单" in shown()
    assert {ROLES[verb] for verb in ("complaint_who", "leads", "lead_see", "rec", "rec_export")} == {OFFICE}


def test_leaders_see_numbers_only() -> None:
    assert "<b>校领导</b>　只看人数" in shown()
    assert Role.LEADER not in who_sees.NAMES
    assert not [verb for verb in ("stu", "mine", "q", "audit", "lib_who") if Role.LEADER in (ROLES[verb] or ())]


def test_a_cadre_sees_names_only_of_those_whom_the_bot_does_not_reach_and_four_digits_in_a_handover() -> None:
    assert "谁联系不上；交接时看姓名和学号末四位" in shown()
    assert Role.CADRE not in (*who_sees.NAMES, *CARE, *STAFF) and Role.CADRE in WATCH
    assert "number[-4:]" in environment.source("handover/ask")
    assert report.View.__dataclass_fields__["unreached"]


async def test_staff_see_no_step_of_an_application(session: AsyncSession, cast: Cast, now: datetime) -> None:
    assert "“我的投递”是您自己的笔记，老师只看人数" in shown()
    await keep(session, cast, now, cast.li)
    for each in (await session.scalars(select(Interest))).all():
        each.attitude, each.recommended_at = "applied", None
    for member in (cast.counsellor, cast.civil_staff, cast.office):
        card = await calls.card(session, cast.li.person_id, await speaker(session, member), now)
        values = {"card": card, "word": "t", "back": "today", "undo": None, "silences": False}
        assert "投递" not in render.message("care/card", now=now, **values).text
    assert await interests.recommended(session) == []
