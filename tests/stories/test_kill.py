"""kill -9 is sent three times during a push to 900 students who press buttons. Each message arrives, and none arrives
twice."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlmodel import col

from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.domain.people import BondState, Reach, Rhythm, Standing, Trust, UnitKind
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import running as sandbox_running
from bot.sandbox.state import Config
from bot.store import schema
from bot.store.delivery import ledgers, pushes
from bot.store.delivery.pushes import Recipient
from bot.store.engine import Store
from bot.store.tables import (
    Announcement,
    Bond,
    Delivery,
    Employer,
    Incoming,
    IncomingState,
    Interest,
    Person,
    Posting,
    Push,
    Student,
    Unit,
    Wish,
)
from jobs.sending.loop import IN_FLIGHT
from tests.process import BotProcess

STUDENTS = 900
KILL_AT = (150, 400, 650)
FIRST_CHAT = 50_000


async def settle_students(store: Store, now: datetime) -> int:
    """Create a class of 900 with phones, and enqueue a push of one posting for all of them. Return the posting's id."""
    async with store.writing() as session:
        school = Unit(kind=UnitKind.SCHOOL, name="大校")
        session.add(school)
        await session.flush()
        employer = Employer(name="示例水利工程局", name_key="示例水利工程局")
        session.add(employer)
        ids = range(1, STUDENTS + 1)
        await session.execute(
            insert(Person),
            [{"id": i, "number": f"2023{i:04d}", "name": f"同学{i}", "name_key": f"同学{i}"} for i in ids],
        )
        await session.execute(
            insert(Student),
            [
                {
                    "person_id": i,
                    "class_id": school.id,
                    "college_id": school.id,
                    "major_name": "土木工程",
                    "majors": ["081001"],
                    "degree": 2,
                    "cohort": 2027,
                    "origin": "",
                    "standing": Standing.ACTIVE,
                    "settled": False,
                    "keeps_receiving": False,
                    "opted_out": False,
                    "muted_employers": [],
                    "muted_categories": [],
                    "rhythm": Rhythm.INSTANT,
                }
                for i in ids
            ],
        )
        await session.execute(insert(Wish), [{"person_id": i, "regions": [], "updated_at": now} for i in ids])
        await session.execute(
            insert(Bond),
            [
                {
                    "person_id": i,
                    "telegram_id": FIRST_CHAT + i,
                    "state": BondState.BOUND,
                    "trust": Trust.PERSONAL,
                    "reach": Reach.OPEN,
                    "bound_at": now,
                }
                for i in ids
            ],
        )
        await session.flush()
        announcement = Announcement(
            employer_id=employer.id, title="施工员", content_hash="h", approved_hash="h", created_at=now
        )
        session.add(announcement)
        await session.flush()
        posting = Posting(announcement_id=announcement.id, employer_id=employer.id, title="施工员")
        session.add(posting)
        push = Push(
            kind=PushKind.POSTING,
            title="示例水利工程局",
            template="student/posting",
            announcement_id=announcement.id,
            created_at=now,
        )
        session.add(push)
        await session.flush()
        rows = {"rows": [{"posting": posting.id, "score": 1, "reasons": []}]}
        await pushes.add_recipients(
            session, push, [Recipient(i, State.QUEUED, None, school.id, school.id, rows) for i in ids], now
        )
        return posting.id


async def press_some(phones: SandboxClient, pressed: set[int], upto: int) -> None:
    """Let students whose message has arrived press 有意向, until ``upto`` students have pressed."""
    for entry in await phones.deliveries("sendMessage"):
        chat = entry["chat_id"]
        if len(pressed) >= upto:
            return
        if chat not in pressed:
            await phones.press(chat, chat, entry["message_id"], label="有意向")
            pressed.add(chat)


@pytest.mark.long
async def test_three_kills_lose_nobody_and_send_nobody_twice(tmp_path: Path) -> None:
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/jiuye.db")
    await schema.upgrade(store)
    posting_id = await settle_students(store, datetime.now(UTC))
    pressed: set[int] = set()
    async with (
        sandbox_running(Config(data=tmp_path / "sandbox")) as server,
        SandboxClient(server.url) as phones,
    ):
        await phones.add_users(
            [{"first_name": "同学", "id": FIRST_CHAT + i, "started": True} for i in range(1, STUDENTS + 1)]
        )
        bot = BotProcess(server, tmp_path, messages_per_second=300)
        await bot.start()
        for kills, count in enumerate(KILL_AT, start=1):

            async def reached(count: int = count) -> bool:
                return await phones.count(method="sendMessage", delivered=True) >= count

            try:
                await phones.wait_for(reached, 60)
            except TimeoutError:
                raise AssertionError(bot.log()) from None
            await press_some(phones, pressed, 40 * kills)
            await bot.kill()
            await press_some(phones, pressed, 40 * kills + 10)  # presses while the bot is not running
            await bot.start()

        async def at_rest() -> bool:
            async with store.reading() as session:
                left = await session.scalar(
                    select(col(Delivery.id)).where(col(Delivery.state).in_([State.QUEUED, State.SENDING])).limit(1)
                )
                read = await session.scalar(
                    select(col(Incoming.update_id)).where(col(Incoming.state) != IncomingState.DONE).limit(1)
                )
                saved = len((await session.execute(select(col(Interest.person_id)))).all())
            return left is None and read is None and saved >= len(pressed)

        await phones.wait_for(at_rest, 90)
        assert await bot.stop() == 0, bot.log()
        sent = await phones.deliveries("sendMessage")
        received = Counter(entry["chat_id"] for entry in sent if "同意学校" not in entry["text"])

    async with store.reading() as session:
        doubtful = {
            FIRST_CHAT + person_id
            for person_id in (
                await session.execute(select(col(Delivery.person_id)).where(col(Delivery.state) == State.UNCERTAIN))
            ).scalars()
        }
        wanting = {
            FIRST_CHAT + person_id
            for person_id in (
                await session.execute(select(col(Interest.person_id)).where(col(Interest.posting_id) == posting_id))
            ).scalars()
        }
        ledger = await ledgers.ledger_of(session, 1)
    await store.close()

    everybody = {FIRST_CHAT + i for i in range(1, STUDENTS + 1)}
    assert {chat for chat, times in received.items() if times > 1} == set()
    assert everybody - set(received) <= doubtful
    assert len(doubtful) <= IN_FLIGHT * len(KILL_AT)
    assert ledger.balances
    assert ledger.uncertain == len(doubtful)
    assert pressed <= wanting
