"""The libraries' queries run on a real PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.matching.library import ANY, UNSAID, Facet, Search
from bot.flows.matching import gaps, library
from bot.flows.publishing import publish
from bot.store import people
from bot.store.engine import Store
from bot.store.matching import library as rows
from tests.cast import Cast
from tests.postings import ENGINEER, approved


@pytest.fixture
async def store(postgres: Store) -> AsyncIterator[Store]:
    """Use PostgreSQL in all tests of this file."""
    yield postgres


async def test_both_libraries_give_the_same_numbers_as_on_sqlite(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await approved(session, now, ENGINEER)
    week = timedelta(days=7)
    assert len(await rows.left_out(session, now, week)) == 4
    await publish.publish(session, announcement.id, now)
    office = await people.speaker(session, cast.office.telegram_id)
    assert office is not None
    home = await library.home(session, office, now)
    assert (home.postings, home.heads, home.looking, home.wishing) == (1, 3, 7, 6)
    assert (await library.offers(session, Search(words="施工图", region="220000"), 0, now)).postings == 1
    regions = dict(await library.wishes(session, Facet.REGION, office))
    assert regions == {"110000": 2, "310000": 1, "220000": 1, "220100": 1, ANY: 2, UNSAID: 1}
    view = await gaps.view(session, Facet.MAJOR, office, now)
    assert [(line.gap.value, line.gap.missing) for line in view.wanting] == [("080902", 2), ("081001", 2)]
    assert await rows.left_out(session, now, week) == [cast.zhou.person_id]
