"""Who holds a class rung: its cadres, their substitutes, its counsellor, or nobody."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.chain import chain
from bot.domain.chain.chain import Holding
from bot.domain.people import Role
from bot.store import people
from bot.store.chain import cadres


async def holding(session: AsyncSession, class_id: int, now: datetime) -> Holding:
    """Who holds the class rung today."""
    seats = [seat for seat in await cadres.seats(session, class_id) if seat.reached]
    staff = await people.holders(session, [class_id], Role.COUNSELLOR, Role.ADVISOR)
    return chain.holder(
        tuple(seat.person_id for seat in seats if not seat.substitute),
        tuple(seat.person_id for seat in seats if seat.substitute),
        tuple(holder.person_id for holder in staff if holder.telegram_id is not None),
        class_id in await cadres.graduated(session, [class_id], school_year(now)),
    )


def school_year(now: datetime) -> int:
    """A class leaves in July of its cohort's year; until 31 December its counsellor holds its rung."""
    local = now.astimezone(SHANGHAI)
    return local.year + (1 if local.month >= 7 else 0)
