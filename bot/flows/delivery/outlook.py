"""What would happen to a push if it were sent now. The sender sees it before they confirm, and again afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import quiet_hours
from bot.domain.delivery.push import MANDATORY, PushKind, refused
from bot.domain.people import Reach
from bot.settings import Settings
from bot.store import choices
from bot.store.delivery import outgoing, pushes


@dataclass(frozen=True)
class Outlook:
    """The recipients of a push, and when it would reach them.

    ``unreachable``, ``off``, ``full``, ``quiet`` and ``at_once`` add up to ``people``.
    """

    people: int
    unreachable: int
    """People without the bot, or whose chat is closed."""
    off: int
    """Students who turned messages off, or whom staff have paused."""
    full: int
    """Students who got the day's limit of messages, ``cap``. They get this one from ``morning`` on."""
    cap: int
    morning: datetime
    quiet: int
    """People in their quiet hours, of whom the first get the message at ``first``."""
    first: datetime | None

    @property
    def gets(self) -> int:
        """The number of people who get the message, now or later."""
        return self.people - self.unreachable - self.off

    @property
    def at_once(self) -> int:
        return self.gets - self.full - self.quiet


async def of(
    session: AsyncSession, person_ids: Sequence[int], kind: PushKind, now: datetime, settings: Settings
) -> Outlook:
    """Return the outlook of a push to ``person_ids`` that is not urgent."""
    school = await choices.quiet(session, settings.quiet_hours)
    cap = await choices.daily_cap(session, settings.daily_cap)
    full = set() if kind in MANDATORY else await outgoing.full(session, quiet_hours.midnight(now), cap)
    reach = await pushes.reachable(session, person_ids)
    open_ids = [person_id for person_id in person_ids if reach.get(person_id) == Reach.OPEN]
    students = await outgoing.students(session, open_ids)
    off = delayed = 0
    ends: list[datetime] = []
    for person_id in open_ids:
        mine = students.get(person_id)
        if mine is not None and refused(kind, mine.standing, mine.silenced, mine.opted_out) is not None:
            off += 1
        elif mine is not None and person_id in full:
            delayed += 1
        else:
            own = school if mine is None or mine.quiet is None else quiet_hours.parse_quiet(mine.quiet)
            ends += [end for end in [quiet_hours.out_of_quiet(now, own)] if end > now]
    unreachable = len(person_ids) - len(open_ids)
    morning = quiet_hours.next_morning(now, school)
    return Outlook(len(person_ids), unreachable, off, delayed, cap, morning, len(ends), min(ends) if ends else None)
