"""Deletes the data of former cohorts, except the roster, their destinations and their bonds."""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.domain.care.care import Pause
from bot.domain.people import BondState, Standing, normalise_name
from bot.store.delivery import forgetting
from bot.store.queries import count, deleted
from bot.store.student import own
from bot.store.tables import (
    Announcement,
    Bond,
    Call,
    ClassReport,
    Clearing,
    Complaint,
    Erasure,
    Group,
    Handover,
    Invite,
    Lead,
    Person,
    Question,
    RecommendationExport,
    Rung,
    Student,
)

A_BATCH = 20
"""The number of graduates in one transaction. With some thousand rows, it does not hold the lock for long."""
OWNED = (Question, Complaint, Lead, Call, Invite)
"""Tables whose rows about a person are simply deleted."""


async def of_year(session: AsyncSession, year: int) -> Clearing | None:
    return await session.get(Clearing, year, with_for_update=True)


async def is_done(session: AsyncSession, year: int) -> bool:
    found = await session.execute(select(col(Clearing.done_at)).where(col(Clearing.year) == year))
    return found.scalar() is not None


async def count_of(session: AsyncSession, cohort: int) -> int:
    return await count(session, Student, col(Student.cohort) == cohort)


async def batch(session: AsyncSession, year: int, after: int) -> list[int]:
    """Return the next graduates, after the id ``after``, of cohorts before ``year``, ordered by id."""
    rows = await session.execute(
        select(col(Student.person_id))
        .where(col(Student.cohort) < year, col(Student.person_id) > after)
        .order_by(col(Student.person_id))
        .limit(A_BATCH)
    )
    return list(rows.scalars())


async def called(session: AsyncSession, words: str, limit: int) -> list[int]:
    """The ids of the graduates with this number (学号); if there is none, of those with this name."""
    for match in (col(Person.number) == words.upper(), col(Person.name_key) == normalise_name(words)):
        query = select(col(Student.person_id)).join(Person, col(Person.id) == col(Student.person_id)).where(match)
        if found := list((await session.execute(query.order_by(col(Person.number)).limit(limit))).scalars()):
            return found
    return []


async def last_erasure(session: AsyncSession, person_id: int) -> Erasure | None:
    query = select(Erasure).where(col(Erasure.person_id) == person_id).order_by(col(Erasure.id).desc()).limit(1)
    return (await session.execute(query)).scalar_one_or_none()


async def forget(session: AsyncSession, ids: Sequence[int]) -> dict[str, int]:
    """Delete the data of these graduates whose time is over. Return a map from table to number of rows."""
    counts = {"delivery": await forgetting.forget(session, ids), **await own.forget(session, ids)}
    mine = select(col(Lead.id)).where(col(Lead.person_id).in_(ids))
    await session.execute(update(Announcement).where(col(Announcement.lead_id).in_(mine)).values(lead_id=None))
    for table in OWNED:
        counts[str(table.__tablename__)] = await deleted(session, delete(table).where(col(table.person_id).in_(ids)))
    offers = or_(col(Handover.from_person).in_(ids), col(Handover.to_person).in_(ids))
    counts["handover"] = await deleted(session, delete(Handover).where(offers))
    former = col(Bond.person_id).in_(ids), col(Bond.state) == BondState.ENDED
    counts["bond"] = await deleted(session, delete(Bond).where(*former))
    await _forget_names(session, ids)
    await _reset(session, ids)
    return counts


async def _forget_names(session: AsyncSession, ids: Sequence[int]) -> None:
    """Remove the graduates from the records of classes and the lists for employers. The records themselves stay."""
    for table, column in ((Rung, "acted_by"), (ClassReport, "relayed_by"), (Group, "bound_by")):
        await session.execute(
            update(table).where(getattr(table, column).in_(ids)).values({column: None}),
            execution_options={"synchronize_session": False},
        )
    gone = set(ids)
    for export in (await session.execute(select(RecommendationExport))).scalars():
        named = [pair for pair in export.named if pair[0] not in gone]
        if len(named) < len(export.named):
            export.named = named


async def _reset(session: AsyncSession, ids: Sequence[int]) -> None:
    """Delete the hardship mark and the reason of a pause. 不再联系 stays, without its note."""
    for student in (await session.execute(select(Student).where(col(Student.person_id).in_(ids)))).scalars():
        if student.silenced and student.standing_note is not None:
            student.standing_note = {**student.standing_note, "why": Pause.SILENT.value, "note": ""}
        else:
            student.standing, student.standing_note = Standing.LEFT, None
        student.lifted = False
    await session.flush()
