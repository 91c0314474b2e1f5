"""The hardship lift (SEED 20) orders what a student gets and shows nowhere: no message, list or file tells it.

No table holds who is lifted yet: ``store/graduates`` gives everybody False. What is held here holds once one does.
"""

from dataclasses import fields, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.domain.index import Openings
from bot.domain.library import WISHED, wished
from bot.domain.matching import Graduate, Match, Weights, match
from bot.flows import library
from bot.flows.fitting import Row
from bot.render.environment import TEMPLATES
from bot.store import graduates, openings, people
from tests.cast import Cast
from tests.digests import published

MARKS = ("lifted", "hardship", "双困")


async def pair(session: AsyncSession, cast: Cast) -> tuple[Graduate, Graduate]:
    """李娜, and one who is like her but for the lift."""
    [found] = await graduates.candidates(session, [cast.li.person_id])
    return found.graduate, replace(found.graduate, lifted=True)


async def test_the_reasons_said_are_the_same(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await published(session, now, "结构设计师", majors=["081001"])
    [opening] = await openings.every(session, now)
    found = [match(opening, each) for each in await pair(session, cast)]
    assert all(isinstance(each, Match) for each in found)
    plain, lifted = (Row(opening.id, each.score, each.reasons) for each in found if isinstance(each, Match))
    assert plain.as_dict()["reasons"] == lifted.as_dict()["reasons"]
    assert lifted.score - plain.score == Weights().lift


async def test_the_same_postings_fit(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await published(session, now, "结构设计师", majors=["081001"])
    await published(session, now, "护士", majors=["101101K"])
    side = Openings(await openings.every(session, now), Weights(), "220000")
    plain, lifted = await pair(session, cast)
    [one, other] = side.best_for([plain, lifted], 5)
    assert [opening for _, opening in one.openings] == [opening for _, opening in other.openings]
    assert one.fitting == other.fitting


async def test_no_count_and_no_file_tells_them_apart(session: AsyncSession, cast: Cast) -> None:
    plain, lifted = await pair(session, cast)
    for facet in WISHED:
        assert set(wished(facet, plain)) == set(wished(facet, lifted))
    assert render.plain("library/wish_cells", wish=plain.wishes) == render.plain(
        "library/wish_cells", wish=lifted.wishes
    )
    speaker = await people.speaker(session, cast.office.telegram_id)
    assert speaker is not None
    assert all(not each.candidate.graduate.lifted for each in await library.seekers(session, speaker))
    assert not {field.name for field in fields(library.Seeker)} & set(MARKS)


def test_no_template_knows_the_word() -> None:
    for path in TEMPLATES.rglob("*.html"):
        words = path.read_text(encoding="utf-8")
        assert not [mark for mark in MARKS if mark in words], path.name
