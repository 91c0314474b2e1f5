"""Who handles the data: the school's name and the contact of its office, as every first screen gives them."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import choices, people

UNNAMED = "本校"
"""Stands in for the school's name until the administrator gives it."""


@dataclass(frozen=True)
class School:
    """``contact`` is the office's telephone or room; it is empty until somebody gives it."""

    name: str
    contact: str

    @property
    def named(self) -> bool:
        return self.name != UNNAMED


async def school(session: AsyncSession) -> School:
    unit = await people.school(session)
    return School(unit.name if unit else UNNAMED, await choices.contact(session))
