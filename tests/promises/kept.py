"""Rows about a student in every table, for the tests of what is shown and what is deleted."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import Skip, State
from bot.domain.delivery.push import PushKind
from bot.domain.destinations.destination import DestinationState
from bot.store.tables import (
    BindTry,
    Bookmark,
    Complaint,
    Delivery,
    Destination,
    DestinationEvent,
    Evidence,
    Handover,
    Interest,
    Invite,
    Lead,
    Posting,
    Push,
    Question,
    RecommendationExport,
)
from tests import factories
from tests.cast import Cast, Member


def rows_about(of: Member, cast: Cast, posting: Posting, push: Push, now: datetime) -> list[Any]:
    """A row in each table, about one student; every typed word begins with 记."""
    li, by, announcement = of.person_id, cast.counsellor.person_id, posting.announcement_id
    place = {"class_id": cast.civil1, "college_id": cast.civil}
    return [
        Handover(unit_id=cast.civil1, from_person=cast.cadre.person_id, to_person=li, offered_at=now),
        Invite(code_hash=of.number, person_id=li, expires_at=now + timedelta(days=7), uses_left=1, created_at=now),
        BindTry(telegram_id=of.telegram_id, at=now),
        Interest(person_id=li, posting_id=posting.id, attitude="unfit", reason="pay", at=now, recommended_at=now),
        Bookmark(person_id=li, posting_id=posting.id, at=now),
        RecommendationExport(announcement_id=announcement, by_person=by, named=[[li, posting.id]], at=now),
        Question(person_id=li, **place, text="记问", asked_at=now, answer="记答", answered_by=by, answered_at=now),
        Complaint(announcement_id=announcement, person_id=li, reason="fee", note="记举报", answer="记核实",
                  decided_at=now, due_at=now, at=now),
        Lead(person_id=li, text="记线索", photo=b"\xff\xd8\xff", reason="记未采用", at=now, decided_at=now),
        Delivery(push_id=push.id, person_id=li, **place, state=State.SKIPPED, reason=Skip.CAP, queued_at=now),
        Delivery(push_id=push.id, person_id=li, part=1, **place, state=State.RELAYED, relay_kind="phone",
                 relayed_at=now),
    ]  # fmt: skip


async def filed(session: AsyncSession, of: Member, now: datetime) -> None:
    record = Destination(
        person_id=of.person_id,
        code="10",
        region="220100",
        fields={"employer_name": "记单位"},
        state=DestinationState.RETURNED,
        reason="记退回",
        version=2,
        created_at=now,
        changed_at=now,
    )
    session.add(record)
    await session.flush()
    old = {"code": "10", "fields": {"employer_name": "记旧单位"}, "region": None}
    step = {"destination_id": record.id, "version": 1, "state": DestinationState.FILED}
    session.add(DestinationEvent(**step, by_person=of.person_id, at=now, reason="记步骤", snapshot=old))
    session.add(Evidence(destination_id=record.id, filename="记协议.jpg", sha256="", content=b"", added_at=now))


async def keep(session: AsyncSession, cast: Cast, now: datetime, *members: Member) -> Push:
    """Keep all these rows about each of the students, all about one posting and one notice."""
    await factories.approved(session, now, "施工员")
    posting = (await session.execute(select(Posting))).scalars().one()
    push = Push(kind=PushKind.NOTICE, template="x", title="记通知", created_at=now)
    session.add(push)
    await session.flush()
    for member in members:
        session.add_all(rows_about(member, cast, posting, push, now))
        await filed(session, member, now)
    await session.flush()
    return push
