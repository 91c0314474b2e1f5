"""A recall stops waiting deliveries, marks delivered messages, tells the people concerned, and every ledger
balances."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.chat.postings.review import RETURN_REASONS
from bot.domain import employer as employers
from bot.domain.chain.chain import RungState
from bot.domain.delivery.delivery import State
from bot.domain.errors import AlreadyDone, Stale, Withdrawn
from bot.domain.people import Role, Trust
from bot.domain.postings.announcement import AnnouncementState, Attitude, RecallKind
from bot.flows.delivery import compose
from bot.flows.delivery.opened import opened
from bot.flows.publishing import publish, recall
from bot.flows.student import interests, recommend
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


async def test_a_recall_stops_waiting_rows_and_closes_their_rungs(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await approved(session, now, ENGINEER)
    push = await publish.publish(session, announcement.id, now)
    await withdraw(session, push, RecallKind.FILLED, now)
    ledger = await ledgers.ledger_of(session, push.id)
    assert ledger.balances and (ledger.recalled, ledger.waiting, ledger.no_bot) == (4, 0, 1)
    assert [rung.state for rung in await chain.rungs_of(session, push.id)] == [RungState.CLOSED]


async def test_a_delivered_row_is_recalled_at_once_and_still_outdated(
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
    assert "已撤回" in message.text and "地点写错了" in message.text
    assert [button.data for line in message.buttons for button in line] == ["fits"]


async def test_a_recall_for_fraud_tells_all_who_received_it_at_once(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement, push = await out(session, now)
    await withdraw(session, push, RecallKind.FRAUD, now)
    everyone = sorted(who.person_id for who in (cast.cadre, cast.li, cast.zhao, cast.sun))
    assert await told(session, f"recall:{announcement.id}") == everyone
    warning = await pushes.by_key(session, f"recall:{announcement.id}")
    assert warning is not None and warning.urgent


async def test_other_recalls_tell_only_those_who_opened_it(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement, push = await out(session, now)
    row = await delivery(session, push, cast.li)
    await opened(session, row.id, speaker(cast.li, Role.STUDENT, cast.civil1), now)
    await session.flush()
    await withdraw(session, push, RecallKind.FILLED, now)
    assert await told(session, f"recall:{announcement.id}") == [cast.li.person_id]


async def test_old_buttons_say_that_the_posting_is_withdrawn(session: AsyncSession, cast: Cast, now: datetime) -> None:
    _, push = await out(session, now)
    await withdraw(session, push, RecallKind.FRAUD, now)
    row = await delivery(session, push, cast.li)
    await session.refresh(row)
    with pytest.raises(Withdrawn):
        await opened(session, row.id, speaker(cast.li, Role.STUDENT, cast.civil1), now)


async def test_only_a_published_announcement_is_recalled_and_only_once(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement = await approved(session, now, ENGINEER)
    with pytest.raises(Stale):
        await recall.recall(session, announcement.id, RecallKind.FILLED, "", None, now)
    push = await publish.publish(session, announcement.id, now)
    await withdraw(session, push, RecallKind.FILLED, now)
    with pytest.raises(AlreadyDone):
        await withdraw(session, push, RecallKind.FILLED, now)
    assert announcement.state == AnnouncementState.RECALLED


async def test_a_message_in_flight_is_recalled_as_it_arrives(session: AsyncSession, cast: Cast, now: datetime) -> None:
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


async def test_the_preview_counts_the_effects_of_a_recall(session: AsyncSession, cast: Cast, now: datetime) -> None:
    announcement, _ = await out(session, now)
    shown = await recall.preview(session, announcement.id, RecallKind.FRAUD, "")
    assert (shown.stops, shown.edits, shown.tells) == (0, 4, 4)
    assert (await changes.mending(session, announcement.id)).left == 0


async def test_a_message_claimed_while_the_recall_was_written_is_recalled_too(
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


async def test_a_recall_ends_consents_to_be_named_to_the_employer(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    announcement, push = await out(session, now)
    [posting] = await postings.postings_of(session, announcement.id)
    await interests.say(session, await delivery(session, push, cast.li), posting.id, Attitude.WANTS, now)
    li = replace(speaker(cast.li, Role.STUDENT, cast.civil1), trust=Trust.PERSONAL)
    await recommend.agree(session, li, posting.id, now)
    await session.flush()
    await withdraw(session, push, RecallKind.FRAUD, now)
    assert await recommend.listed(session) == []


@pytest.mark.parametrize("kind", RecallKind)
def test_no_reader_is_told_that_an_employer_committed_a_crime(kind: RecallKind, now: datetime) -> None:
    """Class groups and WeChat see the reason of a recall, so that it states facts and the status only."""
    employer, title = "虚构商贸有限公司", "行政助理"
    gone = {"recalled_at": now, "recall_kind": kind, "recall_reason": "", "id": 1}
    values = {"announcement": gone, "employer": {"name": employer}, "postings": [{"title": title}]}
    texts = (
        render.text("published/told_recall", employer=employer, title=title, kind=kind, reason="", now=now),
        render.text("published/withdrawn", **values, now=now),
        render.text("complaints/upheld", employer=employer, title=title, fraud=True, now=now),
        *(render.text("review/return_reason", code=code, now=now) for code in RETURN_REASONS),
    )
    assert [employers.ACCUSING.findall(text) for text in texts if employers.ACCUSING.search(text)] == []
