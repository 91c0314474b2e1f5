"""The weekly list for each counsellor and college: the students who need a call, their needs, and postings to offer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.delivery.push import PushKind
from bot.domain.paging import paged
from bot.domain.people import Role
from bot.flows import scope, workweek
from bot.flows.care import calls, questions
from bot.flows.care.calls import Due
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.flows.register import confirm
from bot.store import people
from bot.store import staff as seats
from bot.store.care import calls as store
from bot.store.chain import backlog
from bot.store.delivery import pushes
from bot.store.people import Speaker
from bot.store.tables import Push, Unit

AT = time(8, 30)
UNTIL = time(20)
HARDEST = 3
MOST_CLASSES = 4
SILENT_FOR = timedelta(days=14)
COUNSELS = (Role.COUNSELLOR, Role.ADVISOR)
LIST = "care/list"
COLLEGE = "care/college"


async def open_list(
    session: AsyncSession, by: Speaker, now: datetime, unit: Unit | None = None, page: int = 0
) -> dict[str, Any]:
    """Return the values of ``care/list``, plain enough to be saved on a delivery row.

    If ``unit`` is None, the classes of which the speaker is the counsellor are listed. A college may ask for one of
    its classes. ``page`` counts from 0.
    """
    class_ids = [unit.id] if unit else by.units(*COUNSELS)
    found = await calls.due(session, class_ids, now)
    shown = paged(found, page, calls.A_PAGE)
    return {
        "unit": unit.id if unit else 0,
        "unit_name": unit.name if unit else "",
        "crowd": _crowd(found),
        "lines": await calls.with_offers(session, shown.lines, now),
        **shown.turns,
        **await _waiting(session, by, now),
    }


async def college_list(session: AsyncSession, by: Speaker, now: datetime) -> dict[str, Any]:
    """Return the values of ``care/college``: counts by class, the ``HARDEST`` students, silent counsellors and
    classes that were not told."""
    class_ids = await calls.classes_of(session, by.under(Role.COLLEGE))
    found = await calls.due(session, class_ids, now)
    by_class = _by_class(found)
    waiting = await _waiting(session, by, now)
    return {
        "college": "、".join([(await session.get_one(Unit, unit)).name for unit in by.units(Role.COLLEGE)]),
        "total": len(found),
        "crowd": _crowd(found),
        "classes": by_class[:MOST_CLASSES],
        "more_classes": max(0, len(by_class) - MOST_CLASSES),
        "lines": await calls.with_offers(session, found[:HARDEST], now),
        "silent": await _silent(session, found, now),
        "elsewhere": len(set(by.units(*COUNSELS)) - set(class_ids)),
        "backlog": await backlog.count(session, now, by.units(Role.COLLEGE)),
        **waiting,
    }


async def _waiting(session: AsyncSession, by: Speaker, now: datetime) -> dict[str, int]:
    """Return how many questions and confirmations wait for the speaker.

    ``late`` is the number of questions older than two working days.
    """
    asked = await questions.waiting(session, by, now)
    return {
        "questions": len(asked),
        "late": len(await questions.overdue(session, asked, now)),
        "unconfirmed": len(await confirm.waiting(session, by)),
    }


def _crowd(found: Sequence[Due]) -> int:
    """Return the number of students who lack only the bot, if it is more than ``MANY`` (too many to call), or else
    0."""
    count = sum(map(calls.only_unbound, found))
    return count if count > calls.MANY else 0


def _by_class(found: Sequence[Due]) -> list[dict[str, Any]]:
    """Return the classes with students to call, the largest number first, each with its most frequent need."""
    counts = Counter((one.facts.class_id, one.facts.class_name) for one in found)
    why = {key: Counter(one.needs[0].value for one in found if one.facts.class_id == key[0]) for key in counts}
    return [
        {"unit": unit, "name": name, "total": total, "why": why[unit, name].most_common(1)}
        for (unit, name), total in counts.most_common()
    ]


async def _silent(session: AsyncSession, found: Sequence[Due], now: datetime) -> list[dict[str, Any]]:
    """Return at most three counsellors with students to call who are silent: no call for two weeks, or no bot.

    A counsellor who has the bot and whose seats are all newer than two weeks is left out.
    """
    owed = Counter(one.facts.class_id for one in found)
    mine: dict[int, int] = {}
    who = {}
    for class_id, count in owed.items():
        for holder in await people.holders(session, [class_id], *COUNSELS):
            who[holder.person_id] = holder
            mine[holder.person_id] = mine.get(holder.person_id, 0) + count
    calling = await store.callers_since(session, who, now - SILENT_FOR)
    names = await people.names(session, who)
    new = await store.seated_since(session, who, now - SILENT_FOR)
    return [
        {"name": names[person], "count": count, "bot": who[person].telegram_id is not None}
        for person, count in sorted(mine.items(), key=lambda pair: -pair[1])
        if person not in calling and not (person in new and who[person].telegram_id is not None)
    ][:3]


def is_due(first_day: Any, now: datetime) -> bool:
    """Whether the lists are sent at ``now``: from ``AT`` to ``UNTIL`` on the first workday of the week."""
    local = now.astimezone(SHANGHAI)
    return local.date() == first_day and AT <= local.time() < UNTIL


async def owed(session: AsyncSession, now: datetime) -> list[int]:
    """Return the Telegram ids of the staff who have no list of this week yet.

    The list is empty if ``is_due`` is False.
    """
    if not is_due(await workweek.first_day(session, now), now):
        return []
    bound = await seats.bound(session, (Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR))
    push = await pushes.by_key(session, _key(now))
    given = await pushes.people_of(session, push.id) if push else set()
    return [telegram_id for person_id, telegram_id in bound.items() if person_id not in given]


async def give(session: AsyncSession, telegram_id: int, now: datetime) -> None:
    """Add this week's list for one staff member. A repeat adds nothing."""
    by = await people.speaker(session, telegram_id)
    if by is None:
        return
    college = by.holds(Role.COLLEGE)
    values: Mapping[str, Any] = await (college_list if college else open_list)(session, by, now)
    push = await _todays(session, now)
    template = {"college": values} if college else {"list": values}
    rows = await pushing.recipients(session, [by.person_id], {by.person_id: template})
    await pushes.add_recipients(session, push, rows, now)


async def _todays(session: AsyncSession, now: datetime) -> Push:
    until = now.astimezone(SHANGHAI).replace(hour=UNTIL.hour, minute=0, second=0, microsecond=0)
    notice = Notice(PushKind.TASK, "care/monday", key=_key(now), title="Monday", not_after=until)
    return await pushing.to_people(session, notice, [], now)


def _key(now: datetime) -> str:
    return f"monday:{now.astimezone(SHANGHAI).date().isoformat()}"


async def class_of(session: AsyncSession, unit_id: int, by: Speaker) -> Unit | None:
    """Return the class with the id ``unit_id``. Returns None for 0, which means the classes that the speaker counsels.

    Raises NotFound and NotAllowed.
    """
    return await scope.chosen(session, unit_id, by) if unit_id else None
