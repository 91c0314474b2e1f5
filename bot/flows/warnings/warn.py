"""Send a fraud warning with 我已了解 to all students of a unit, even to those without the bot (SEED 21)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.delivery.push import PushKind
from bot.domain.errors import Stale
from bot.domain.warnings import warning
from bot.flows.delivery import outlook, pushing
from bot.flows.delivery.outlook import Outlook
from bot.flows.delivery.pushing import Notice
from bot.reference import rows
from bot.settings import Settings
from bot.store import people
from bot.store.tables import Push, Unit

WITH_TEMPLATE = ("F01", "F03", "F04", "F06", "F07", "F17")
"""The kinds in ``reference/fraud_types`` whose text is in ``templates/warning/kinds``."""


@dataclass(frozen=True)
class Kind:
    """A kind of fraud, for example ``F01``. ``in_season``: whether this month is one of its peak months."""

    code: str
    name: str
    in_season: bool


@dataclass(frozen=True)
class Preview:
    """A warning before it is sent."""

    kind: Kind
    unit: Unit
    day: str
    outlook: Outlook


def kinds(now: datetime) -> list[Kind]:
    """The kinds with a template. Those in season are first (SEED 21: 定期发布预警提醒信息)."""
    weights = warning.season_weights(now.astimezone(SHANGHAI).month)
    names = {row["id"]: row["name_zh"] for row in rows("fraud_types")}
    found = [Kind(code, names[code], weights.get(code, 0) == 2) for code in WITH_TEMPLATE]
    return sorted(found, key=lambda kind: not kind.in_season)


def kind_of(code: str, now: datetime) -> Kind:
    """The kind with this code. Raises Stale for a code without a template."""
    for kind in kinds(now):
        if kind.code == code:
            return kind
    raise Stale


async def preview(session: AsyncSession, code: str, unit: Unit, now: datetime, settings: Settings) -> Preview:
    """The warning and the numbers of its recipients. Raises Stale for a code without a template."""
    kind, students = kind_of(code, now), await people.student_ids(session, unit)
    return Preview(kind, unit, _day(now), await outlook.of(session, students, PushKind.WARNING, now, settings))


async def send(  # more than six parameters, because each option is a field of the push
    session: AsyncSession,
    code: str,
    unit: Unit,
    now: datetime,
    *,
    by: int | None = None,
    key: str | None = None,
    urgent: bool = False,
) -> Push:
    """Enqueue the warning for all students of the unit. An urgent warning is sent even in quiet hours.

    If a push with ``key`` exists already, no second push is created. Raises Stale for a code without a template.
    """
    kind = kind_of(code, now)
    notice = Notice(
        PushKind.WARNING,
        "warning/message",
        key=key,
        values={"kind": code, "day": _day(now)},
        title=f"防骗提醒：{kind.name}",
        created_by=by,
        scope_unit_id=unit.id,
        urgent=urgent,
        ack_wanted=True,
    )
    return await pushing.to_people(session, notice, await people.student_ids(session, unit), now)


def _day(now: datetime) -> str:
    """The date in Shanghai that a warning shows, for example 2026-11-24."""
    return now.astimezone(SHANGHAI).date().isoformat()
