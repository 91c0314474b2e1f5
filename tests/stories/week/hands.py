"""Actions that people repeat during the week, each on their own phone."""

from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import col

from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.domain.people import Role
from bot.flows.register import invite
from bot.sandbox.client import SandboxError
from bot.store import people
from bot.store.engine import Store
from bot.store.tables import Announcement, Delivery, Employer, Membership, Person, Push, Unit
from tests.cast import Member
from tests.stories.week.school import SCHOOL, School, employer, sheet


async def publish(school: School, places: range, deadline: str = "2026-12-31") -> None:
    """Let the office import a sheet, approve the announcements without findings, and publish them."""
    office = school.who(Role.OFFICE, SCHOOL)
    await school.send_file(office, "岗位.csv", sheet(places, deadline))
    await school.last(office, f"{len(places)} 个岗位")
    await school.press(office, "提交审核")
    await school.press(office, "去审核")
    await school.press(office, "通过无风险提示的")
    await school.press(office, "全部通过")
    await school.last(office, "已通过")
    await school.say(office, "/publish")
    await school.last(office, "等待发布")
    if len(places) == 1:
        await school.press(office, employer(places[0])[:6])
        await school.last(office, "发布前确认")
        await school.press(office, "发布")
    else:
        await school.press(office, "全部发布")
        await school.press(office, "确认发布")
    await school.last(office, "已发布")
    await school.quiet()


async def pass_all(school: School, college: str) -> None:
    who = school.who(Role.COLLEGE, college)
    await school.say(who, "/tasks")
    await school.last(who, "待下发")
    await school.press(who, "全部下发")
    await school.press(who, "确认下发")
    await school.quiet()


async def relay(school: School, but: tuple[str, ...] = ()) -> None:
    """Let each cadre with a report of the day press 已发班群, except the cadres of the classes in ``but``."""
    for unit in school.units(Role.CADRE):
        cadre = school.who(Role.CADRE, unit)
        texts = await school.texts(cadre)
        if unit not in but and texts and "班级日报" in texts[-1] and "前转发" in texts[-1]:
            await school.press(cadre, "已发班群")
            await school.last(cadre, "已发班群，谢谢")


async def unseat(store: Store, unit: str, now: datetime) -> None:
    """End the seats of a class's cadres."""
    async with store.writing() as session:
        where = select(col(Unit.id)).where(col(Unit.name) == unit).scalar_subquery()
        await session.execute(
            update(Membership)
            .where(col(Membership.unit_id) == where, col(Membership.role) == Role.CADRE)
            .values(until=now)
        )


async def announcement(school: School, place: int) -> Announcement:
    async with school.store.reading() as session:
        rows = await session.execute(
            select(Announcement)
            .join(Employer, col(Employer.id) == col(Announcement.employer_id))
            .where(col(Employer.name) == employer(place))
        )
        return rows.scalar_one()


async def open_published(school: School, place: int) -> Member:
    """Let the office open the card of an announcement. Return the member of the office."""
    office = school.who(Role.OFFICE, SCHOOL)
    found = await announcement(school, place)
    await school.say(office, "/published")
    for _ in range(4):
        try:
            message = await school.last(office, "已发布的公告")
            await school.phones.press(
                office.telegram_id, office.telegram_id, message["message_id"], data=f"pub:{found.id}"
            )
            break
        except SandboxError:
            await school.press(office, "下一页")
            await school.quiet()
    await school.last(office, employer(place))
    return office


async def readers(school: School, place: int, *states: State) -> list[int]:
    """Return the chat ids of the people whose row of the announcement is in one of ``states``, ordered by person id."""
    found = await announcement(school, place)
    async with school.store.reading() as session:
        rows = await session.execute(
            select(col(Delivery.chat_id))
            .join(Push, col(Push.id) == col(Delivery.push_id))
            .where(
                col(Push.announcement_id) == found.id,
                col(Push.kind) == PushKind.POSTING,
                col(Delivery.state).in_(states),
            )
            .order_by(col(Delivery.person_id))
        )
        return [chat for chat in rows.scalars() if chat is not None]


async def member(school: School, telegram_id: int) -> Member:
    async with school.store.reading() as session:
        speaker = await people.speaker(session, telegram_id)
        assert speaker is not None
        person = await session.get_one(Person, speaker.person_id)
    return Member(speaker.person_id, telegram_id, person.number, person.name)


async def join(school: School, class_name: str, late: Member) -> None:
    """Let a student join by the class's code, which the counsellor has forwarded."""
    async with school.store.writing() as session:
        class_id = await invite.class_named(session, class_name)
        code = await invite.for_class(session, class_id, school.parts.clock.now())
    await school.open_link(late, f"https://t.me/jiuye_bot?start={code.typed.replace('-', '')}")
    await school.last(late, "绑定前，请先看完再决定")
    await school.agree_on(late)
    await school.last(late, "学号和姓名")
    await school.say(late, f"{late.number} {late.name}")
    await school.press(late, "找工作")
