"""The hardship lift (SEED 20) orders a student's postings. Only the student's own file shows it, and no message or list
does."""

from dataclasses import fields, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.domain.lists import Fault
from bot.domain.matching.index import Index, Openings
from bot.domain.matching.library import WISHED, wished
from bot.domain.matching.matching import Graduate, Match, Weights, match
from bot.flows.matching import library
from bot.flows.matching.fitting import Row
from bot.flows.register import roster
from bot.flows.register.roster import Report
from bot.flows.student.export import everything
from bot.render.environment import TEMPLATES
from bot.store import people
from bot.store.matching import openings
from bot.store.register import hardship
from bot.store.wishes import graduates
from tests.cast import Cast
from tests.conftest import NOON
from tests.digests import published

MARKS = ("lifted", "hardship", "双困")


async def take(session: AsyncSession, now: datetime, **kinds: str) -> Report:
    """Import the office's list. Each keyword is a letter and a 学号, such as ``n20230102="残疾"``."""
    rows = [(place, {"学号": number[1:], "困难类别": kind}) for place, (number, kind) in enumerate(kinds.items(), 2)]
    return await roster.import_hardship(session, ["学号", "困难类别"], rows, now)


async def pair(session: AsyncSession, cast: Cast) -> tuple[Graduate, Graduate]:
    """Return 李娜 before and after the import of a list with her name."""
    [before] = await graduates.candidates(session, [cast.li.person_id])
    report = await take(session, NOON, **{f"n{cast.li.number}": "就业困难和家庭困难"})
    assert report.fine and report.added == (cast.li.number,)
    [after] = await graduates.candidates(session, [cast.li.person_id])
    assert after.graduate == replace(before.graduate, lifted=True)
    return before.graduate, after.graduate


async def test_the_list_is_taken_whole_or_not_at_all(session: AsyncSession, cast: Cast, now: datetime) -> None:
    report = await take(
        session, now, **{f"n{cast.li.number}": "家庭困难", f"n{cast.sun.number}": "天气困难", "n99999999": "残疾"}
    )
    assert [(each.column, each.fault) for each in report.problems] == [
        ("困难类别", Fault.DIFFICULTY),
        ("学号", Fault.NO_PERSON),
    ]
    assert await hardship.lifted(session) == set()


async def test_a_row_that_says_no_takes_out_that_student_only(session: AsyncSession, cast: Cast, now: datetime) -> None:
    both = {f"n{cast.li.number}": "就业困难、家庭困难和残疾", f"n{cast.sun.number}": "S1"}
    await take(session, now, **both)
    assert await hardship.lifted(session) == {cast.li.person_id, cast.sun.person_id}
    report = await take(session, now, **{f"n{cast.li.number}": "非困难生"})
    assert [change.what for change in report.changed] == [(("困难类别", "是", "否"),)]
    assert await hardship.lifted(session) == {cast.sun.person_id}


async def test_a_listed_student_comes_first_where_a_posting_fits_two_alike(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await published(session, now, "结构设计师", majors=["081001"])
    [opening] = await openings.every(session, now)
    plain, lifted = await pair(session, cast)
    index = Index([plain, replace(lifted, person_id=plain.person_id + 1)])
    _, best = index.best(opening, Weights(), "220000", 2)
    assert best.tolist() == [plain.person_id + 1, plain.person_id]


async def test_only_the_students_own_file_tells_of_the_list(session: AsyncSession, cast: Cast) -> None:
    await pair(session, cast)
    by = await people.speaker(session, cast.li.telegram_id)
    assert by is not None
    assert [line.parts for line in await everything(session, by) if line.item == "first"] == [("yes",)]


async def test_the_reasons_shown_are_the_same_for_listed_students(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await published(session, now, "结构设计师", majors=["081001"])
    [opening] = await openings.every(session, now)
    found = [match(opening, each) for each in await pair(session, cast)]
    assert all(isinstance(each, Match) for each in found)
    plain, lifted = (Row(opening.id, each.score, each.reasons) for each in found if isinstance(each, Match))
    assert plain.told().reasons == lifted.told().reasons
    assert lifted.score - plain.score == Weights().lift


async def test_the_same_postings_fit_listed_students(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await published(session, now, "结构设计师", majors=["081001"])
    await published(session, now, "护士", majors=["101101K"])
    side = Openings(await openings.every(session, now), Weights(), "220000")
    plain, lifted = await pair(session, cast)
    [one, other] = side.best_for([plain, lifted], 5)
    assert [opening for _, opening in one.openings] == [opening for _, opening in other.openings]
    assert one.fitting == other.fitting


async def test_no_count_and_no_file_tells_listed_students_apart(session: AsyncSession, cast: Cast) -> None:
    plain, lifted = await pair(session, cast)
    for facet in WISHED:
        assert set(wished(facet, plain)) == set(wished(facet, lifted))
    assert render.plain("library/wish_cells", wish=plain.wishes) == render.plain(
        "library/wish_cells", wish=lifted.wishes
    )
    assert not {field.name for field in fields(library.Seeker)} & set(MARKS)


def test_no_template_contains_a_word_for_the_list() -> None:
    for path in TEMPLATES.rglob("*.html"):
        words = path.read_text(encoding="utf-8")
        assert not [mark for mark in MARKS if mark in words], path.name
