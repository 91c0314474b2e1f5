"""A recall or correction of a posting in a digest edits the digest's message."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.domain.delivery.delivery import State
from bot.domain.delivery.pacing import Pacer
from bot.domain.people import Role
from bot.domain.postings.announcement import RecallKind
from bot.domain.postings.posting import Field
from bot.flows.postings.draft import Edit
from bot.flows.postings.review import SEEN
from bot.flows.publishing import correct, recall
from bot.flows.publishing.correct import Correction
from bot.messenger import Message
from bot.store.engine import Store
from bot.store.postings import changes, postings
from bot.store.tables import Announcement, Push
from jobs.sending.mend import Mender
from tests.cast import Cast
from tests.digests import At, Wire, delivery_of, digests_of, send_all
from tests.flows.postings.test_edit import speaker
from tests.jobs.test_digest import balanced, gathered, states


class Editing(Wire):
    """A messenger that accepts edits too. ``meanwhile`` runs while the first digest is sent."""

    def __init__(self, meanwhile: Callable[[], Awaitable[None]] | None = None) -> None:
        super().__init__()
        self.edits: list[tuple[int, Message]] = []
        self._meanwhile = meanwhile

    async def send(self, chat_id: int, message: Message) -> int:
        if self._meanwhile is not None and "岗位汇总" in message.text:
            happen, self._meanwhile = self._meanwhile, None
            await happen()
        return await super().send(chat_id, message)

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        self.edits.append((message_id, message))


async def withdraw(store: Store, push_id: int, now: datetime) -> int:
    async with store.writing() as session:
        announcement_id = (await session.get_one(Push, push_id)).announcement_id or 0
        await recall.recall(session, announcement_id, RecallKind.FRAUD, "收押金", None, now)
    return announcement_id


async def mend(store: Store, wire: Editing, now: datetime) -> None:
    mender = Mender(store, wire, At(now), Pacer(1000, per_chat=1000))
    while await mender.round():
        continue


async def test_a_recalled_posting_is_struck_out_in_its_digest(store: Store, cast: Cast, now: datetime) -> None:
    made = await gathered(store, cast.li, now, "施工员", "测量员")
    wire = Editing()
    await send_all(store, wire, now)
    announcement_id = await withdraw(store, made[0], now + timedelta(minutes=5))
    assert await states(store, made, cast.li) == [State.RECALLED, State.SENT]
    await mend(store, wire, now + timedelta(minutes=6))
    async with store.reading() as session:
        [carrier] = await digests_of(session, cast.li)
        assert (await changes.mending(session, announcement_id)).left == 0
    assert carrier.state == State.SENT and not carrier.outdated
    [mine] = [message for message_id, message in wire.edits if message_id == carrier.message_id]
    assert "已撤回：存在收费等风险，学校已停止发布（收押金）" in mine.text and "测量员" in mine.text
    assert await balanced(store, [*made, carrier.push_id])


async def test_a_posting_recalled_while_its_digest_is_in_flight_is_struck_out_afterwards(
    store: Store, cast: Cast, now: datetime
) -> None:
    made = await gathered(store, cast.li, now, "施工员", "测量员")

    async def meanwhile() -> None:
        await withdraw(store, made[1], now)

    wire = Editing(meanwhile)
    await send_all(store, wire, now)
    await mend(store, wire, now)
    async with store.reading() as session:
        [carrier] = await digests_of(session, cast.li)
        row = await delivery_of(session, made[1], cast.li)
    assert row.state == State.RECALLED
    [mine] = [message for message_id, message in wire.edits if message_id == carrier.message_id]
    assert "已撤回" in mine.text
    assert await balanced(store, [*made, carrier.push_id])


async def test_a_correction_edits_the_digest_once(store: Store, cast: Cast, now: datetime) -> None:
    made = await gathered(store, cast.li, now, "施工员")
    wire = Editing()
    await send_all(store, wire, now)
    async with store.writing() as session:
        push = await session.get_one(Push, made[0])
        announcement = await session.get_one(Announcement, push.announcement_id)
        [posting] = await postings.postings_of(session, announcement.id)
        office = speaker(cast.office, Role.OFFICE, cast.school)
        edits = [Edit(posting.id, Field.SALARY, "5000-6000元/月")]
        await correct.correct(
            session, Correction(announcement.id, announcement.content_hash[:SEEN], edits), office, now
        )
    await mend(store, wire, now)
    async with store.reading() as session:
        [carrier] = await digests_of(session, cast.li)
    [mine] = [message for message_id, message in wire.edits if message_id == carrier.message_id]
    assert "5000-6000" in mine.text
