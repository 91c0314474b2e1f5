"""Fraud warnings: their text, their recipients, and how often they are sent."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot import render
from bot.domain.delivery.delivery import State
from bot.domain.errors import NotAllowed, Stale
from bot.domain.people import UnitKind
from bot.flows import scope
from bot.flows.warnings import warn
from bot.settings import Settings
from bot.store import people
from bot.store.delivery import ledgers
from bot.store.people import Speaker
from bot.store.tables import Delivery, Student, Unit
from tests.cast import Cast, Member

LINES = ("是什么", "听到这些话要警惕", "先做什么", "保留证据", "打电话", "依据：", "发送日期：11月24日")
LONGEST_NAME = "信息与智能制造交叉学科学院" * 4


async def speaking(session: AsyncSession, who: Member) -> Speaker:
    found = await people.speaker(session, who.telegram_id)
    assert found is not None
    return found


def shown(code: str, **values: object) -> str:
    message = render.message("warning/message", kind=code, day="2026-11-24", delivery=1, **values)
    assert [button.data for row in message.buttons for button in row] == ["ack:1", "ask:0"]
    return message.text


@pytest.mark.parametrize("code", warn.WITH_TEMPLATE)
def test_a_warning_has_five_lines_a_source_the_day_of_sending_and_at_most_200_characters(code: str) -> None:
    text = re.sub(r"<[^>]+>|\s", "", shown(code, maybe_twice=False, acknowledged=False))
    places = [text.index(line) for line in LINES]
    assert places == sorted(places)
    assert len(text) <= 200


def test_a_possible_second_copy_says_so() -> None:
    assert shown("F01", maybe_twice=True, acknowledged=False).startswith("（可能重复）")
    assert "可能重复" not in shown("F01", maybe_twice=False, acknowledged=False)


@pytest.mark.parametrize("code", warn.WITH_TEMPLATE)
def test_a_kind_has_one_name_in_the_list_and_in_the_message(code: str, now: datetime) -> None:
    shown = render.text(
        "warning/message", kind=code, day="2026-11-24", delivery=1, acknowledged=False, maybe_twice=False
    )
    assert warn.kind_of(code, now).name in shown.splitlines()[0]


def test_kinds_in_season_are_offered_first() -> None:
    june = warn.kinds(datetime(2027, 6, 1, tzinfo=UTC))
    assert june[0].in_season and "F17" in [kind.code for kind in june if kind.in_season]
    assert [kind.in_season for kind in june] == sorted((kind.in_season for kind in june), reverse=True)


async def test_the_preview_shows_the_message_that_students_get(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    unit = Unit(id=cast.civil, kind=UnitKind.COLLEGE, name=LONGEST_NAME)
    seen = await warn.preview(session, "F06", unit, now, Settings(_env_file=None))
    preview = render.message("warning/preview", seen=seen, urgent=False, at=1)
    assert shown("F06", maybe_twice=False, acknowledged=False) in preview.text
    assert (seen.outlook.people, seen.outlook.gets) == (5, 4)
    assert len(preview.text) < 4096


async def test_all_students_of_the_unit_are_counted_even_without_the_bot_or_paused(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    (await session.get_one(Student, cast.li.person_id)).opted_out = True
    push = await warn.send(session, "F01", await session.get_one(Unit, cast.civil1), now)
    ledger = await ledgers.ledger_of(session, push.id)
    assert (ledger.matched, ledger.queued, ledger.no_bot) == (4, 3, 1)


async def test_one_preview_sends_once_and_the_next_preview_sends_again(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    unit = await session.get_one(Unit, cast.civil1)
    first, again, other = [await warn.send(session, "F01", unit, now, key=key) for key in ("a", "a", "b")]
    assert first.id == again.id != other.id
    assert (await ledgers.ledger_of(session, first.id)).matched == 4


async def test_only_an_urgent_warning_is_sent_before_everything_else(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    unit = await session.get_one(Unit, cast.civil2)
    calm = await warn.send(session, "F01", unit, now)
    urgent = await warn.send(session, "F01", unit, now, urgent=True)
    rows = await session.execute(select(col(Delivery.push_id), col(Delivery.priority)))
    assert dict(iter(rows)) == {calm.id: 2, urgent.id: 0}
    assert all(state == State.QUEUED for *_, state in await ledgers.names_in(session, urgent.id, list(State)))


async def test_a_kind_without_a_template_cannot_be_sent(session: AsyncSession, cast: Cast, now: datetime) -> None:
    with pytest.raises(Stale):
        await warn.send(session, "F22", await session.get_one(Unit, cast.school), now)


async def test_a_college_sees_only_its_own_classes(session: AsyncSession, cast: Cast) -> None:
    me = await speaking(session, cast.civil_staff)
    assert [unit.name for unit in await scope.below(session, cast.civil, me)] == ["土木2301", "土木2302"]
    for foreign in (cast.school, cast.computing, cast.software1):
        with pytest.raises(NotAllowed):
            await scope.below(session, foreign, me)
