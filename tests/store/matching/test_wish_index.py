"""The index of wishes beside a real database finds every graduate that a posting fits, after any change there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.matching.matching import Match, Weights, match
from bot.domain.people import Standing
from bot.store.engine import Store
from bot.store.matching import wish_index
from bot.store.tables import GraduateChange, Student, Wish
from bot.store.wishes import graduate_log, graduates
from tests.cast import Cast, settle_in
from tests.domain.matching.test_matching import CHANGCHUN, POST, SHENYANG

IN_SHENYANG = [replace(POST, regions=frozenset({SHENYANG}))]


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, store: Store, postgres: Store) -> AsyncIterator[Store]:
    """Both databases. Each has an index, although the school is small."""
    chosen = store if request.param == "sqlite" else postgres
    wish_index.keep(chosen, 0)
    yield chosen


async def likely(session: AsyncSession) -> set[int]:
    return {each.graduate.person_id for each in await wish_index.likely(session, IN_SHENYANG)}


async def wish_for(session: AsyncSession, person_id: int, place: str) -> None:
    await session.execute(update(Wish).where(col(Wish.person_id) == person_id).values(regions=[place]))


async def test_the_index_finds_the_fitting_graduates_and_follows_every_change(store: Store, cast: Cast) -> None:
    async with store.reading() as session:
        assert cast.li.person_id not in await likely(session)
        assert cast.sun.person_id in await likely(session)  # accepts every place
    async with store.writing() as session:
        await wish_for(session, cast.li.person_id, SHENYANG)
        await session.execute(
            update(Student).where(col(Student.person_id) == cast.sun.person_id).values(standing=Standing.PAUSED)
        )
    async with store.reading() as session:
        found = await likely(session)
    assert cast.li.person_id in found
    assert cast.sun.person_id not in found


async def test_a_session_sees_its_own_changes_and_a_rollback_leaves_no_trace(store: Store, cast: Cast) -> None:
    with pytest.raises(LookupError):
        async with store.writing() as session:
            await wish_for(session, cast.li.person_id, SHENYANG)
            assert cast.li.person_id in await likely(session)
            assert cast.li.person_id in await likely(session)
            raise LookupError
    async with store.writing() as session:
        await wish_for(session, cast.zhou.person_id, CHANGCHUN)
    async with store.reading() as session:
        found = await likely(session)
    assert cast.li.person_id not in found
    assert cast.sun.person_id in found


async def test_the_best_are_right_while_a_session_changes_them(store: Store, cast: Cast) -> None:
    """A graduate who is paused in the session is replaced by the next best graduate."""
    [posting] = IN_SHENYANG
    weights = Weights()

    async def best(session: AsyncSession, most: int) -> list[int]:
        likely = await wish_index.foremost(session, posting, weights, "220000", most)
        results = [(match(posting, each.graduate, weights, "220000"), each.graduate.person_id) for each in likely]
        return [who for _, who in sorted((-found.score, who) for found, who in results if isinstance(found, Match))]

    async with store.writing() as session:
        first, second = (await best(session, 1000))[:2]
        assert (await best(session, 1))[0] == first
        await session.execute(update(Student).where(col(Student.person_id) == first).values(standing=Standing.PAUSED))
        assert (await best(session, 1))[0] == second


async def test_a_graduate_who_leaves_the_roster_leaves_the_index(store: Store, cast: Cast) -> None:
    async with store.reading() as session:
        assert cast.sun.person_id in await likely(session)
    async with store.writing() as session:
        await session.delete(await session.get_one(Wish, cast.sun.person_id))
        await session.delete(await session.get_one(Student, cast.sun.person_id))
    async with store.reading() as session:
        assert cast.sun.person_id not in await likely(session)


async def test_the_index_is_built_again_when_the_log_is_too_short(
    store: Store, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with store.reading() as session:
        await likely(session)
    monkeypatch.setattr(graduate_log, "KEPT", 1)
    async with store.writing() as session:
        for place in (CHANGCHUN, SHENYANG, CHANGCHUN, SHENYANG):
            await wish_for(session, cast.li.person_id, place)
        await graduate_log.forget_old(session)
        assert len(list(await session.execute(select(GraduateChange)))) == 1
    async with store.reading() as session:
        assert cast.li.person_id in await likely(session)


async def test_a_transaction_that_commits_after_later_ones_is_not_missed(postgres: Store, now: datetime) -> None:
    wish_index.keep(postgres, 0)
    async with postgres.writing() as session:
        cast = await settle_in(session, now)
    async with postgres.reading() as session:
        await likely(session)
    async with postgres.writing() as slow:
        await wish_for(slow, cast.li.person_id, SHENYANG)
        async with postgres.writing() as quick:
            await wish_for(quick, cast.zhou.person_id, SHENYANG)
        async with postgres.reading() as session:
            found = await likely(session)
            assert cast.zhou.person_id in found
            assert cast.li.person_id not in found
    async with postgres.reading() as session:
        assert cast.li.person_id in await likely(session)


async def test_a_small_school_keeps_no_index(store: Store, cast: Cast) -> None:
    wish_index.keep(store, wish_index.WORTH_IT)
    async with store.reading() as session:
        everybody = await graduates.candidates(session)
        assert len(await wish_index.likely(session, IN_SHENYANG)) == len(everybody)
