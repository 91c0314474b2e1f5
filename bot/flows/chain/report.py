"""The class report (班级日报): one text per class and day, which its holder relays.

The holder is the class's cadre, or else its counsellor. A reader without the bot needs only the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain import chain
from bot.domain.chain.chain import Release, RungState
from bot.domain.delivery.push import PushKind
from bot.domain.delivery.values import Values
from bot.domain.people import Role
from bot.flows.chain import groups
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store.chain import chain as rungs
from bot.store.chain import released
from bot.store.chain.chain import Unreached
from bot.store.tables import ClassReport, Push, Unit

MAY_RELAY = (Role.CADRE, Role.COUNSELLOR, Role.ADVISOR)
URGENT_KEY = "rung:"
"""The prefix of the key of an urgent announcement's own report, such as ``rung:12``.

A daily report's key is ``2026-11-24``.
"""


class Earlier(Values):
    """Earlier reports of which the new one reminds, each as (report id, its day as ``2026-11-24``)."""

    earlier: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class View:
    """A report as its holder sees it now. ``earlier`` contains older reports of the class that are not marked yet."""

    report: ClassReport
    unit: Unit
    unreached: Sequence[Unreached]
    group: dict[str, Any] | None = None
    """The class's group in the form of ``groups.group_words``."""
    earlier: Sequence[ClassReport] = ()

    @property
    def left(self) -> list[Unreached]:
        """The classmates who have not been told yet."""
        return [each for each in self.unreached if each.relay_kind is None]

    def values(self) -> dict[str, Any]:
        return {
            "report": self.report.id,
            "unit": self.unit.name,
            "day": self.report.day.isoformat(),
            "text": self.report.text,
            "in_sheet": self.report.in_sheet,
            "state": self.report.state.value,
            "names": [each.name for each in self.left],
            "told": len(self.unreached) - len(self.left),
            "deadline": self.report.deadline.isoformat(),
            "group": self.group,
            **Earlier(earlier=tuple((each.id, each.day.isoformat()) for each in self.earlier)).dump(),
        }


async def view_of(session: AsyncSession, report: ClassReport, earlier: Sequence[ClassReport] = ()) -> View:
    push_ids = await rungs.report_pushes(session, report.id)
    return View(
        report,
        await session.get_one(Unit, report.class_id),
        await rungs.unreached(session, report.class_id, push_ids),
        await groups.of_class(session, report.class_id),
        earlier,
    )


async def bring(session: AsyncSession, seen: View, person_ids: Sequence[int], key: str, now: datetime) -> None:
    """Send the report to ``person_ids`` in a message of its own. ``key`` is the key of the push."""
    notice = Notice(
        PushKind.TASK,
        "chain/report",
        key=key,
        title=seen.unit.name,
        values=seen.values(),
        urgent=seen.report.key.startswith(URGENT_KEY),
    )
    await pushing.to_people(session, notice, person_ids, now)


async def bypass(session: AsyncSession, report: ClassReport, now: datetime) -> None:
    """Stop waiting for a relay. The report is recorded as bypassed, and its rungs end."""
    report.state = chain.move(report.state, RungState.BYPASSED)
    await rungs.close_rungs(session, report.id, RungState.BYPASSED, None, now)
    await release_class(session, report, now)


async def release_class(session: AsyncSession, report: ClassReport, now: datetime) -> None:
    """Queue the waiting deliveries of the class's students, if the release of the push is ``Release.CLASS``."""
    for push_id in await rungs.report_pushes(session, report.id):
        push = await session.get_one(Push, push_id)
        if push.release == Release.CLASS:
            await released.queue_waiting(session, push_id, now, class_id=report.class_id)
