"""The index of wishes. It is built from the database and updated before each match."""

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.domain.matching.index import Index
from bot.domain.matching.matching import Opening, Weights
from bot.store.engine import Store
from bot.store.queries import count
from bot.store.tables import Student
from bot.store.wishes import graduate_log, graduates
from bot.store.wishes.graduate_log import Mark
from bot.store.wishes.graduates import Candidate

BESIDE = "wish_index"
"""The key in ``session.info`` under which a session finds the index."""
WORTH_IT = 5_000
"""From this many graduates on, an index is worth its cost."""


def keep(store: Store, worth_it: int = WORTH_IT) -> None:
    """Give ``store`` an index, which is built once there are ``worth_it`` graduates."""
    store.keep_beside(BESIDE, WishIndex(store.engine, worth_it))


async def likely(session: AsyncSession, openings: Sequence[Opening]) -> list[Candidate]:
    """Return the graduates that one of ``openings`` may fit, ordered by id. Without an
    index, they are all graduates.
    """
    index: WishIndex | None = session.info.get(BESIDE)
    return await graduates.candidates(session, await index.among(session, openings) if index else None)


async def foremost(
    session: AsyncSession, opening: Opening, weights: Weights, province: str, most: int
) -> list[Candidate]:
    """Return candidates that include the ``most`` best matches of ``opening``. Without an index, they are all
    graduates.
    """
    index: WishIndex | None = session.info.get(BESIDE)
    found = await index.foremost(session, opening, weights, province, most) if index else None
    return await graduates.candidates(session, found)


class WishIndex:
    """The index of one store in one process.

    Its answers also contain graduates with changes that it does not know yet. So the caller must match each of them
    again.
    """

    def __init__(self, engine: AsyncEngine, worth_it: int = WORTH_IT) -> None:
        self._engine = engine
        self._worth_it = worth_it
        self._index: Index | None = None
        self._mark = Mark(0, 0)
        self._busy = asyncio.Lock()

    async def among(self, session: AsyncSession, openings: Sequence[Opening]) -> list[int] | None:
        """Return the ids of the graduates that one of ``openings`` may fit. None means all graduates.

        Graduates that this session changed are always included. The caller must match all of them again.
        """
        return await self._asked(
            session, lambda index, _: {person for opening in openings for person in index.match(opening).tolist()}
        )

    async def foremost(
        self, session: AsyncSession, opening: Opening, weights: Weights, province: str, most: int
    ) -> list[int] | None:
        """Return ids that include the ``most`` best matches of ``opening``. None means all graduates.

        The caller must match them again.
        """
        # ask for one more for each changed graduate, because each of them may no longer be among the best
        return await self._asked(
            session, lambda index, changed: set(index.best(opening, weights, province, most + changed)[1].tolist())
        )

    async def _asked(self, session: AsyncSession, ask: Callable[[Index, int], set[int]]) -> list[int] | None:
        """Return the ids from ``ask(index, n)``, and those of the ``n`` graduates with changes that the index does not
        know.

        Return None if the school is too small for an index, or if the log does not go back far enough.
        """
        if await count(session, Student) < self._worth_it:
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
