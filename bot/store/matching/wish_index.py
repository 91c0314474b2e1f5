"""The index of wishes beside the store: built from it, caught up before each match, never trusted over it."""

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.domain.matching.index import Index
from bot.domain.matching.matching import Opening, Weights
from bot.store.engine import Store
from bot.store.tables import Student
from bot.store.wishes import graduate_log, graduates
from bot.store.wishes.graduate_log import Mark
from bot.store.wishes.graduates import Candidate

BESIDE = "wish_index"
"""Where a session finds it."""
WORTH_IT = 5_000
"""Graduates from which on an index pays; a smaller school is matched one by one and keeps none."""


def keep(store: Store, worth_it: int = WORTH_IT) -> None:
    """Give the store an index, built once there are ``worth_it`` graduates. Without it everybody is looked at."""
    store.keep_beside(BESIDE, WishIndex(store.engine, worth_it))


async def likely(session: AsyncSession, openings: Sequence[Opening]) -> list[Candidate]:
    """Whom one of the openings may fit, in roster order: by the index where there is one, else everybody."""
    index: WishIndex | None = session.info.get(BESIDE)
    return await graduates.candidates(session, await index.among(session, openings) if index else None)


async def foremost(
    session: AsyncSession, opening: Opening, weights: Weights, province: str, most: int
) -> list[Candidate]:
    """Among whom are the ``most`` whom the opening fits best: few by the index, else everybody."""
    index: WishIndex | None = session.info.get(BESIDE)
    found = await index.foremost(session, opening, weights, province, most) if index else None
    return await graduates.candidates(session, found)


class WishIndex:
    """One a process and store. What it has not heard of yet is told apart, for the caller to look at one by one."""

    def __init__(self, engine: AsyncEngine, worth_it: int = WORTH_IT) -> None:
        self._engine = engine
        self._worth_it = worth_it
        self._index: Index | None = None
        self._mark = Mark(0, 0)
        self._busy = asyncio.Lock()

    async def among(self, session: AsyncSession, openings: Sequence[Opening]) -> list[int] | None:
        """Everybody whom one of the openings may fit, to be looked at again; None: everybody, the school is small.

        The index follows what is committed. What this session changed itself, or another one committed
        meanwhile, is added unasked.
        """
        return await self._asked(
            session, lambda index, _: {person for opening in openings for person in index.match(opening).tolist()}
        )

    async def foremost(
        self, session: AsyncSession, opening: Opening, weights: Weights, province: str, most: int
    ) -> list[int] | None:
        """Among whom are the ``most`` whom the opening fits best, to be looked at again; None: everybody."""
        # as many more as changed: each of them may leave his place to the next
        return await self._asked(
            session, lambda index, changed: set(index.best(opening, weights, province, most + changed)[1].tolist())
        )

    async def _asked(self, session: AsyncSession, ask: Callable[[Index, int], set[int]]) -> list[int] | None:
        """What the index answers, told how many changed that it has not heard of; these are added."""
        if (await session.execute(select(func.count()).select_from(Student))).scalar_one() < self._worth_it:
            return None
        async with self._busy:
            index = await self._caught_up()
            own = await graduate_log.since(session, self._mark)
            return None if own is None else sorted(ask(index, len(own[0])) | own[0])

    async def _caught_up(self) -> Index:
        async with AsyncSession(self._engine) as session:
            news = await graduate_log.since(session, self._mark) if self._index is not None else None
            if self._index is None or news is None:
                self._mark = await graduate_log.mark(session)
                self._index = await self._built(session)
                return self._index
            changed, self._mark = news
            await self._take_in(session, self._index, sorted(changed))
            return self._index

    async def _take_in(self, session: AsyncSession, index: Index, changed: Sequence[int]) -> None:
        found = {each.graduate.person_id: each.graduate for each in await graduates.candidates(session, changed)}
        for person_id in changed:
            if person_id in found:
                index.put(found[person_id])
            else:
                index.drop(person_id)

    async def _built(self, session: AsyncSession) -> Index:
        everybody = []
        async for some in graduates.in_parts(session):
            everybody += [candidate.graduate for candidate in some]
        return await asyncio.to_thread(Index, everybody)
