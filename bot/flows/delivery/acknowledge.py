"""我已了解: the recipient presses this button once, and staff see the answers of each unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import Ledger, State, advance
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.names import labels
from bot.domain.people import Role, UnitKind
from bot.flows.delivery import state, who_sees
from bot.flows.delivery.opened import opened
from bot.store import people
from bot.store.delivery import acknowledgements, ledgers
from bot.store.people import Speaker
from bot.store.tables import Delivery, Push, Unit

RECENT = 8
"""The number of pushes that ``recent`` returns."""


async def acknowledge(session: AsyncSession, delivery_id: int, by: Speaker, now: datetime) -> Delivery:
    """Mark the delivery as acknowledged and return it. If it is acknowledged already, nothing changes.

    Raises the errors of ``opened``.
    """
    delivery = await opened(session, delivery_id, by, now)
    delivery.state = advance(delivery.state, State.ACKNOWLEDGED)
    delivery.acknowledged_at = delivery.acknowledged_at or now
    return delivery


@dataclass(frozen=True)
class Share:
    """The answers of the students of one unit, in exact counts. All counts after ``matched`` add up to ``matched``."""

    matched: int
    acknowledged: int
    silent: int
    """The number of students who got the message and did not answer."""
    no_bot: int
    relayed: int
    other: int
    """The number of all other students. Their delivery is, for example, queued, uncertain, failed or recalled.

    The ledger counts each of these states separately.
    """

    @classmethod
    def of(cls, ledgers: Iterable[Ledger]) -> "Share":
        rows = [
            (each.matched, each.acknowledged, each.opened + each.sent_only, each.no_bot, each.relayed)
            for each in ledgers
        ]
        matched, acknowledged, silent, no_bot, relayed = (sum(row[i] for row in rows) for i in range(5))
        other = matched - acknowledged - silent - no_bot - relayed
        return cls(matched, acknowledged, silent, no_bot, relayed, other)


@dataclass(frozen=True)
class Board:
    """The answers to one push, with one line for each unit."""

    push: Push
    unit: Unit | None
    """The college or class that is shown. If it is None, all units of the speaker are shown."""
    lines: Sequence[tuple[Unit, Share]]
    silent: Sequence[str] = ()
    """The names of the students who did not answer; empty except for a class whose names the speaker may see."""
    unreached: Sequence[str] = ()
    """The names of the students whom the message did not reach; empty under the same conditions as ``silent``."""

    @property
    def total(self) -> Share:
        """The sum of all lines, for each count separately."""
        shares = [share for _, share in self.lines]
        fields = Share.__dataclass_fields__
        return Share(**{name: sum(getattr(share, name) for share in shares) for name in fields})


async def recent(session: AsyncSession, by: Speaker) -> list[Board]:
    """The latest pushes that asked for 我已了解 and went to the speaker's students, the newest first."""
    classes = None if _sees_all(by) else [unit.id for unit in await _own_classes(session, by)]
    found = await acknowledgements.latest(session, RECENT, classes)
    return [await board(session, push.id, by) for push in found]


async def board(session: AsyncSession, push_id: int, by: Speaker, unit_id: int | None = None) -> Board:
    """The answers to one push, with a line for each unit below ``unit_id``. For a class, the names are given too.

    If ``unit_id`` is None, the office and leaders get a line for each college. All others get a line for each of their
    classes.

    Raises NotFound if the push does not ask for 我已了解, and NotAllowed if the speaker may not see the unit.
    """
    push = await session.get(Push, push_id)
    if push is None or not push.ack_wanted:
        raise NotFound("ack_push")
    unit = None
    if unit_id is not None:
        unit = await session.get(Unit, unit_id)
        if unit is None or not await who_sees.may_see(session, unit, by):
            raise NotAllowed
    units = await _units(session, unit, by)
    column = "college_id" if units and units[0].kind == UnitKind.COLLEGE else "class_id"
    split = await ledgers.ledgers_by(session, push_id, column)
    lines = [(each, Share.of([split[each.id]])) for each in units if each.id in split]
    only_numbers = unit is not None and _sees_all(by) and not await who_sees.may_name(session, unit, by)
    if unit is None or unit.kind != UnitKind.CLASS or only_numbers:
        return Board(push, unit, lines)
    silent = await state.names(session, push_id, unit.id, (State.SENT, State.OPENED), by)
    unreached = await state.names(session, push_id, unit.id, (State.NO_BOT, State.BLOCKED, State.FAILED), by)
    known = labels((name, number) for _, number, name, _ in [*silent, *unreached])
    return Board(push, unit, lines, *([known[row[1]] for row in rows] for rows in (silent, unreached)))


async def _units(session: AsyncSession, unit: Unit | None, by: Speaker) -> Sequence[Unit]:
    """The units that get a line each: the units below ``unit``, or ``unit`` itself if it is a class.

    If ``unit`` is None, the office and leaders get the colleges, and all others get their own classes.
    """
    if unit is None and _sees_all(by):
        unit = await people.school(session)
    if unit is None:
        return await _own_classes(session, by)
    return [unit] if unit.kind == UnitKind.CLASS else await people.children(session, unit.id)


async def _own_classes(session: AsyncSession, by: Speaker) -> list[Unit]:
    found = {each.id: each for college in by.units(Role.COLLEGE) for each in await people.children(session, college)}
    for class_id in by.units(Role.COUNSELLOR, Role.ADVISOR):
        found[class_id] = await session.get_one(Unit, class_id)
    return list(found.values())


def _sees_all(by: Speaker) -> bool:
    return by.holds(Role.OFFICE, Role.LEADER)
