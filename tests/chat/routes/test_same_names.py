"""Every list tells two people with the same name apart, so that nobody calls or marks the wrong one."""

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.domain.chain.chain import Release
from bot.domain.degree import Degree
from bot.domain.people import Role, normalise_name
from bot.flows.chain import make_reports
from bot.flows.publishing import publish
from bot.store.engine import Store
from bot.store.tables import ClassReport, Membership, Person, Student, Wish
from tests.cast import Cast, settle_in
from tests.factories import approved
from tests.hands import Hands

DAY = timedelta(days=1)
BOTH = ("王伟 0103", "王伟 9103")


async def with_twins(store: Store, now: datetime) -> tuple[Cast, int]:
    """Write the cast with a second 王伟, who sits in the class, is its cadre too, and is another teacher's namesake."""
    async with store.writing() as session:
        cast = await settle_in(session, now)
        twin = Person(number="20239103", name="王伟", name_key=normalise_name("王伟"))
        session.add(twin)
        await session.flush()
        session.add(
            Student(
                person_id=twin.id,
                class_id=cast.civil1,
                college_id=cast.civil,
                major_name="土木工程",
                majors=["081001"],
                degree=Degree.BACHELOR,
                cohort=2027,
            )
        )
        session.add(Wish(person_id=twin.id, regions=[], updated_at=now))
        for person_id in (twin.id, cast.wang.person_id):
            session.add(Membership(person_id=person_id, role=Role.CADRE, unit_id=cast.civil1, since=now))
        session.add(Membership(person_id=twin.id, role=Role.STUDENT, unit_id=cast.civil1, since=now))
        await session.flush()
        posted = await approved(session, now)
        await publish.publish(session, posted.id, now, release=Release.IMMEDIATE)
        await make_reports.make_due(session, now + DAY)
        reports = await session.execute(select(ClassReport).where(ClassReport.class_id == cast.civil1))
        return cast, reports.scalar_one().id


async def test_the_cadre_the_counsellor_and_the_college_see_which_of_two_namesakes(store: Store, now: datetime) -> None:
    cast, report = await with_twins(store, now)
    hands = Hands(store, now + DAY)
    screens = {
        "relay list": (cast.cadre, (f"report:{report}",)),
        "names to mark": (cast.cadre, (f"names:{report}:person",)),
        "calls": (cast.counsellor, ("/today",)),
        "calls of a class": (cast.civil_staff, (f"care:{cast.civil1}:0",)),
        "students": (cast.counsellor, ("/students", "mine:all:0:0")),
        "cadres": (cast.counsellor, (f"cadres:{cast.civil1}",)),
    }
    for what, (who, path) in screens.items():
        seen = await hands.press(who.telegram_id, *path)
        assert all(name in seen.words for name in BOTH), (what, seen)
