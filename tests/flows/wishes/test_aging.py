"""Old wishes: the student is asked once, in a digest or alone. Without an answer the rhythm is weekly until they
renew."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.delivery.push import PushKind
from bot.domain.people import Rhythm
from bot.flows.delivery import compose
from bot.flows.student import digest
from bot.flows.wishes import aging, wishes
from bot.flows.wishes import rhythm as rhythms
from bot.messenger import Message
from bot.store.delivery import pushes
from bot.store.engine import Store
from bot.store.tables import Push, Wish
from bot.store.wishes import graduates
from bot.store.wishes import wish_age as ages
from bot.store.wishes.rhythm import bundling
from tests.cast import Cast, Member
from tests.digests import Wire, delivery_of, digests_of, published, rhythm, send_all

DAY = timedelta(days=1)
OLD = timedelta(days=61)


async def aged(session: AsyncSession, now: datetime, *who: Member) -> None:
    for each in who:
        (await session.get_one(Wish, each.person_id)).updated_at = now - OLD
    await session.flush()


async def wish_of(session: AsyncSession, who: Member) -> Wish:
    return await session.get_one(Wish, who.person_id, populate_existing=True)


async def holds(session: AsyncSession, who: Member, at: datetime) -> Rhythm:
    [found] = await graduates.candidates(session, [who.person_id])
    day = at.astimezone(SHANGHAI).date()
    bundled = set((await session.execute(bundling(day))).scalars())
    assert (who.person_id in bundled) == (found.rhythm_on(day) != Rhythm.INSTANT)  # the query agrees with the domain
    return found.rhythm_on(day)


async def test_without_a_digest_one_message_asks_once(store: Store, cast: Cast, now: datetime) -> None:
    async with store.writing() as session:
        await aged(session, now, cast.li, cast.wang)  # 王伟 has no bot
        assert await aging.ask_alone(session, now) == 1
        assert await aging.ask_alone(session, now + timedelta(hours=1)) == 0
    wire = Wire()
    await send_all(store, wire, now + timedelta(minutes=1))
    [(chat, message)] = wire.sent
    assert chat == cast.li.telegram_id and "还是这些意向吗" in message.text and "长春" in message.text
    async with store.writing() as session:
        assert (await wish_of(session, cast.li)).asked_at == now + timedelta(minutes=1)
        assert await aging.ask_alone(session, now + DAY) == 0


async def test_the_question_stands_at_the_end_of_a_digest_if_one_goes_out(
    store: Store, cast: Cast, now: datetime
) -> None:
    noon = now + DAY
    async with store.writing() as session:
        await rhythm(session, cast.li, Rhythm.NOON)
        await published(session, now + timedelta(minutes=5), "施工员")
        await aged(session, now, cast.li)
        assert await digest.make(session, noon) >= 1
        assert await aging.ask_alone(session, noon) == 0
    wire = Wire()
    await send_all(store, wire, noon + timedelta(minutes=1))
    [asking] = [message for chat, message in wire.sent if chat == cast.li.telegram_id]
    assert "岗位汇总" in asking.text and "还是这些意向吗" in asking.text
    assert any("renew" in (button.data or "") for row in asking.buttons for button in row)
    async with store.writing() as session:
        assert (await wish_of(session, cast.li)).asked_at is not None
        await aging.renew(session, cast.li.person_id, noon + timedelta(minutes=2))
        [carrier] = await digests_of(session, cast.li)
        again = await compose.message_for(session, await session.get_one(Push, carrier.push_id), carrier, noon)
    assert "还是这些意向吗" not in again.text


async def test_a_question_that_never_arrived_counts_as_not_asked(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await aged(session, now, cast.li)
    assert await aging.ask_alone(session, now) == 1
    assert (await wish_of(session, cast.li)).asked_at is None
    assert await aging.ask_alone(session, now + DAY) == 1


async def test_two_weeks_of_silence_make_the_rhythm_weekly_until_the_student_renews(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await aged(session, now, cast.li)
    (await wish_of(session, cast.li)).asked_at = now
    await session.flush()
    assert await holds(session, cast.li, now + 13 * DAY) == Rhythm.INSTANT
    assert await holds(session, cast.li, now + 14 * DAY) == Rhythm.WEEKLY
    told = await rhythms.told(session, cast.li.person_id, now + 14 * DAY, "22:00-08:00")
    assert told.unanswered and told.holds == Rhythm.WEEKLY
    await aging.renew(session, cast.li.person_id, now + 15 * DAY)
    assert await holds(session, cast.li, now + 15 * DAY) == Rhythm.INSTANT
    assert await aging.ask_alone(session, now + 16 * DAY) == 0


async def test_a_change_of_wishes_answers_the_question_too(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await aged(session, now, cast.li)
    (await wish_of(session, cast.li)).asked_at = now
    await wishes.put(session, cast.li.person_id, now + DAY, floor=7000)
    assert await holds(session, cast.li, now + 30 * DAY) == Rhythm.INSTANT


async def test_the_student_is_asked_again_after_another_two_months(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await aged(session, now, cast.li)
    (await wish_of(session, cast.li)).asked_at = now
    await aging.renew(session, cast.li.person_id, now + DAY)
    for days, asked in ((30, False), (60, False), (62, True)):
        assert (cast.li.person_id in await ages.old(session, now + days * DAY)) == asked


async def test_students_who_are_paused_or_settled_are_not_asked(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await aged(session, now, cast.li, cast.sun)
    await wishes.pause(session, cast.li.person_id, True)
    (await wishes.student(session, cast.sun.person_id)).settled = True
    await session.flush()
    assert await aging.ask_alone(session, now) == 0


async def test_postings_wait_for_the_weekly_digest_while_the_question_is_unanswered(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await aged(session, now, cast.li)
    (await wish_of(session, cast.li)).asked_at = now - 15 * DAY
    await session.flush()
    push = await published(session, now + timedelta(minutes=5), "施工员")
    delivery = await delivery_of(session, push, cast.li)
    assert delivery.bundled
    await digest.make(session, now + DAY)
    assert (await delivery_of(session, push, cast.li)).carrier_id is None
    await aging.renew(session, cast.li.person_id, now + DAY)
    await digest.make(session, now + 2 * DAY)
    assert (await delivery_of(session, push, cast.li)).carrier_id is not None


async def test_the_message_says_that_the_wishes_were_confirmed(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await aged(session, now, cast.li)
    await aging.ask_alone(session, now)
    push = await pushes.by_key(session, f"wishes:{now.date().isoformat()}")
    assert push is not None and push.kind == PushKind.REMINDER
    delivery = await delivery_of(session, push, cast.li)
    delivery.sent_at = now
    await aging.renew(session, cast.li.person_id, now + DAY)
    message: Message = await compose.message_for(session, push, delivery, now + DAY)
    assert "已确认" in message.text and "还是这些意向吗" not in message.text
