"""需求库 and 求职意向库: search, counts, names only for those who may see them, and safe exports."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import sheets
from bot.domain.degree import Degree
from bot.domain.errors import NotAllowed
from bot.domain.matching.library import ANY, SOUGHT, UNSAID, Facet, Search, read
from bot.domain.people import Role, Seat, Standing
from bot.flows.matching import library
from bot.flows.postings import intake
from bot.flows.publishing import publish
from bot.store import people
from bot.store.people import Speaker
from bot.store.tables import Student
from tests.cast import Cast, Member
from tests.factories import approved as ready
from tests.postings import ENGINEER, PROGRAMMER, TODAY, approved


async def speaker(session: AsyncSession, member: Member) -> Speaker:
    found = await people.speaker(session, member.telegram_id)
    assert found is not None
    return found


async def leader(session: AsyncSession, cast: Cast) -> Speaker:
    known = await speaker(session, cast.office)
    return Speaker(**{**known.__dict__, "seats": (Seat(Role.LEADER, cast.school),)})


@pytest.fixture
async def open_ones(session: AsyncSession, cast: Cast, now: datetime) -> None:
    for row in (ENGINEER | {"单位性质": "国有企业"}, PROGRAMMER | {"招聘人数": "若干"}):
        announcement = await approved(session, now, row)
        await publish.publish(session, announcement.id, now)


@pytest.mark.usefixtures("open_ones")
class TestOffers:
    async def test_the_home_counts_both_sides(self, session: AsyncSession, cast: Cast, now: datetime) -> None:
        home = await library.home(session, await speaker(session, cast.office), now)
        assert (home.postings, home.employers, home.heads, home.unstated) == (2, 2, 4, 1)
        assert (home.looking, home.wishing) == (7, 6)

    @pytest.mark.parametrize(
        ("words", "titles"),
        [
            ("长春", ["结构设计师"]),
            ("吉林省", ["结构设计师"]),
            ("北京 软件", ["软件开发工程师"]),
            ("土木工程", ["结构设计师"]),
            ("本科", ["软件开发工程师", "结构设计师"]),
            ("大专", []),
            ("施工图", ["结构设计师"]),
            ("100%", []),
            ("大连", []),
        ],
    )
    async def test_typed_words_find_postings(
        self, session: AsyncSession, now: datetime, words: str, titles: list[str]
    ) -> None:
        found = await library.offers(session, read(words, Search(), "220100"), 0, now)
        assert [offer.title for offer in found.lines] == titles

    async def test_each_value_shows_its_number_of_postings(self, session: AsyncSession, now: datetime) -> None:
        assert await library.values(session, Facet.REGION, Search(), now) == [("110000", 1), ("220100", 1)]
        held = Search(region="110000")
        assert await library.values(session, Facet.MAJOR, held, now) == [("080902", 1)]
        assert len(await library.values(session, Facet.REGION, held, now)) == 2

    async def test_an_export_can_be_entered_again_unchanged(
        self, session: AsyncSession, cast: Cast, now: datetime
    ) -> None:
        headers, rows = await library.offer_rows(session, Search(), now)
        assert headers[:3] == ["单位名称", "单位性质", "岗位类别"]
        sheet = sheets.read_sheet(sheets.write_sheet("需求库", headers, rows), "a.xlsx")
        batch = intake.read_table(sheet.rows, TODAY)
        assert (batch.rejected, batch.not_understood, batch.postings) == ((), (), 2)
        assert {tuple(row[1:3]) for row in rows} == {("国有企业", "工程技术人员"), ("", "工程技术人员")}
        read_again = {posting.employer_type for each in batch.announcements for posting in each.draft.postings}
        assert read_again == {"31", None}
        made = await intake.enter(session, batch, now, by=cast.office.person_id)
        assert made.existing == 2


async def test_the_number_of_a_value_is_what_a_search_by_it_finds(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    rows: list[tuple[str, list[str], str, Degree]] = [
        ("翻译", [], "050201", Degree.BACHELOR),
        ("施工员", ["220104"], "0810", Degree.COLLEGE),
        ("测量员", ["220100"], "081001", Degree.BACHELOR),
    ]
    for title, places, major, floor in rows:
        made = await ready(
            session, now, title, employer=f"{title}公司", regions=places, anywhere=False, majors=[major],
            degree_floor=floor,
        )  # fmt: skip
        await publish.publish(session, made.id, now)
    for facet in SOUGHT:
        for value, count in await library.values(session, facet, Search(), now):
            assert (await library.offers(session, Search().with_(facet, value), 0, now)).postings == count
    assert dict(await library.values(session, Facet.REGION, Search(), now)) == {"220100": 2}


async def test_an_unpublished_posting_is_in_no_list(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await ready(session, now, "还没发布的")
    assert (await library.offers(session, Search(), 0, now)).postings == 0


async def test_wishes_are_counted_by_value_with_anything_and_unfilled(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    office = await speaker(session, cast.office)
    regions = dict(await library.wishes(session, Facet.REGION, office))
    assert regions == {"110000": 2, "310000": 1, "220000": 1, "220100": 1, ANY: 2, UNSAID: 1}
    pay = dict(await library.wishes(session, Facet.PAY, office))
    assert pay == {"4000": 1, "6000": 1, "8000": 1, UNSAID: 4}
    assert dict(await library.wishes(session, Facet.MAJOR, office)) == {"081001": 5, "080902": 2}


async def test_settled_and_paused_students_are_not_counted(session: AsyncSession, cast: Cast, now: datetime) -> None:
    (await session.get_one(Student, cast.li.person_id)).settled = True
    (await session.get_one(Student, cast.zhou.person_id)).standing = Standing.PAUSED
    await session.flush()
    assert "310000" not in dict(await library.wishes(session, Facet.REGION, await speaker(session, cast.office)))


async def test_a_college_sees_the_names_of_its_own_students_and_a_leader_sees_no_names(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    civil = await speaker(session, cast.civil_staff)
    assert dict(await library.wishes(session, Facet.MAJOR, civil)) == {"081001": 5}
    assert await library.who(session, Facet.REGION, "220100", civil) == [("土木2301", "20230102", "李娜")]
    assert await library.who(session, Facet.REGION, "310000", civil) == []
    assert {each.college for each in await library.seekers(session, civil)} == {"土木学院"}
    reads = await leader(session, cast)
    assert dict(await library.wishes(session, Facet.MAJOR, reads)) == {"081001": 5, "080902": 2}
    with pytest.raises(NotAllowed):
        await library.who(session, Facet.REGION, "220100", reads)
    with pytest.raises(NotAllowed):
        await library.seekers(session, reads)
    with pytest.raises(NotAllowed):
        await library.wishes(session, Facet.MAJOR, await speaker(session, cast.counsellor))


async def test_the_export_that_may_leave_the_office_hides_small_numbers(session: AsyncSession, cast: Cast) -> None:
    rows = await library.summary_rows(session, await speaker(session, cast.office))
    assert rows
    assert all(count is None for _, _, count in rows)
