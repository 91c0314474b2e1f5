"""Review: findings restrict what the office may approve, and a stale card is refused."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.errors import MustBeEdited, ReasonNeeded, Stale
from bot.domain.postings.announcement import AnnouncementState
from bot.domain.postings.screening import Action
from bot.flows.postings import review
from bot.store.tables import Delivery, FindingRow, Push
from tests.cast import Cast
from tests.postings import ENGINEER, MEN_ONLY, PROGRAMMER, enter, entered


async def _card(session: AsyncSession, now: datetime, row: dict[str, str], by: int | None = None) -> review.Card:
    announcement = await entered(session, now, row, by=by)
    return await review.card(session, announcement.id)


async def _with_finding(session: AsyncSession, now: datetime, action: Action) -> review.Card:
    card = await _card(session, now, ENGINEER)
    session.add(FindingRow(announcement_id=_id(card), rule="D00", kind="age", action=action, words="35岁以下"))
    await session.flush()
    return await review.card(session, _id(card))


def _id(card: review.Card) -> int:
    return card.whole.announcement.id


async def test_an_approval_fixes_the_content_that_was_shown(session: AsyncSession, cast: Cast, now: datetime) -> None:
    card = await _card(session, now, ENGINEER)
    decided = await review.approve(session, _id(card), card.seen, cast.office.person_id, now)
    announcement = decided.whole.announcement
    assert announcement.state == AnnouncementState.APPROVED
    assert announcement.approved_hash == announcement.content_hash


async def test_an_announcement_with_a_blocking_finding_cannot_be_approved(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    card = await _card(session, now, MEN_ONLY)
    assert card.verdict is Action.BLOCK
    with pytest.raises(MustBeEdited):
        await review.approve(session, _id(card), card.seen, cast.office.person_id, now, "已核实")


async def test_an_announcement_with_a_finding_for_review_needs_a_reason(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    card = await _with_finding(session, now, Action.REVIEW)
    with pytest.raises(ReasonNeeded):
        await review.approve(session, _id(card), card.seen, cast.office.person_id, now, "  ")
    decided = await review.approve(session, _id(card), card.seen, cast.office.person_id, now, "已核实")
    assert decided.whole.announcement.decision_reason == "已核实"


async def test_a_card_of_older_content_is_refused(session: AsyncSession, cast: Cast, now: datetime) -> None:
    card = await _card(session, now, ENGINEER)
    card.whole.postings[0].description = "另有押金 500 元。"
    await session.flush()
    with pytest.raises(Stale):
        await review.approve(session, _id(card), card.seen, cast.office.person_id, now)


async def test_a_card_that_a_colleague_has_decided_is_refused(session: AsyncSession, cast: Cast, now: datetime) -> None:
    card = await _card(session, now, ENGINEER)
    await review.send_back(session, _id(card), card.seen, cast.colleague.person_id, now, "要素不全")
    with pytest.raises(Stale):
        await review.approve(session, _id(card), card.seen, cast.office.person_id, now)


async def test_the_sender_is_told_why_an_announcement_was_returned(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    card = await _card(session, now, ENGINEER, by=cast.civil_staff.person_id)
    await review.send_back(session, _id(card), card.seen, cast.office.person_id, now, "要素不全")
    push, person_id = (
        await session.execute(
            select(Push, col(Delivery.person_id)).join(Delivery, col(Delivery.push_id) == col(Push.id))
        )
    ).one()
    assert person_id == cast.civil_staff.person_id
    assert push.values["items"][0]["reason"] == "要素不全"


async def test_an_approval_can_be_undone_before_publication(session: AsyncSession, cast: Cast, now: datetime) -> None:
    card = await _card(session, now, ENGINEER)
    await review.approve(session, _id(card), card.seen, cast.office.person_id, now)
    undone = await review.undo(session, _id(card), cast.office.person_id, now + timedelta(minutes=1))
    assert undone.whole.announcement.state == AnnouncementState.REVIEW
    assert undone.whole.announcement.approved_hash is None


async def test_the_bulk_button_approves_only_announcements_without_findings(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await enter(session, now, ENGINEER, PROGRAMMER, MEN_ONLY)
    assert await review.approve_unflagged(session, 2, cast.office.person_id, now) == 2
    counts = (await review.overview(session)).counts
    assert (counts[AnnouncementState.APPROVED], counts[AnnouncementState.REVIEW]) == (2, 1)


async def test_the_bulk_button_is_refused_after_more_announcements_arrived(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await enter(session, now, ENGINEER, PROGRAMMER)
    with pytest.raises(Stale):
        await review.approve_unflagged(session, 1, cast.office.person_id, now)
