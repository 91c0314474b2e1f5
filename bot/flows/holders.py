"""The holder of a class rung: the cadres of the class, else their substitutes, else its counsellor."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.chain import chain
from bot.domain.chain.chain import Holding
from bot.domain.people import Role
from bot.store import people
from bot.store.chain import cadres


async def holding(session: AsyncSession, class_id: int, now: datetime) -> Holding:
    """The holder of the class rung at ``now``. Only people whom the bot can reach hold a rung.

    If there are no such people, the rung is vacant.
    """
    reached = [seat for seat in await cadres.seats(session, class_id) if seat.reached]
    gone = await cadres.left(session, [seat.person_id for seat in reached], school_year(now))
    seats = [seat for seat in reached if seat.person_id not in gone]
    staff = await people.holders(session, [class_id], Role.COUNSELLOR, Role.ADVISOR)
    return chain.holder(
        tuple(seat.person_id for seat in seats if not seat.substitute),
        tuple(seat.person_id for seat in seats if seat.substitute),
        tuple(holder.person_id for holder in staff if holder.telegram_id is not None),
        class_id in await cadres.graduated(session, [class_id], school_year(now)),
    )


def school_year(now: datetime) -> int:
    """The cohort that graduates next. From July 2026 to June 2027 this is 2027.

    The classes of older cohorts have graduated, so their counsellor holds the rung and no cadre does (DESIGN §11).
    """
    local = now.astimezone(SHANGHAI)
    return local.year + (1 if local.month >= 7 else 0)
