"""The data that the bot stores about a person is counted, listed, and exported completely."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.push import PushKind
from bot.domain.errors import NeedsConfirmation
from bot.flows.student import interests, me
from bot.flows.student.export import everything
from bot.store.tables import Question
from tests.cast import Cast
from tests.flows.student.test_applications import sent
from tests.flows.student.test_recommend import speaker


async def test_the_export_holds_the_roster_the_students_words_and_the_messages(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    delivery, (posting,) = await sent(session, cast, now, "施工员")
    delivery.sent_at = now
    await interests.want(session, delivery, posting, now)
    session.add(
        Question(
            person_id=cast.li.person_id, class_id=cast.civil1, college_id=cast.civil, text="三方怎么签", asked_at=now
        )
    )
    await session.flush()
    lines = {
        (each.section, each.item): each.parts for each in await everything(session, await speaker(session, cast.li))
    }
    assert lines["roster", "number"] == (cast.li.number,)
    assert lines["wishes", "意向地区"] == ("长春",)
    assert lines["applications", "attitude.wants"][0] == "长春示例设计院：施工员"
    assert lines["questions", "asked"][0] == "三方怎么签"
    assert [parts for (section, _), parts in lines.items() if section == "received"]


async def test_the_export_holds_no_facts_about_others(session: AsyncSession, cast: Cast, now: datetime) -> None:
    delivery, (posting,) = await sent(session, cast, now, "施工员")
    await interests.want(session, delivery, posting, now)
    lines = await everything(session, await speaker(session, cast.sun))
    assert not [line for line in lines if line.section in ("applications", "received")]


async def test_a_class_code_is_not_enough_for_the_export(session: AsyncSession, cast: Cast) -> None:
    with pytest.raises(NeedsConfirmation):
        await everything(session, await speaker(session, cast.zhao))


async def test_counts_go_back_thirty_days(session: AsyncSession, cast: Cast, now: datetime) -> None:
    delivery, _ = await sent(session, cast, now, "施工员")
    delivery.sent_at = now - timedelta(days=29)
    await session.flush()
    li = await speaker(session, cast.li)
    assert (await me.got(session, li, now)).kinds == {PushKind.POSTING: 1}
    later = await me.got(session, li, now + timedelta(days=2))
    assert (later.total, len(later.last)) == (0, 1)
