"""A school with data in every table and every state, most of it in 土木学院. Its ids have ten digits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.care.care import CallOutcome
from bot.domain.chain.chain import Release
from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.domain.people import BondState, Rhythm, Role, Trust, normalise_name
from bot.domain.postings.complaint import Reason
from bot.flows.care import ask, calls, exam_weeks, questions
from bot.flows.chain import groups, handover, make_reports
from bot.flows.delivery import compose, notify
from bot.flows.delivery.notify import Draft
from bot.flows.destinations import filing
from bot.flows.postings import complaints, leads
from bot.flows.publishing import publish
from bot.flows.student import digest, interests, recommend
from bot.flows.warnings import schedules, warn
from bot.store import people
from bot.store.engine import Store
from bot.store.people import Speaker
from bot.store.tables import Bond, Delivery, Membership, Person, Push, Student, Unit
from tests.cast import Cast, Member, settle_in
from tests.factories import approved
from tests.flows.destinations.test_destinations import CONTRACT, PAPER
from tests.hands import Hands, ten_digit_ids
from tests.postings import MEN_ONLY, entered

LEADER, PENDING, SOFTWARE_CADRE, STRANGER = 1100, 1101, 1102, 1103
"""Telegram ids besides the ids of the cast: 校领导, an office seat without consent yet, 班干部 of 软件2301, and a
stranger."""
ROOM = -100
SECRETS = ("悄悄话问老师", "悄悄话举报", "悄悄话通话", "悄悄话线索")
"""Parts of the texts that 李娜 wrote and that others wrote about her."""


@dataclass
class House:
    cast: Cast
    hands: Hands
    messages: dict[int, list[str]]
    """Map each telegram id to the button data of the messages that were sent to it."""


@asynccontextmanager
async def full_house(store: Store, now: datetime) -> AsyncIterator[House]:
    """Yield the full house one day after its events, when every message is sent."""
    later = now + timedelta(days=1)
    with ten_digit_ids():
        async with store.writing() as session:
            cast = await settle_in(session, now)
            await _people(session, cast, now)
            await _pushes(session, cast, now)
            await _send(session, now)
            await _words(session, cast, now)
            await make_reports.make_due(session, later)
            await _send(session, later)
        yield House(cast, Hands(store, later), await _messages(store, later))


async def _send(session: AsyncSession, now: datetime) -> None:
    await session.flush()
    for row in (await session.execute(select(Delivery).where(col(Delivery.state) == State.QUEUED))).scalars():
        row.state, row.sent_at, row.chat_id, row.message_id = State.SENT, now, 1, 1
    await session.flush()


async def _by(session: AsyncSession, who: Member) -> Speaker:
    found = await people.speaker(session, who.telegram_id)
    assert found is not None
    return found


async def _newcomer(session: AsyncSession, telegram_id: int, name: str, role: Role, unit: int, now: datetime) -> None:
    person = Person(number=f"N{telegram_id}", name=name, name_key=normalise_name(name))
    session.add(person)
    await session.flush()
    session.add(Membership(person_id=person.id, role=role, unit_id=unit, since=now))
    state = BondState.PENDING if telegram_id == PENDING else BondState.BOUND
    session.add(
        Bond(
            person_id=person.id,
            telegram_id=telegram_id,
            state=state,
            trust=Trust.PERSONAL,
            consented_at=now,
            bound_at=now,
        )
    )


async def _people(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await _newcomer(session, LEADER, "校长", Role.LEADER, cast.school, now)
    await _newcomer(session, PENDING, "候补", Role.OFFICE, cast.school, now)
    await _newcomer(session, SOFTWARE_CADRE, "软件班长", Role.CADRE, cast.software1, now)
    session.add(Membership(person_id=cast.sun.person_id, role=Role.CADRE, unit_id=cast.civil1, since=now, until=now))
    (await session.get_one(Student, cast.zhao.person_id)).rhythm = Rhythm.NOON
    await session.flush()


async def _pushes(session: AsyncSession, cast: Cast, now: datetime) -> None:
    """Create postings in every state, a warning, a notice, a schedule, a digest and a class group."""
    first = Push(kind=PushKind.NOTICE, key="first", title="很早以前", template="notice/message", created_at=now)
    session.add(first)
    await session.flush()
    session.add(Delivery(id=2_100_000_000, push_id=first.id, person_id=cast.wang.person_id, state=State.NO_BOT))
    await session.flush()  # later bulk inserts of deliveries continue these ids
    seen = await approved(session, now, "施工员", "测量员")
    await publish.publish(session, seen.id, now, release=Release.IMMEDIATE)
    held = await approved(session, now, "造价员", employer="虚构造价", majors=["081001"])
    await publish.publish(session, held.id, now)
    await approved(session, now, "监理员", employer="虚构监理")
    await entered(session, now, MEN_ONLY)
    fraud = warn.kinds(now)[0].code
    school, college, class_ = [await session.get_one(Unit, each) for each in (cast.school, cast.civil, cast.civil1)]
    await warn.send(session, fraud, college, now, key="w", by=cast.office.person_id)
    await notify.send(session, Draft("请看一眼", class_, ack=True), now, by=cast.counsellor.person_id)
    await schedules.add(session, fraud, school, "0 10 * * 1", now)
    await digest.make(session, now + timedelta(hours=1))
    await groups.present(session, ROOM, "土木2301 大家庭", may_pin=True)
    await session.flush()
    await groups.bind(session, ROOM, cast.civil1, 5, await _by(session, cast.cadre), now)


async def _words(session: AsyncSession, cast: Cast, now: datetime) -> None:
    """Write all that 李娜 said, asked and filed, and the questions that she was asked."""
    li, counsellor = await _by(session, cast.li), await _by(session, cast.counsellor)
    query = select(Delivery).where(col(Delivery.person_id) == li.person_id).order_by(col(Delivery.id)).limit(1)
    mine = (await session.execute(query)).scalar_one()
    posting = mine.values["rows"][0]["posting"]
    await interests.want(session, mine, posting, now)
    await recommend.agree(session, li, posting, now)
    await complaints.file(session, mine.id, li, Reason.OTHER, "悄悄话举报", now)
    await ask.ask(session, li, "悄悄话问老师一", now)
    second = await ask.ask(session, li, "悄悄话问老师二", now)
    await questions.answer(session, second.id, "悄悄话问老师的回复", counsellor, now)
    await leads.write(session, li, now, "悄悄话线索", b"\xff\xd8\xff photo")
    await leads.send(session, li, now)
    call = await calls.note_call(session, li.person_id, CallOutcome.SPOKE, counsellor, now)
    await calls.write_note(session, call.id, "悄悄话通话", counsellor)
    await filing.file(session, li, "11", CONTRACT, PAPER, now)
    await handover.offer(session, cast.civil1, li.person_id, await _by(session, cast.cadre), now)
    await exam_weeks.begin(session, cast.civil2, now.date() + timedelta(days=9), counsellor, now)


async def _messages(store: Store, now: datetime) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    async with store.reading() as session:
        rows = await session.execute(
            select(Delivery, Push, col(Bond.telegram_id))
            .join(Push, col(Push.id) == col(Delivery.push_id))
            .join(Bond, col(Bond.person_id) == col(Delivery.person_id))
        )
        for delivery, push, telegram_id in rows.all():
            message = await compose.message_for(session, push, delivery, now)
            found.setdefault(telegram_id, []).extend(each.data for row in message.buttons for each in row if each.data)
    return found
