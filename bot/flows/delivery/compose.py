"""What a delivery says: the push's template with the push's values and the reader's own.

A posting is composed from the announcement as it was approved, never from words stored elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind
from bot.domain.postings.announcement import AnnouncementState
from bot.flows.publishing import rematch
from bot.flows.student import bookmarks as bookmarking
from bot.flows.wishes import aging, wishes
from bot.messenger import Message
from bot.store.care import questions
from bot.store.postings import changes, postings
from bot.store.student import bookmarks, digests, interests
from bot.store.tables import Announcement, Delivery, Employer, Posting, Push


async def message_for(session: AsyncSession, push: Push, delivery: Delivery, now: datetime) -> Message:
    """The finished message of one delivery; of a recalled announcement only that it is recalled, and why."""
    values: dict[str, Any] = {
        **push.values,
        **delivery.values,
        "delivery": delivery.id,
        "push": push.id,
        "maybe_twice": delivery.maybe_twice,
        "acknowledged": delivery.acknowledged_at is not None,
        "now": now,
    }
    if push.kind == PushKind.DIGEST:
        values |= await _digest_values(session, delivery)
    if push.kind == PushKind.POSTING and push.announcement_id is not None:
        values["digest"] = delivery.carrier_id
        rows: list[dict[str, Any]] = delivery.values.get("rows", [])
        values |= await announcement_values(session, push.announcement_id, [row["posting"] for row in rows])
        if values["announcement"].state == AnnouncementState.RECALLED:
            return render.message("published/withdrawn", **values)
        values["corrected"] = await changes.last_correction(session, push.announcement_id)
        values["reasons"] = {row["posting"]: row["reasons"] for row in rows}
        values["marks"] = await interests.marks(session, delivery.person_id, [row["posting"] for row in rows])
        values["saved"] = await bookmarks.among(session, delivery.person_id, [row["posting"] for row in rows])
    if aging.ASK in delivery.values:
        values[aging.ASK] = await aging.still_asks(session, delivery)
        values["wish"] = await wishes.told(session, delivery.person_id)
    if push.template == bookmarking.DUE:
        values |= await bookmarking.due_values(session, push, delivery, now)
    if "question" in push.values:
        values |= await questions.told(session, push.values["question"])
    return render.message(push.template, **values)


@dataclass(frozen=True)
class Entry:
    """An announcement in a digest: only the postings that fit, best first, and what its reader said of them."""

    number: int
    delivery: int
    announcement: Announcement
    employer: Employer
    postings: Sequence[Posting]
    reasons: Sequence[str]
    fits: bool
    """Not so where it was corrected since."""
    mark: str
    recalled: bool


async def _digest_values(session: AsyncSession, delivery: Delivery) -> dict[str, Any]:
    """What a digest carries as it stands now: what was taken back since it was sent says so."""
    found = await digests.entries(session, delivery.id)
    rows = {each.id: each.values.get("rows", []) for each, _, _ in found}
    ids = [row["posting"] for several in rows.values() for row in several]
    known = await digests.postings(session, ids)
    marks = await interests.marks(session, delivery.person_id, ids)
    entries = [
        Entry(
            number=number,
            delivery=each.id,
            announcement=announcement,
            employer=employer,
            postings=[known[row["posting"]] for row in rows[each.id] if row["posting"] in known],
            reasons=rows[each.id][0]["reasons"] if rows[each.id] else [],
            fits=rematch.still_fits(each.values),
            mark=next((marks[row["posting"]] for row in rows[each.id] if row["posting"] in marks), ""),
            recalled=each.state == State.RECALLED or announcement.recalled_at is not None,
        )
        for number, (each, announcement, employer) in enumerate(found, start=1)
    ]
    return {"entries": entries, "wished": await digests.has_wishes(session, delivery.person_id)}


async def announcement_values(
    session: AsyncSession, announcement_id: int, posting_ids: Sequence[int] | None = None
) -> dict[str, Any]:
    """An announcement with its employer and (only the named) postings, as templates want them."""
    announcement = await session.get(Announcement, announcement_id)
    if announcement is None:
        raise LookupError(f"announcement {announcement_id} is gone")
    every = await postings.postings_of(session, announcement_id)
    return {
        "announcement": announcement,
        "employer": await session.get(Employer, announcement.employer_id),
        "postings": [each for each in every if posting_ids is None or each.id in posting_ids],
    }
