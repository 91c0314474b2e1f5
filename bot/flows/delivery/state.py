"""The state of a push: its ledger for the units that the speaker may see, down to the names of students."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.delivery.delivery import Ledger, State, move, total
from bot.domain.delivery.push import PushKind
from bot.domain.errors import AlreadyDone, NotAllowed, NotFound
from bot.domain.people import UnitKind
from bot.flows.delivery import carry, who_sees
from bot.store import people
from bot.store.delivery import ledgers, pushes
from bot.store.delivery.ledgers import Rows
from bot.store.people import Speaker
from bot.store.tables import Push, Unit


class Span(StrEnum):
    """The period for which the ledgers of all postings are added up."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Period:
    """A period, and the number of pushes that were created in it."""

    span: Span
    made: int


@dataclass(frozen=True)
class Line:
    """The ledger of one unit, as a line in the view of the unit above it."""

    unit: Unit
    ledger: Ledger


@dataclass(frozen=True)
class View:
    """A ledger and its lines, of one push or of all postings of a period. ``span`` is set only for a period."""

    push: Push | None
    span: Span | None
    pushes: int
    unit: Unit | None
    """The unit that is shown. If it is None, the speaker has several units and all of them are shown."""
    ledger: Ledger
    lines: Sequence[Line]
    may_see_names: bool
    parent: int | None
    """The id of the unit one level up, if the speaker may see that unit."""


async def recent(
    session: AsyncSession, by: Speaker, unit_id: int | None = None, limit: int = 6
) -> tuple[Unit, list[tuple[Push, Ledger]]]:
    """(the unit, its latest pushes with the unit's ledger of each).

    If ``unit_id`` is None, the speaker's first unit is shown. Raises NotAllowed if the speaker may not see the unit.
    """
    unit = (await who_sees.homes(session, by))[0] if unit_id is None else await who_sees.chosen(session, unit_id, by)
    found = await pushes.latest(session, (_column(unit), unit.id), limit)
    return unit, [(push, await _sum(session, ledgers.of_push(push.id), unit, push)) for push in found]


async def view(session: AsyncSession, push_id: int, unit_id: int | None, by: Speaker) -> View:
    """The ledger of a push in a unit, with a line for each unit below it.

    If ``unit_id`` is None, all units of the speaker are shown. Raises NotFound for an unknown push, and NotAllowed if
    the speaker may not see the unit.
    """
    push = await session.get(Push, push_id)
    if push is None:
        raise NotFound("push")
    return await _view(session, ledgers.of_push(push_id), unit_id, by, push)


async def period(session: AsyncSession, span: Span, unit_id: int | None, by: Speaker, now: datetime) -> View:
    """The sum of the ledgers of all postings that were pushed in this week or month.

    Raises NotAllowed if the speaker may not see the unit.
    """
    begin, end = bounds(span, now)
    rows = ledgers.made_between(begin, end, [PushKind.POSTING])
    made = await ledgers.count_made(session, begin, end, [PushKind.POSTING])
    return await _view(session, rows, unit_id, by, Period(span, made))


def bounds(span: Span, now: datetime) -> tuple[datetime, datetime]:
    """(begin, end) of the current week or month in UTC.

    It begins on Monday or on the first of the month in Shanghai, and ends just after ``now``.
    """
    today = now.astimezone(SHANGHAI).date()
    first = today - timedelta(days=today.weekday()) if span == Span.WEEK else today.replace(day=1)
    return datetime.combine(first, time(), SHANGHAI).astimezone(UTC), now + timedelta(microseconds=1)


async def _view(
    session: AsyncSession,
    rows: Rows,
    unit_id: int | None,
    by: Speaker,
    shown: Push | Period,
) -> View:
    push = shown if isinstance(shown, Push) else None
    span, made = (shown.span, shown.made) if isinstance(shown, Period) else (None, 1)
    mine = await who_sees.homes(session, by)
    units = mine if unit_id is None else [await who_sees.chosen(session, unit_id, by)]
    unit = units[0] if len(units) == 1 else None
    below = await people.children(session, unit.id) if unit and unit.kind != UnitKind.CLASS else []
    listed = below if unit else units
    split = await _split(session, rows, listed)
    lines = [Line(each, split[each.id]) for each in listed if each.id in split]
    named = push is not None and unit is not None and unit.kind == UnitKind.CLASS
    above = await session.get(Unit, unit.parent_id) if unit and unit.parent_id else None
    return View(
        push,
        span,
        made,
        unit,
        await _sum(session, rows, unit, push) if unit else total(line.ledger for line in lines),
        lines,
        named and unit is not None and await who_sees.may_name(session, unit, by),
        above.id if above is not None and await who_sees.may_see(session, above, by) else None,
    )


async def _split(session: AsyncSession, rows: Rows, units: Sequence[Unit]) -> dict[int, Ledger]:
    """Map each unit's id to its ledger.

    The ids of colleges and classes are in different columns of a delivery, so there is one query for each column.
    """
    found: dict[int, Ledger] = {}
    for column in sorted({_column(unit) for unit in units} - {""}):
        found |= await ledgers.sums_by(session, rows, column)
    return found


async def _sum(session: AsyncSession, rows: Rows, unit: Unit, push: Push | None) -> Ledger:
    """The ledger of one unit.

    For the whole school, ``matched`` is read from the push. If rows were lost, the ledger then does not balance, and
    the loss is seen.
    """
    column = _column(unit)
    if not column:
        return await ledgers.sum_of(session, rows, matched=push.matched if push else None)
    return await ledgers.sum_of(session, rows, column, [unit.id])


async def names(
    session: AsyncSession, push_id: int, class_id: int, states: Sequence[State], by: Speaker
) -> list[tuple[int, str, str, State]]:
    """(person id, number, name, state) of the students of a class whose delivery is in one of ``states``.

    Raises NotFound for an unknown push, and NotAllowed if the speaker may not see the names in this class.
    """
    seen = await view(session, push_id, class_id, by)
    if not seen.may_see_names:
        raise NotAllowed
    return await ledgers.names_in(session, push_id, states, class_id=class_id)


async def doubtful(session: AsyncSession, push_id: int) -> list[tuple[int, str, str, State]]:
    """(person id, number, name, state) of everyone whose delivery is uncertain."""
    return await ledgers.names_in(session, push_id, [State.UNCERTAIN])


async def settle_doubt(session: AsyncSession, push_id: int, again: bool, now: datetime) -> int:
    """Settle all uncertain deliveries of a push as a person decided, and return their number.

    If ``again`` is True, each is sent again with the mark 可能重复. Otherwise each counts as delivered. Raises
    AlreadyDone if there are none.
    """
    rows = await pushes.rows_in(session, push_id, State.UNCERTAIN)
    if not rows:
        raise AlreadyDone("none_uncertain")
    for row in rows:
        row.state = move(row.state, State.QUEUED if again else State.SENT)
        row.maybe_twice = row.maybe_twice or again
        row.carrier_id = None if again else row.carrier_id  # the next digest carries it
        row.queued_at = now if again else row.queued_at
        row.sent_at = row.sent_at if again else (row.sent_at or row.sending_at or now)
    if (await session.get_one(Push, push_id)).kind == PushKind.DIGEST:
        for row in rows:
            await carry.follow(session, row)
    return len(rows)


def _column(unit: Unit) -> str:
    """The column of a delivery that contains the ids of this kind of unit; empty for the school."""
    return {UnitKind.COLLEGE: "college_id", UnitKind.CLASS: "class_id"}.get(unit.kind, "")
