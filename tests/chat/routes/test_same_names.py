"""Every list tells two people with the same name apart, so that nobody calls or marks the wrong one."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.chain.chain import Release
from bot.domain.degree import Degree
from bot.domain.people import BondState, Role, Trust, normalise_name
from bot.flows.chain import make_reports
from bot.flows.publishing import publish
from bot.store.engine import Store
from bot.store.tables import Bond, ClassReport, Complaint, Lead, Membership, Person, Question, Student, Wish
from tests.cast import Cast, Member, settle_in
from tests.factories import approved
from tests.hands import Hands

DAY = timedelta(days=1)


async def _twin(session: AsyncSession, cast: Cast, of: Member, number: str, now: datetime) -> int:
    """Write a classmate of 土木2301 with the name of ``of``, and return their id."""
    twin = Person(number=number, name=of.name, name_key=normalise_name(of.name))
    session.add(twin)
    await session.flush()
    facts: dict[str, Any] = {
        "class_id": cast.civil1,
        "college_id": cast.civil,
        "degree": Degree.BACHELOR,
        "cohort": 2027,
    }
    session.add(Student(person_id=twin.id, major_name="土木工程", majors=["081001"], **facts))
    session.add(Wish(person_id=twin.id, regions=[], updated_at=now))
    session.add(Membership(person_id=twin.id, role=Role.STUDENT, unit_id=cast.civil1, since=now))
    await session.flush()
    return twin.id


async def with_twins(store: Store, now: datetime) -> tuple[Cast, int, int]:
    """Write the cast with a second 王伟, who has no bot, and a second 赵磊, who has it.

    Return also the ids of a report and of an announcement.
    """
    async with store.writing() as session:
        cast = await settle_in(session, now)
        second_wang = await _twin(session, cast, cast.wang, "20239103", now)
        for person_id in (second_wang, cast.wang.person_id):
            session.add(Membership(person_id=person_id, role=Role.CADRE, unit_id=cast.civil1, since=now))
        second_zhao = await _twin(session, cast, cast.zhao, "20239104", now)
        bond: dict[str, Any] = {"state": BondState.BOUND, "trust": Trust.CLASS, "consented_at": now, "bound_at": now}
        session.add(Bond(person_id=second_zhao, telegram_id=1999, **bond))
        posted = await approved(session, now)
        for person_id in (second_zhao, cast.zhao.person_id):
            asked = {"class_id": cast.civil1, "college_id": cast.civil, "text": "怎么改派？", "asked_at": now}
            session.add(Question(person_id=person_id, **asked))
            session.add(Lead(person_id=person_id, text="某公司招人", at=now))
            told = {"announcement_id": posted.id, "reason": "fee", "due_at": now, "at": now}
            session.add(Complaint(person_id=person_id, **told))
        await publish.publish(session, posted.id, now, release=Release.IMMEDIATE)
        await make_reports.make_due(session, now + DAY)
        reports = await session.execute(select(ClassReport).where(col(ClassReport.class_id) == cast.civil1))
        return cast, reports.scalar_one().id, posted.id


WANG, ZHAO = ("王伟 0103", "王伟 9103"), ("赵磊 0104", "赵磊 9104")


async def test_every_list_says_which_of_two_namesakes_it_means(store: Store, now: datetime) -> None:
    cast, report, announcement = await with_twins(store, now)
    hands = Hands(store, now + DAY)
    screens = {
        "relay list": (cast.cadre, WANG, (f"report:{report}",)),
        "names to mark": (cast.cadre, WANG, (f"names:{report}:person",)),
        "calls": (cast.counsellor, WANG, ("/today",)),
        "calls of a class": (cast.civil_staff, WANG, (f"care:{cast.civil1}:0",)),
        "students": (cast.counsellor, WANG, ("/students", "mine:nobot:0:0")),
        "cadres": (cast.counsellor, WANG, (f"cadres:{cast.civil1}",)),
        "identities": (cast.counsellor, ZHAO, ("/confirm",)),
        "questions": (cast.counsellor, ZHAO, ("/questions",)),
        "leads": (cast.office, ZHAO, ("/leads",)),
        "complaints": (cast.office, ZHAO, (f"complaint_who:{announcement}",)),
    }
    for what, (who, both, path) in screens.items():
        seen = await hands.press(who.telegram_id, *path)
        assert all(name in seen.words for name in both), (what, seen)
