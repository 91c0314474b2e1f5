"""Fraud warnings: to everybody of a unit, bound or not, with 我已了解."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain import warning
from bot.domain.errors import Stale
from bot.domain.push import PushKind
from bot.flows import pushing
from bot.reference import rows
from bot.store import people
from bot.store.tables import Push, Unit

WITH_TEMPLATE = ("F01", "F03", "F04", "F06", "F07", "F17")
"""The kinds of ``reference/fraud_types`` that have their words in ``templates/warning/kinds``."""


@dataclass(frozen=True)
class Kind:
    code: str
    name: str
    in_season: bool


@dataclass(frozen=True)
class Preview:
    kind: Kind
    unit: Unit
    students: int
    reachable: int


def kinds(now: datetime) -> list[Kind]:
    """The kinds that can be sent, those in season first (SEED 21: 定期发布预警提醒信息)."""
    weights = warning.season_weights(now.astimezone(SHANGHAI).month)
    names = {row["id"]: row["name_zh"] for row in rows("fraud_types")}
    found = [Kind(code, names[code], weights.get(code, 0) == 2) for code in WITH_TEMPLATE]
    return sorted(found, key=lambda kind: not kind.in_season)


def kind_of(code: str, now: datetime) -> Kind:
    """One of the above. Raises Stale for a code without a template."""
    for kind in kinds(now):
        if kind.code == code:
            return kind
    raise Stale


async def preview(session: AsyncSession, code: str, unit: Unit, now: datetime) -> Preview:
    students, reachable = await people.count_students(session, unit)
    return Preview(kind_of(code, now), unit, students, reachable)


async def send(
    session: AsyncSession, code: str, unit: Unit, now: datetime, *, by: int | None = None, key: str | None = None
) -> Push:
    """A push of the warning to all students of the unit. Without a key the hour is one: a double tap sends once."""
    kind = kind_of(code, now)
    return await pushing.to_people(
        session,
        PushKind.WARNING,
        "warning/message",
        await people.student_ids(session, unit),
        now,
        key=key or f"warn:{code}:{unit.id}:{now:%Y%m%d%H}",
        values={"kind": code, "day": now.astimezone(SHANGHAI).date().isoformat()},
        title=f"防骗提醒：{kind.name}",
        created_by=by,
        scope_unit_id=unit.id,
        ack_wanted=True,
    )
