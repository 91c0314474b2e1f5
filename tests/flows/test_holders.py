"""The holders of a class's rung at the turn of the school year."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.people import Role
from bot.flows import holders
from tests.cast import Cast

JULY = datetime(2027, 6, 30, 16, 0, tzinfo=UTC)
"""1 July 2027, 0:00 in Shanghai."""


async def test_a_class_leaves_on_the_first_of_july_and_its_counsellor_takes_over(
    session: AsyncSession, cast: Cast
) -> None:
    before = await holders.holding(session, cast.civil1, JULY - timedelta(minutes=1))
    after = await holders.holding(session, cast.civil1, JULY)
    assert (before.role, before.people) == (Role.CADRE, (cast.cadre.person_id,))
    assert (after.role, after.people) == (Role.COUNSELLOR, (cast.counsellor.person_id,))
