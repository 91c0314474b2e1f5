"""The demo's made-up school with a phone for each person, and the twenty announcements of its week."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from bot.demo import school, seed
from bot.domain.people import Role
from bot.parts import Parts
from bot.sandbox.client import SandboxClient
from bot.store.engine import Store
from bot.store.tables import Bond, Membership, Person, Unit
from jobs.timetable import Timetable
from tests.cast import Member
from tests.live import Live, running

SCHOOL = school.SCHOOL
HEADER = "单位名称,岗位名称,工作地点,薪资,学历要求,专业要求,招聘人数,截止日期,岗位描述,投递方式\n"
OFFERS: tuple[tuple[str, str, str, str], ...] = (
    ("结构设计师", "长春市", "8000-12000元/月", "土木工程"),
    ("后端开发工程师", "北京市", "12000-18000元/月", "软件工程、计算机科学与技术"),
    ("电气工程师", "沈阳市", "7000-11000元/月", "电气工程及其自动化、自动化"),
    ("审计助理", "长春市", "5000-7000元/月", "会计学"),
    ("行政专员", "吉林省长春市", "5000-6500元/月", "专业不限"),
    ("施工员", "大连市", "6000-8000元/月", "土木类、水利类"),
    ("机械工艺工程师", "长春市", "6500-9000元/月", "机械类"),
    ("测试工程师", "上海市", "9000-13000元/月", "计算机类"),
    ("外贸专员", "杭州市", "6000-9000元/月", "英语"),
    ("管培生", "成都市", "7000-9000元/月", "专业不限"),
    ("水工运行", "松原市", "6000-7500元/月", "水利水电工程"),
    ("通信工程师", "长春市", "8000-11000元/月", "通信工程"),
    ("造价员", "沈阳市", "6000-8500元/月", "工程造价"),
    ("门店储备经理", "广州市", "6000-8000元/月", "专业不限"),
    ("财务专员", "四平市", "4500-6000元/月", "会计学、财会类"),
    ("数据分析师", "上海市", "10000-15000元/月", "计算机类、统计学类"),
    ("自动化工程师", "大连市", "7500-10500元/月", "自动化"),
    ("运营专员", "重庆市", "6000-8000元/月", "专业不限"),
    ("测量员", "吉林市", "5000-6500元/月", "土木类、水利类"),
    ("项目助理", "长春市", "5000-7000元/月", "专业不限"),
)


def employer(place: int) -> str:
    """Return the employer of the announcement number ``place``, counted from 0."""
    return f"虚构{'甲乙丙丁戊己庚辛壬癸'[place % 10]}{'东西'[place // 10]}集团有限公司"


def sheet(places: range, deadline: str = "2026-12-31") -> bytes:
    """Return the announcements ``places`` of the twenty as a file of the office."""
    rows = [
        f"{employer(place)},{title},{where},{pay},本科,{majors},3,{deadline},参与项目工作，五险一金。,"
        f"hr{place}@xugou.example"
        for place, (title, where, pay, majors) in enumerate(OFFERS)
        if place in places
    ]
    return (HEADER + "\n".join(rows)).encode("gbk")


class School(Live):
    """The live bot with its 960 students. It finds people by role and unit.

    ``acted`` contains the chats whose owner did something, so that they may get answers without a row.
    """

    def __init__(self, phones: SandboxClient, parts: Parts, timetable: Timetable) -> None:
        super().__init__(phones, parts, timetable)
        self.acted: set[int] = set()
        self.printed = ["a week of 960 students: messages a person and day"]
        """The lines of numbers that are printed at the end of the run."""
        self.roles: dict[int, Role] = {}
        """Map each person id to the role under which their messages count. For a cadre it is CADRE, not STUDENT."""
        self._seats: dict[tuple[Role, str], list[Member]] = {}
        self.without_bot: dict[str, list[Member]] = {}
        """Map each class's name to its students without a bond when the week begins."""

    async def look_round(self) -> None:
        """Read each person's seats, phones and roles from the store."""
        async with self.store.reading() as session:
            rows = await session.execute(
                select(Person, col(Membership.role), col(Unit.name), col(Bond.telegram_id))
                .join(Membership, col(Membership.person_id) == col(Person.id))
                .join(Unit, col(Unit.id) == col(Membership.unit_id))
                .outerjoin(Bond, col(Bond.person_id) == col(Person.id))
                .where(col(Membership.until).is_(None))
                .order_by(col(Person.id))
            )
            phones = {each["number"]: each["id"] for each in _numbered_phones()}
            for person, role, unit, telegram_id in rows:
                member = Member(person.id, telegram_id or phones.get(person.number, 0), person.number, person.name)
                self._seats.setdefault((role, unit), []).append(member)
                if telegram_id is None:
                    self.without_bot.setdefault(unit, []).append(member)
                if role != Role.STUDENT or person.id not in self.roles:
                    self.roles[person.id] = role

    def who(self, role: Role, unit: str, place: int = 0) -> Member:
        return self.all(role, unit)[place]

    def all(self, role: Role, unit: str) -> list[Member]:
        return self._seats[role, unit]

    def units(self, role: Role) -> list[str]:
        """Return the names of the units in which people hold ``role``."""
        return [unit for held, unit in self._seats if held == role]

    def take_over(self, unit: str, before: Member, after: Member) -> None:
        """Record that the class has a different cadre from now on."""
        self._seats[Role.CADRE, unit] = [after]
        self.roles[before.person_id], self.roles[after.person_id] = Role.STUDENT, Role.CADRE

    async def open_link(self, who: Member, link: str) -> None:
        self.acted.add(who.telegram_id)
        await self.phones.open_link(who.telegram_id, link)

    async def say(self, who: Member, text: str) -> None:
        self.acted.add(who.telegram_id)
        await super().say(who, text)

    async def press(self, who: Member, label: str) -> None:
        self.acted.add(who.telegram_id)
        await super().press(who, label)

    async def send_file(self, who: Member, filename: str, content: bytes, *, as_photo: bool = False) -> None:
        self.acted.add(who.telegram_id)
        await super().send_file(who, filename, content, as_photo=as_photo)


def _numbered_phones() -> list[dict[str, object]]:
    """Return the phones of the graduates in roster order, with their 学号."""
    phones = [each for each in seed.phones() if str(each["persona"]) in ("班干部", "学生", "学生（未绑定）")]
    return [{**phone, "number": each.number} for phone, each in zip(phones, school.graduates(), strict=True)]


@asynccontextmanager
async def running_school(tmp_path: Path, store: Store, at: datetime) -> AsyncIterator[School]:
    """Start the demo's school in ``store``, with its 960 phones and the clock at ``at``."""
    async with store.writing() as session:
        await seed.settle(session, at)
    async with running(tmp_path, store, at, seed.phones(), School, answer_seconds=30, tick_seconds=5) as live:
        await live.look_round()
        yield live
