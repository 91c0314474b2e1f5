"""The data that the bot keeps about the person who asks, on three screens. ``export`` gives all of it as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.push import PushKind
from bot.domain.people import Role, Trust
from bot.flows.wishes import wishes
from bot.store import people
from bot.store.people import Speaker
from bot.store.student import me
from bot.store.tables import Delivery, Push, Student, Unit

DAYS = 30
LAST = 6
READABLE = frozenset({PushKind.POSTING, PushKind.WARNING, PushKind.NOTICE})
"""The kinds of push that can be opened again from the list. The other kinds concern a moment that is over."""


@dataclass(frozen=True)
class Got:
    """The messages that arrived: their number by kind over ``DAYS`` days, and the ``LAST`` newest."""

    kinds: Mapping[PushKind, int]
    last: Sequence[tuple[Delivery, Push]]

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


async def told(session: AsyncSession, by: Speaker) -> dict[str, Any]:
    """Return the values of the first screen: the roster's facts about the person, and what they told the bot
    themselves."""
    student = await session.get(Student, by.person_id)
    followed, asked = await me.counts(session, by.person_id)
    records = await me.destinations(session, by.person_id) if by.trust == Trust.PERSONAL else []
    return {
        "bond": await people.bond_of(session, by.person_id),
        "student": student,
        "place": await people.unit_path(session, student.class_id) if student else "",
        "wish": await wishes.told(session, by.person_id),
        "followed": followed,
        "asked": asked,
        "destination": next((each.state.value for each in records if each.superseded_at is None), ""),
    }


async def got(session: AsyncSession, by: Speaker, now: datetime) -> Got:
    return Got(
        await me.kinds(session, by.person_id, now - timedelta(days=DAYS)),
        await me.received(session, by.person_id, LAST),
    )


async def seen(session: AsyncSession, by: Speaker) -> dict[str, Any]:
    """Return the staff responsible for the person, and the employers to which they agreed to be named."""
    student = await session.get(Student, by.person_id)
    units = [student.class_id] if student else []
    return {
        "student": student,
        "college": await session.get(Unit, student.college_id) if student else None,
        "counsellors": [each.name for each in await people.holders(session, units, Role.COUNSELLOR, Role.ADVISOR)],
        "employers": await me.recommended_to(session, by.person_id),
    }
