"""The office's choices (hours, quiet hours, release, …): show them, propose a change, save it, and undo it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain.chain import Release
from bot.domain.errors import AlreadyDone, Stale
from bot.domain.office import choice
from bot.domain.office.choice import KEYS, Group
from bot.domain.register import cohort
from bot.domain.worktime import OFFICE
from bot.settings import Settings
from bot.store import choices
from bot.store.tables import Person


@dataclass(frozen=True)
class Held:
    """A group of choices as it is now. ``previous`` contains the values before the last change.

    ``by`` and ``at`` are the name of the person who changed it and the time.
    """

    group: Group
    values: Mapping[str, Any]
    chosen: bool
    """False if all its values are defaults."""
    previous: Mapping[str, Any]
    by: str
    at: datetime | None


DEFAULT = "默认"
"""The text or button data that restores a group's defaults (恢复默认)."""


def group_of(word: str) -> Group:
    """Return the group called ``word``. Raises Stale if no group has this name, as can happen with an old button."""
    if word not in set(Group):
        raise Stale
    return Group(word)


async def values(session: AsyncSession, group: Group, settings: Settings) -> dict[str, Any]:
    """Map each key to its current value, such as ``{"quiet": "22:00-07:00"}``.

    The default is used if none was saved.
    """
    match group:
        case Group.HOURS:
            hours = await choices.work_hours(session)
            return {"work_start": hours.start.isoformat("minutes"), "work_end": hours.end.isoformat("minutes")}
        case Group.QUIET:
            return {"quiet": await choices.get(session, "quiet", settings.quiet_hours)}
        case Group.RELEASE:
            return {"release": (await choices.release(session)).value}
        case Group.CAP:
            return {"daily_cap": await choices.daily_cap(session, settings.daily_cap)}
        case Group.DIGEST:
            return {"digest_size": await choices.digest_size(session)}
        case Group.CATCH_UP:
            return {"catch_up": await choices.catch_up(session)}
        case Group.WEIGHTS:
            return {"weights": choice.all_weights(await choices.get(session, "weights", {}))}
        case Group.YEAR:
            return {"year_begins": await choices.get(session, "year_begins", cohort.BEGINS)}
        case Group.CONTACT:
            return {"contact": await choices.contact(session)}


async def held(session: AsyncSession, group: Group, settings: Settings) -> Held:
    rows = [row for key in KEYS[group] if (row := await choices.row(session, key)) is not None]
    last = max(rows, key=lambda row: row.changed_at.timestamp() if row.changed_at else 0.0, default=None)
    changer = await session.get(Person, last.changed_by) if last and last.changed_by else None
    return Held(
        group,
        await values(session, group, settings),
        bool(rows),
        {row.key: row.previous for row in rows if row.previous is not None},
        changer.name if changer else "",
        last.changed_at if last else None,
    )


async def overview(session: AsyncSession, settings: Settings) -> list[Held]:
    return [await held(session, group, settings) for group in Group]


def defaults(group: Group, settings: Settings) -> dict[str, Any]:
    """Map each key of a group to the value that applies until the office chooses one. A contact has none."""
    every: dict[Group, dict[str, Any]] = {
        Group.HOURS: {"work_start": OFFICE.start.isoformat("minutes"), "work_end": OFFICE.end.isoformat("minutes")},
        Group.QUIET: {"quiet": settings.quiet_hours},
        Group.RELEASE: {"release": Release.COLLEGE.value},
        Group.CAP: {"daily_cap": settings.daily_cap},
        Group.DIGEST: {"digest_size": choices.DIGEST_SIZE},
        Group.CATCH_UP: {"catch_up": True},
        Group.WEIGHTS: {"weights": choice.all_weights({})},
        Group.YEAR: {"year_begins": cohort.BEGINS},
    }
    return every.get(group, {})


async def proposed(session: AsyncSession, group: Group, text: str, settings: Settings) -> dict[str, Any]:
    """Return the typed or pressed text as values by key.

    Raises BadChoice, and AlreadyDone if they are the current values.
    """
    now = await values(session, group, settings)
    default = defaults(group, settings)
    wanted = default if text.strip() == DEFAULT and default else choice.parse(group, text, now)
    if wanted == now:
        raise AlreadyDone("setting_same")
    return wanted


async def save(
    session: AsyncSession, group: Group, wanted: Mapping[str, Any], by: int, now: datetime, settings: Settings
) -> Held:
    """Save a group's values, and return the new state. Raises Stale if the values belong to another group."""
    if set(wanted) != set(KEYS[group]):
        raise Stale
    before = await values(session, group, settings)
    for key, value in wanted.items():
        await choices.put(session, key, value, by=by, now=now)
        row = await choices.row(session, key)
        if row is not None and row.previous is None:
            row.previous = before[key]
    await session.flush()
    return await held(session, group, settings)


async def undo(session: AsyncSession, group: Group, by: int, now: datetime, settings: Settings) -> Held:
    """Return to the values before the last change. Raises AlreadyDone if there was no change."""
    done = [await choices.undo(session, key, by=by, now=now) for key in KEYS[group]]
    if not any(done):
        raise AlreadyDone("setting_default")
    return await held(session, group, settings)
