"""The school's name and the contact of its office, as the screens before the consents show them."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import choices, people

UNNAMED = "本校"
"""The school's name until the administrator gives one."""


@dataclass(frozen=True)
class School:
    """``contact`` is the office's telephone or room; it is empty until the administrator or the office gives it."""

    name: str
    contact: str

    @property
    def named(self) -> bool:
        return self.name != UNNAMED


async def school(session: AsyncSession) -> School:
    unit = await people.school(session)
    return School(unit.name if unit else UNNAMED, await choices.contact(session))
