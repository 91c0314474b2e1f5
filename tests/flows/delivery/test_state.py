"""The ledgers of pushes as each role sees them: by unit, over a week, with every term of the sum."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import charts, render
from bot.chat.delivery import state as chat
from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.domain.errors import NotAllowed
from bot.domain.people import Role
from bot.flows.delivery import pushing, state, who_sees
from bot.flows.delivery.pushing import Notice
from bot.flows.delivery.state import Span
from bot.flows.publishing import publish
from bot.store import people
from bot.store.people import Speaker
from bot.store.tables import Membership
from tests.cast import Cast, Member
from tests.factories import approved


async def speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def published(session: AsyncSession, now: datetime, count: int = 1) -> list[int]:
    made = []
    for n in range(count):
        announcement = await approved(session, now, employer=f"示例单位{now:%m%d}{n}")
        made.append(await publish.publish(session, announcement.id, now))
    return [push.id for push in made]


async def names_of(session: AsyncSession, member: Member) -> Sequence[str]:
    return [unit.name for unit in await who_sees.homes(session, await speaker(session, member))]


async def test_everybody_starts_at_the_widest_units_they_may_see(session: AsyncSession, cast: Cast) -> None:
    assert await names_of(session, cast.office) == ["长春示范大学"]
    assert await names_of(session, cast.civil_staff) == ["土木学院"]
    assert await names_of(session, cast.counsellor) == ["土木2301", "土木2302", "软件2301"]
    with pytest.raises(NotAllowed):
        await names_of(session, cast.sun)


async def test_a_leader_sees_the_numbers_of_the_school_and_no_names(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    session.add(Membership(person_id=cast.colleague.person_id, role=Role.LEADER, unit_id=cast.school, since=now))
    await session.flush()
    by = await speaker(session, cast.colleague)
    leader = Speaker(**{**vars(by), "seats": tuple(seat for seat in by.seats if seat.role == Role.LEADER)})
    (push,) = await published(session, now)
    assert (await state.view(session, push, None, leader)).ledger.matched == 6
    assert not (await state.view(session, push, cast.civil1, leader)).may_see_names
    with pytest.raises(NotAllowed):
        await state.names(session, push, cast.civil1, [State.SENT], leader)


async def test_a_counsellor_sees_the_sum_of_all_their_classes(session: AsyncSession, cast: Cast, now: datetime) -> None:
    (push,) = await published(session, now)
    seen = await state.view(session, push, None, await speaker(session, cast.counsellor))
    assert seen.unit is None
    assert {line.unit.name: line.ledger.matched for line in seen.lines} == {"土木2301": 3, "土木2302": 1, "软件2301": 2}
    assert (seen.ledger.matched, seen.ledger.balances) == (6, True)
    shown = render.message(
        "state/ledger",
        view=seen,
        push=seen.push,
        ledger=seen.ledger,
        of="1",
        verb="ledger",
        now=now,
        manages=False,
        calls=0,
        shown=seen.lines,
        page=0,
        pages=1,
    )
    assert "我负责的范围" in shown.text


async def test_all_postings_of_a_week_are_added_up(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await published(session, now - timedelta(days=7))
    await published(session, now, 2)
    await pushing.to_people(session, Notice(PushKind.NOTICE, "x"), [cast.li.person_id], now)
    office = await speaker(session, cast.office)
    week = await state.period(session, Span.WEEK, None, office, now)
    month = await state.period(session, Span.MONTH, None, office, now)
    assert (week.pushes, week.ledger.matched, month.pushes, month.ledger.matched) == (2, 12, 3, 18)
    assert {line.unit.name: line.ledger.matched for line in week.lines} == {"土木学院": 8, "计算机学院": 4}
    inside = await state.period(session, Span.WEEK, cast.civil, office, now)
    assert {line.unit.name: line.ledger.matched for line in inside.lines} == {"土木2301": 6, "土木2302": 2}
    with pytest.raises(NotAllowed):
        await state.period(session, Span.WEEK, cast.computing, await speaker(session, cast.civil_staff), now)


async def test_the_picture_draws_every_term_of_the_sum(session: AsyncSession, cast: Cast, now: datetime) -> None:
    (push,) = await published(session, now)
    seen = await state.view(session, push, None, await speaker(session, cast.office))
    terms = chat._terms(seen.ledger)
    assert sum(count for _, count, _ in terms[1:]) == seen.ledger.matched
    labels = [render.plain("state/label", which=term, view=seen, now=now) for term, _, _ in terms]
    assert len(set(labels)) == len(terms)
    picture = charts.draw(
        "funnel",
        title=render.plain("state/label", which="title", view=seen, now=now),
        subtitle=render.plain("state/label", which="subtitle", view=seen, now=now),
        terms=[(label, count) for label, (_, count, _) in zip(labels, terms, strict=True)],
        tones=[tone for _, _, tone in terms],
    )
    assert picture.startswith(b"\x89PNG")
    shown = render.message("state/picture", view=seen, push=seen.push, ledger=seen.ledger, of="1", now=now)
    assert len(shown.text) <= 1024
