"""The classes in which announcements pile up: who may help, and the reminders to them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.errors import AlreadyDone, NotFound
from bot.domain.people import Role
from bot.flows import scope
from bot.flows.chain.report import bring, view_of
from bot.store import people
from bot.store.chain import backlog
from bot.store.chain.backlog import Backlog
from bot.store.delivery import pushes
from bot.store.people import Holder, Speaker
from bot.store.tables import ClassReport

HELPERS = {"cadre": (Role.CADRE,), "teacher": (Role.COUNSELLOR, Role.ADVISOR)}


@dataclass(frozen=True)
class Card:
    """A class with its backlog and the people whom the bot can remind."""

    backlog: Backlog
    where: str
    cadre: list[Holder]
    teacher: list[Holder]


async def listed(session: AsyncSession, by: Speaker, now: datetime) -> list[Backlog]:
    """Return the classes of the speaker's colleges, or of the whole school for the office."""
    everywhere = by.holds(Role.OFFICE)
    return await backlog.by_class(session, now, None if everywhere else by.units(Role.COLLEGE))


async def card(session: AsyncSession, class_id: int, by: Speaker, now: datetime) -> Card:
    """Return the card of a class. Raises NotFound if nothing waits there any more, and NotAllowed."""
    await scope.chosen(session, class_id, by)
    found = await backlog.by_class(session, now, class_id=class_id)
    if not found:
        raise NotFound("backlog")
    reached = {
        helper: [each for each in await people.holders(session, [class_id], *roles) if each.telegram_id is not None]
        for helper, roles in HELPERS.items()
    }
    return Card(found[0], await people.unit_path(session, class_id), **reached)


async def remind(session: AsyncSession, class_id: int, helper: str, by: Speaker, now: datetime) -> Card:
    """Send the newest waiting report to the cadres or the counsellors of a class again, at most once a day.

    Raises the errors of ``card``, NotFound if the bot can reach none of them, and AlreadyDone on a repeat.
    """
    seen = await card(session, class_id, by, now)
    to = seen.cadre if helper == "cadre" else seen.teacher
    if not to:
        raise NotFound("helper")
    key = f"backlog:{class_id}:{helper}:{now.astimezone(SHANGHAI).date()}"
    if await pushes.by_key(session, key) is not None:
        raise AlreadyDone("helper_reminded")
    report = await session.get_one(ClassReport, seen.backlog.report_id)
    await bring(session, await view_of(session, report), [each.person_id for each in to], key, now)
    return seen
