"""The office's lists are written completely or not at all, and every problem is named. A second import of the same list
does no harm."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot import sheets
from bot.domain.degree import Degree
from bot.domain.errors import FileTooLarge
from bot.domain.lists import Fault
from bot.domain.people import BondState, Role, UnitKind
from bot.flows.register import roster
from bot.flows.register.roster import Report
from bot.store import people
from bot.store.tables import Bond, Membership, Person, Student, Unit, Wish
from tests.cast import Cast

HEADERS = ("学号", "姓名", "学院", "专业", "班级", "学历", "毕业年份", "生源地", "班干部")
LI = ("20230102", "李娜", "土木学院", "土木工程", "土木2301", "本科", "2027", "", "否")
NEW = ("20230199", "阿依古丽·买买提", "土木学院", "土木工程", "土木2303", "本科", "2027", "新疆", "班长")
WISH_HEADERS = ("学号", "意向地区", "单位性质", "岗位类别", "最低月薪", "接受面议", "仅本专业")


def table(headers: tuple[str, ...], *rows: tuple[str, ...]) -> list[tuple[int, dict[str, Any]]]:
    return [(number, dict(zip(headers, row, strict=True))) for number, row in enumerate(rows, start=2)]


async def take(session: AsyncSession, now: datetime, *rows: tuple[str, ...], **options: Any) -> Report:
    return await roster.import_roster(session, HEADERS, table(HEADERS, *rows), now, **options)


async def everyone(session: AsyncSession) -> int:
    return (await session.execute(select(func.count()).select_from(Person))).scalar_one()


def faults(report: Report) -> list[tuple[int, str, Fault]]:
    return [(problem.row, problem.column, problem.fault) for problem in report.problems]


async def test_an_empty_database_becomes_a_school(session: AsyncSession, now: datetime) -> None:
    report = await take(session, now, LI, NEW, school="长春示范大学")
    assert (report.fine, len(report.added)) == (True, 2)
    school = await people.school(session)
    assert school is not None
    assert school.name == "长春示范大学"
    person = await people.by_number(session, "20230199")
    assert person is not None
    student = await session.get_one(Student, person.id)
    assert (student.majors, student.degree, student.cohort) == (["081001"], Degree.BACHELOR, 2027)
    assert {seat.role for seat in await people.seats(session, person.id)} == {Role.STUDENT, Role.CADRE}


async def test_a_dry_run_says_what_would_change_and_changes_nothing(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    before = await everyone(session)
    report = await take(session, now, LI, NEW, dry_run=True)
    assert (report.added, report.unchanged) == (("20230199",), 1)
    assert await everyone(session) == before


async def test_the_same_list_again_changes_nothing(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await take(session, now, LI, NEW)
    seats = (await session.execute(select(func.count()).select_from(Membership))).scalar_one()
    report = await take(session, now + timedelta(days=1), LI, NEW)
    assert (report.added, report.changed, report.unchanged) == ((), (), 2)
    assert (await session.execute(select(func.count()).select_from(Membership))).scalar_one() == seats


async def test_people_missing_from_the_list_are_named_and_stay(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    report = await take(session, now, LI)
    assert ("20230103", "王伟") in report.missing
    assert ("20230301", "周杰") not in report.missing  # another college may import its own part
    assert await people.by_number(session, "20230103") is not None


async def test_a_change_of_class_ends_the_old_seat_and_begins_another(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    moved = (*LI[:4], "土木2302", *LI[5:])
    report = await take(session, now, moved)
    assert ("班级", "土木2301", "土木2302") in report.changed[0].what
    rows = await session.execute(
        select(col(Membership.unit_id), col(Membership.until))
        .where(col(Membership.person_id) == cast.li.person_id)
        .order_by(col(Membership.id))
    )
    assert [tuple(row) for row in rows] == [(cast.civil1, now), (cast.civil2, None)]
    assert (await session.get_one(Student, cast.li.person_id)).class_id == cast.civil2


async def test_a_cadre_who_changes_class_loses_the_cadres_seat(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    headers = HEADERS[:-1]
    row = ("20230101", "张强", "土木学院", "土木工程", "土木2302", "本科", "2027", "")
    await roster.import_roster(session, headers, table(headers, row), now)
    assert {s.role for s in await people.seats(session, cast.cadre.person_id)} == {Role.STUDENT}


async def test_a_list_without_the_column_leaves_cadres_alone(session: AsyncSession, cast: Cast, now: datetime) -> None:
    headers = HEADERS[:-1]
    row = ("20230101", "张强", "土木学院", "土木工程", "土木2301", "本科", "2027", "")
    await roster.import_roster(session, headers, table(headers, row), now)
    assert Role.CADRE in {s.role for s in await people.seats(session, cast.cadre.person_id)}


async def test_every_problem_is_named_by_row_and_column_and_nothing_is_written(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    before = await everyone(session)
    report = await take(
        session,
        now,
        NEW,
        ("2.02E+10", "甲", "土木学院", "土木工程", "土木2301", "神童", "明年", "", "否"),
        ("20230198", "", "土木学院", "土木工程", "", "本科", "2027", "", "否"),
        ("20230199", "乙", "土木学院", "土木工程", "土木2301", "本科", "2027", "", "否"),
        ("20230102", "李四", "土木学院", "土木工程", "土木2301", "本科", "2027", "", "否"),
    )
    assert set(faults(report)) == {
        (3, "学号", Fault.NUMBER), (3, "学历", Fault.DEGREE), (3, "毕业年份", Fault.YEAR),
        (4, "姓名", Fault.EMPTY), (4, "班级", Fault.EMPTY), (5, "学号", Fault.TWICE), (6, "姓名", Fault.OTHER_NAME),
    }  # fmt: skip
    assert await everyone(session) == before


async def test_a_missing_header_is_a_problem_and_an_unknown_one_is_mentioned(
    session: AsyncSession, now: datetime
) -> None:
    headers = ("学号", "姓名", "学院", "专业", "学历", "毕业年份", "星座")
    report = await roster.import_roster(session, headers, table(headers, ("1", "2", "3", "4", "5", "6", "7")), now)
    assert faults(report) == [(1, "班级", Fault.NO_COLUMN)]
    assert report.ignored == ("星座",)


async def test_headers_have_synonyms_and_gbk_is_read(session: AsyncSession, now: datetime) -> None:
    text = "学生学号*,名字,二级学院,专业名称,行政班级,培养层次,届别\n"
    text += "20230901,欧阳锋,土木学院,土木工程,土木2301,硕士研究生,2027届\n"
    sheet = sheets.read_sheet(text.encode("gbk"), "名单.csv")
    report = await roster.import_roster(session, sheet.headers, sheet.rows, now)
    assert (report.problems, report.added) == ((), ("20230901",))


def test_a_file_of_more_than_ten_megabytes_is_refused() -> None:
    with pytest.raises(FileTooLarge):
        sheets.read_sheet(b"x" * (10 * 1024 * 1024 + 1), "名单.csv")


async def test_an_unknown_major_is_reported_and_not_refused(session: AsyncSession, now: datetime) -> None:
    report = await take(session, now, (*LI[:3], "御剑飞行", *LI[4:]))
    assert report.fine
    assert report.strange_majors == {"御剑飞行": 1}


async def test_staff_get_seats_by_unit_name_and_lose_unlisted_ones(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    headers = ("工号", "姓名", "角色", "单位")
    rows = table(headers, ("G201", "马丽", "辅导员", "土木2301、软件2301"), ("G301", "林校长", "校领导", ""))
    report = await roster.import_staff(session, headers, rows, now)
    assert (report.fine, report.added, len(report.changed)) == (True, ("G301",), 1)
    seats = await people.seats(session, cast.counsellor.person_id)
    assert {seat.unit_id for seat in seats} == {cast.civil1, cast.software1}
    again = await roster.import_staff(session, headers, rows, now)
    assert (again.unchanged, again.changed) == (2, ())


async def test_a_counsellor_of_a_whole_college_gets_all_its_classes(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    headers = ("工号", "姓名", "角色", "单位")
    await roster.import_staff(session, headers, table(headers, ("G202", "高远", "辅导员", "土木学院")), now)
    person = await people.by_number(session, "G202")
    assert person is not None
    assert {seat.unit_id for seat in await people.seats(session, person.id)} == {cast.civil1, cast.civil2}


async def test_a_class_name_that_two_colleges_share_needs_the_college(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    session.add(Unit(kind=UnitKind.CLASS, name="土木2301", parent_id=cast.computing))
    await session.flush()
    headers = ("工号", "姓名", "角色", "单位")
    rows = table(headers, ("G202", "高远", "班主任", "土木2301"), ("G203", "方圆", "班主任", "土木学院/土木2301"))
    report = await roster.import_staff(session, headers, rows, now)
    assert faults(report) == [(2, "单位", Fault.SEVERAL_UNITS)]


async def test_the_staff_list_takes_no_students_and_no_unknown_roles(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    headers = ("工号", "姓名", "角色", "单位")
    rows = table(headers, ("G400", "某人", "学生", "土木2301"), ("G401", "某人", "门卫", "土木2301"))
    report = await roster.import_staff(session, headers, rows, now)
    assert faults(report) == [(2, "角色", Fault.ROLE), (3, "角色", Fault.ROLE)]


async def test_bonds_of_another_bot_wait_for_consent(session: AsyncSession, cast: Cast, now: datetime) -> None:
    headers = ("学号", "Telegram ID")
    rows = table(headers, ("20230103", "7001"))
    assert (await roster.import_bonds(session, headers, rows, now)).added == ("20230103",)
    bond = await people.bond_of(session, cast.wang.person_id)
    assert bond is not None
    assert (bond.state, bond.consented_at) == (BondState.PENDING, None)
    assert (await roster.import_bonds(session, headers, rows, now)).unchanged == 1


async def test_a_list_never_moves_a_bond(session: AsyncSession, cast: Cast, now: datetime) -> None:
    headers = ("学号", "Telegram ID")
    rows = table(
        headers, (cast.li.number, "7001"), (cast.wang.number, str(cast.sun.telegram_id)), ("404", "7002"),
        (cast.wu.number, "abc"),
    )  # fmt: skip
    report = await roster.import_bonds(session, headers, rows, now)
    assert set(faults(report)) == {
        (2, "Telegram ID", Fault.BOUND_ELSEWHERE), (3, "Telegram ID", Fault.TELEPHONE_TAKEN),
        (4, "学号", Fault.NO_PERSON), (5, "Telegram ID", Fault.TELEGRAM),
    }  # fmt: skip
    kept = (await session.execute(select(Bond).where(col(Bond.person_id) == cast.li.person_id))).scalar_one()
    assert kept.telegram_id == cast.li.telegram_id


async def test_wishes_keep_an_open_choice_apart_from_an_empty_cell(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    rows = table(WISH_HEADERS, (cast.zhao.number, "长春；沈阳", "不限", "", "6k", "否", "是"))
    report = await roster.import_wishes(session, WISH_HEADERS, rows, now)
    assert (report.problems, report.added) == ((), (cast.zhao.number,))
    wish = await session.get_one(Wish, cast.zhao.person_id)
    assert (wish.regions, wish.employer_types, wish.categories) == (["220100", "210100"], [], None)
    assert (wish.floor, wish.negotiable, wish.own_major_only) == (6000, False, True)


async def test_an_empty_cell_keeps_the_students_own_wish(session: AsyncSession, cast: Cast, now: datetime) -> None:
    rows = table(WISH_HEADERS, (cast.li.number, "", "国有企业", "", "", "", ""))
    report = await roster.import_wishes(session, WISH_HEADERS, rows, now)
    assert [change.what for change in report.changed] == [(("单位性质", "未填", "国有企业"),)]
    wish = await session.get_one(Wish, cast.li.person_id, populate_existing=True)
    assert (wish.regions, wish.employer_types, wish.floor) == (["220100"], ["31"], 6000)


async def test_wishes_that_cannot_be_read_are_named(session: AsyncSession, cast: Cast, now: datetime) -> None:
    rows = table(
        WISH_HEADERS, (cast.zhao.number, "长春、火星", "外星企业", "魔法师", "很多", "", ""), ("404", *[""] * 6)
    )
    report = await roster.import_wishes(session, WISH_HEADERS, rows, now)
    assert {(p.row, p.fault, p.value) for p in report.problems} == {
        (2, Fault.REGION, "火星"), (2, Fault.EMPLOYER_TYPE, "外星企业"), (2, Fault.CATEGORY, "魔法师"),
        (2, Fault.PAY, "很多"), (3, Fault.NO_PERSON, "404"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("first", "then", "seats"), [("替补", "是", [True, False]), ("班长", "候补委员", [False, True])]
)
async def test_a_change_between_cadre_and_substitute_begins_a_new_seat(
    session: AsyncSession, cast: Cast, now: datetime, first: str, then: str, seats: list[bool]
) -> None:
    await take(session, now, (*LI[:-1], first))
    report = await take(session, now + timedelta(days=1), (*LI[:-1], then))
    assert [change.what[0][0] for change in report.changed] == ["班干部"]
    rows = await session.execute(
        select(Membership)
        .where(col(Membership.person_id) == cast.li.person_id, col(Membership.role) == Role.CADRE)
        .order_by(col(Membership.id))
    )
    found = list(rows.scalars())
    assert [seat.substitute for seat in found] == seats
    assert [seat.until is None for seat in found] == [False, True]
    assert (await take(session, now + timedelta(days=2), (*LI[:-1], then))).unchanged == 1


async def test_a_staff_list_can_name_substitutes(session: AsyncSession, cast: Cast, now: datetime) -> None:
    headers = ("工号", "姓名", "角色", "单位")
    rows = table(headers, ("20230201", "孙悦", "替补班干部", "土木2302"), ("20230301", "周杰", "班干部", "软件2301"))
    report = await roster.import_staff(session, headers, rows, now)
    assert report.fine
    found = await session.execute(
        select(col(Membership.person_id), col(Membership.substitute)).where(
            col(Membership.role) == Role.CADRE, col(Membership.since) == now
        )
    )
    assert dict(found.all()) == {
        cast.cadre.person_id: False,
        cast.sun.person_id: True,
        cast.zhou.person_id: False,
    }
