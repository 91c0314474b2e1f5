"""The cast: a small school whose people appear in every story.

长春示范大学 has two colleges. 土木学院 contains 土木2301 and 土木2302, and 计算机学院 contains 软件2301. A person's
Telegram id is 1000 plus the person's place in the lists below. A person with False in ``STUDENTS`` has no bond with the
bot. Every student of the cast wants postings at once (``Rhythm.INSTANT``).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.degree import Degree
from bot.domain.people import BondState, Rhythm, Role, Trust, UnitKind, normalise_name
from bot.store.tables import Bond, Membership, Person, Student, Unit, Wish


@dataclass(frozen=True)
class Member:
    """One person of the cast."""

    person_id: int
    telegram_id: int
    number: str
    name: str


@dataclass(frozen=True)
class Cast:
    school: int
    civil: int
    computing: int
    civil1: int
    civil2: int
    software1: int
    office: Member
    colleague: Member
    """A second person of the office."""
    civil_staff: Member
    computing_staff: Member
    counsellor: Member
    """The counsellor of all three classes."""
    cadre: Member
    """The cadre (班干部) of 土木2301, who is also a student there."""
    li: Member
    """A student of 土木2301 who wants 长春 and at least 6000."""
    wang: Member
    """A student of 土木2301 without the bot."""
    zhao: Member
    """A student of 土木2301 who joined by class code only and has no wish."""
    sun: Member
    """A student of 土木2302 who wants anything."""
    zhou: Member
    """A student of 软件2301 who wants 北京 or 上海 and at least 8000."""
    wu: Member
    """A student of 软件2301 without the bot."""


STAFF = {
    "office": ("G001", "陈敏", Role.OFFICE, ("school",)),
    "colleague": ("G002", "刘洋", Role.OFFICE, ("school",)),
    "civil_staff": ("G101", "何静", Role.COLLEGE, ("civil",)),
    "computing_staff": ("G102", "郭涛", Role.COLLEGE, ("computing",)),
    "counsellor": ("G201", "马丽", Role.COUNSELLOR, ("civil1", "civil2", "software1")),
}
STUDENTS: dict[str, tuple[str, str, str, bool, dict[str, object] | None]] = {
    "cadre": ("20230101", "张强", "civil1", True, {"regions": ["220000"], "floor": 5000}),
    "li": ("20230102", "李娜", "civil1", True, {"regions": ["220100"], "floor": 6000}),
    "wang": ("20230103", "王伟", "civil1", False, {"regions": []}),
    "zhao": ("20230104", "赵磊", "civil1", True, None),
    "sun": ("20230201", "孙悦", "civil2", True, {"regions": [], "employer_types": [], "categories": []}),
    "zhou": ("20230301", "周杰", "software1", True, {"regions": ["110000", "310000"], "floor": 8000}),
    "wu": ("20230302", "吴倩", "software1", False, {"regions": ["110000"]}),
}
MAJORS = {"civil1": ("土木工程", "081001"), "civil2": ("土木工程", "081001"), "software1": ("软件工程", "080902")}


async def settle_in(session: AsyncSession, now: datetime) -> Cast:
    """Write the cast into an empty database."""
    units, members = await _units(session), await _members(session)
    for key, (_, _, role, seats) in STAFF.items():
        for unit in seats:
            _sit(session, members[key], role, units[unit], now)
        _bind(session, members[key], now)
    for key, (_, _, unit, bound, wish) in STUDENTS.items():
        member = members[key]
        _sit(session, member, Role.STUDENT, units[unit], now)
        major, code = MAJORS[unit]
        session.add(
            Student(
                person_id=member.person_id,
                class_id=units[unit],
                college_id=units["civil" if unit.startswith("civil") else "computing"],
                major_name=major,
                majors=[code],
                degree=Degree.BACHELOR,
                cohort=2027,
                rhythm=Rhythm.INSTANT,
            )
        )
        if bound:
            _bind(session, member, now, Trust.CLASS if key == "zhao" else Trust.PERSONAL)
        if wish is not None:
            session.add(Wish.model_validate({"person_id": member.person_id, "updated_at": now, **wish}))
    _sit(session, members["cadre"], Role.CADRE, units["civil1"], now)
    await session.flush()
    return Cast(**units, **members)


async def _units(session: AsyncSession) -> dict[str, int]:
    ids: dict[str, int] = {}
    for key, kind, name, parent in (
        ("school", UnitKind.SCHOOL, "长春示范大学", None),
        ("civil", UnitKind.COLLEGE, "土木学院", "school"),
        ("computing", UnitKind.COLLEGE, "计算机学院", "school"),
        ("civil1", UnitKind.CLASS, "土木2301", "civil"),
        ("civil2", UnitKind.CLASS, "土木2302", "civil"),
        ("software1", UnitKind.CLASS, "软件2301", "computing"),
    ):
        unit = Unit(kind=kind, name=name, parent_id=ids.get(parent or ""))
        session.add(unit)
        await session.flush()
        assert unit.id is not None
        ids[key] = unit.id
    return ids


async def _members(session: AsyncSession) -> dict[str, Member]:
    known = {key: (number, name) for key, (number, name, *_) in (STAFF | STUDENTS).items()}
    people = [Person(number=number, name=name, name_key=normalise_name(name)) for number, name in known.values()]
    session.add_all(people)
    await session.flush()
    return {
        key: Member(person.id, telegram_id, person.number, person.name)
        for telegram_id, (key, person) in enumerate(zip(known, people, strict=True), start=1000)
    }


def _sit(session: AsyncSession, member: Member, role: Role, unit_id: int, now: datetime) -> None:
    session.add(Membership(person_id=member.person_id, role=role, unit_id=unit_id, since=now))


def _bind(session: AsyncSession, member: Member, now: datetime, trust: Trust = Trust.PERSONAL) -> None:
    session.add(
        Bond(
            person_id=member.person_id,
            telegram_id=member.telegram_id,
            state=BondState.BOUND,
            trust=trust,
            consented_at=now,
            bound_at=now,
        )
    )
