"""A recall stops, marks, tells and balances."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain.chain import RungState
from bot.domain.delivery.delivery import State
from bot.domain.errors import AlreadyDone, Stale, Withdrawn
from bot.domain.people import Role, Trust
from bot.domain.postings.announcement import AnnouncementState, Attitude, RecallKind
from bot.flows.delivery import compose
from bot.flows.delivery.opened import opened
from bot.flows.publishing import publish, recall
from bot.flows.student import receipts, recommend
from bot.store.chain import chain
from bot.store.delivery import ledgers, pushes
from bot.store.postings import changes, postings
from bot.store.tables import Push
from tests.cast import Cast
from tests.flows.postings.test_edit import speaker
from tests.flows.publishing.test_correct import delivery, out, told
from tests.postings import ENGINEER, approved


async def withdraw(session: AsyncSession, push: Push, kind: RecallKind, now: datetime, words: str = "") -> None:
    assert push.announcement_id is not None
    await recall.recall(session, push.announcement_id, kind, words, None, now)


async def test_what_waits_stops_and_its_rungs_close(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await approved(session, now, ENGINEER)
    push = await publish.publish(session, announcement.id, now)
    await withdraw(session, push, RecallKind.FILLED, now)
    ledger = await ledgers.ledger_of(session, push.id)
    assert ledger.balances and (ledger.recalled, ledger.waiting, ledger.no_bot) == (4, 0, 1)
    assert [rung.state for rung in await chain.rungs_of(session, push.id)] == [RungState.CLOSED]


async def test_what_arrived_is_recalled_at_once_and_still_to_be_edited(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    _announcement, push = await out(session, now)
    await withdraw(session, push, RecallKind.MISTAKE, now, "地点写错了")
    ledger = await ledgers.ledger_of(session, push.id)
    row = await delivery(session, push, cast.li)
    await session.refresh(row)
    assert ledger.balances and ledger.recalled == 4
    assert (row.state, row.outdated, row.sent_at) == (State.RECALLED, True, now)
    message = await compose.message_for(session, push, row, now)
    assert "已撤回" in message.text and "地点写错了" in message.text and not message.buttons


async def test_of_fraud_everyone_who_received_it_is_told_at_once(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement, push = await out(session, now)
    await withdraw(session, push, RecallKind.FRAUD, now)
    everyone = sorted(who.person_id for who in (cast.cadre, cast.li, cast.zhao, cast.sun))
    assert await told(session, f"recall:{announcement.id}") == everyone
    warning = await pushes.by_key(session, f"recall:{announcement.id}")
    assert warning is not None and warning.urgent


async def test_of_the_rest_only_who_looked_at_it(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement, push = await out(session, now)
    row = await delivery(session, push, cast.li)
    await opened(session, row.id, speaker(cast.li, Role.STUDENT, cast.civil1), now)
    await session.flush()
    await withdraw(session, push, RecallKind.FILLED, now)
    assert await told(session, f"recall:{announcement.id}") == [cast.li.person_id]


async def test_old_buttons_are_refused_with_a_clear_word(session: AsyncSession, cast: Cast, now: datetime) -> None:
    _, push = await out(session, now)
    await withdraw(session, push, RecallKind.FRAUD, now)
    row = await delivery(session, push, cast.li)
    await session.refresh(row)
    with pytest.raises(Withdrawn):
        await opened(session, row.id, speaker(cast.li, Role.STUDENT, cast.civil1), now)


async def test_it_is_recalled_once_and_not_before_it_is_out(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await approved(session, now, ENGINEER)
    with pytest.raises(Stale):
        await recall.recall(session, announcement.id, RecallKind.FILLED, "", None, now)
    push = await publish.publish(session, announcement.id, now)
    await withdraw(session, push, RecallKind.FILLED, now)
    with pytest.raises(AlreadyDone):
        await withdraw(session, push, RecallKind.FILLED, now)
    assert announcement.state == AnnouncementState.RECALLED


async def test_what_was_in_flight_is_marked_as_it_arrives(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement = await approved(session, now, ENGINEER)
    push = await publish.publish(session, announcement.id, now)
    row = await delivery(session, push, cast.li)
    row.state, row.sending_at = State.SENDING, now
    await session.flush()
    await withdraw(session, push, RecallKind.FRAUD, now)
    row.state, row.chat_id, row.message_id = State.SENT, 1, 2
    await recall.overtaken(session, row)
    assert (row.state, row.outdated) == (State.RECALLED, True)
    assert (await ledgers.ledger_of(session, push.id)).balances


async def test_the_preview_says_what_would_happen(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement, _ = await out(session, now)
    shown = await recall.preview(session, announcement.id, RecallKind.FRAUD, "")
    assert (shown.stops, shown.edits, shown.tells) == (0, 4, 4)
    assert (await changes.mending(session, announcement.id)).left == 0


async def test_a_recall_asked_for_before_and_made_after_it_left_counts_too(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await approved(session, now, ENGINEER)
    push = await publish.publish(session, announcement.id, now)
    row = await delivery(session, push, cast.li)
    row.state, row.sending_at = State.SENDING, now + timedelta(seconds=1)
    await session.flush()
    await withdraw(session, push, RecallKind.FRAUD, now)
    await session.refresh(row)
    row.state, row.chat_id, row.message_id = State.SENT, 1, 2
    await recall.overtaken(session, row)
    assert (row.state, row.outdated) == (State.RECALLED, True)


async def test_nobody_is_named_to_an_employer_that_was_withdrawn(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement, push = await out(session, now)
    [posting] = await postings.postings_of(session, announcement.id)
    await receipts.say(session, await delivery(session, push, cast.li), posting.id, Attitude.WANTS, now)
    li = replace(speaker(cast.li, Role.STUDENT, cast.civil1), trust=Trust.PERSONAL)
    await recommend.agree(session, li, posting.id, now)
    await session.flush()
    await withdraw(session, push, RecallKind.FRAUD, now)
    assert await recommend.listed(session) == []
