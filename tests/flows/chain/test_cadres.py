"""Only counsellor, college and office appoint and relieve the cadres of a class. Each seat has its dates."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.errors import AlreadyDone, NotAllowed, NotFound, Stale, UnknownClassmate
from bot.domain.people import Role
from bot.flows import holders
from bot.flows.chain import cadres
from bot.store import people
from bot.store.chain import cadres as store
from bot.store.delivery import pushes
from bot.store.people import Speaker
from bot.store.tables import Membership
from tests.cast import Cast, Member

DAY = timedelta(days=1)


async def speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def history(session: AsyncSession, member: Member) -> list[Membership]:
    rows = await session.execute(
        select(Membership)
        .where(col(Membership.person_id) == member.person_id, col(Membership.role) == Role.CADRE)
        .order_by(col(Membership.id))
    )
    return list(rows.scalars())


async def test_a_new_cadre_holds_the_reports_of_a_class_that_had_none(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    counsellor = await speaker(session, cast.counsellor)
    seat = await cadres.appoint(session, cast.civil2, cast.sun.person_id, counsellor, now, substitute=False)
    assert (await holders.holding(session, cast.civil2, now)).people == (cast.sun.person_id,)
    assert await pushes.by_key(session, f"cadre:{seat.id}") is not None
    with pytest.raises(AlreadyDone):
        await cadres.appoint(session, cast.civil2, cast.sun.person_id, counsellor, now, substitute=False)


async def test_a_substitute_who_becomes_cadre_has_two_dated_seats(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    counsellor = await speaker(session, cast.counsellor)
    await cadres.appoint(session, cast.civil1, cast.li.person_id, counsellor, now, substitute=True)
    await cadres.appoint(session, cast.civil1, cast.li.person_id, counsellor, now + DAY, substitute=False)
    assert [(seat.substitute, seat.until) for seat in await history(session, cast.li)] == [
        (True, now + DAY),
        (False, None),
    ]


async def test_a_relieved_cadre_loses_the_role_and_can_be_put_back(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    counsellor = await speaker(session, cast.counsellor)
    (seat,) = await history(session, cast.cadre)
    await cadres.relieve(session, seat.id, counsellor, now)
    assert not (await speaker(session, cast.cadre)).holds(Role.CADRE)
    with pytest.raises(AlreadyDone):
        await cadres.relieve(session, seat.id, counsellor, now)
    await cadres.put_back(session, seat.id, counsellor, now)
    assert (await speaker(session, cast.cadre)).holds(Role.CADRE)
    with pytest.raises(AlreadyDone):
        await cadres.put_back(session, seat.id, counsellor, now)
    assert [seat.until for seat in await history(session, cast.cadre)] == [now, None]


async def test_a_press_after_two_days_does_not_put_a_cadre_back(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    counsellor = await speaker(session, cast.counsellor)
    (seat,) = await history(session, cast.cadre)
    await cadres.relieve(session, seat.id, counsellor, now)
    with pytest.raises(Stale):
        await cadres.put_back(session, seat.id, counsellor, now + 2 * DAY)


@pytest.mark.parametrize("who", ["computing_staff", "cadre", "li"])
async def test_other_people_may_not_see_appoint_or_relieve_cadres(
    session: AsyncSession, cast: Cast, now: datetime, who: str
) -> None:
    stranger = await speaker(session, getattr(cast, who))
    (seat,) = await history(session, cast.cadre)
    with pytest.raises(NotAllowed):
        await cadres.board(session, cast.civil1, stranger)
    with pytest.raises(NotAllowed):
        await cadres.appoint(session, cast.civil1, cast.li.person_id, stranger, now, substitute=False)
    with pytest.raises(NotAllowed):
        await cadres.relieve(session, seat.id, stranger, now)


async def test_candidates_are_reached_classmates_and_any_classmate_can_be_named(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    counsellor = await speaker(session, cast.counsellor)
    found = await cadres.candidates(session, cast.civil1, counsellor, substitute=False)
    assert [each.name for each in found] == [
        "李娜"
    ]  # without those who have no bot, are unconfirmed, or are cadre already
    assert [each.person_id for each in await cadres.named(session, cast.civil1, " 王 伟 ")] == [cast.wang.person_id]
    assert [each.name for each in await cadres.named(session, cast.civil1, "20230104")] == ["赵磊"]
    for words in ("周杰", "20230301", "", "王"):
        with pytest.raises(UnknownClassmate):
            await cadres.named(session, cast.civil1, words)
    with pytest.raises(NotFound):
        await cadres.appoint(session, cast.civil1, cast.sun.person_id, counsellor, now, substitute=True)


async def test_the_college_and_the_office_may_see_the_cadres_too(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    for member in (cast.civil_staff, cast.office):
        seen = await cadres.board(session, cast.civil1, await speaker(session, member))
        assert [seat.name for seat in seen.seats] == ["张强"]
    with pytest.raises(NotFound):
        await cadres.board(session, cast.civil, await speaker(session, cast.office))
    assert await store.reaching(session, [cast.civil1, cast.civil2], 2027) == {cast.civil1}
