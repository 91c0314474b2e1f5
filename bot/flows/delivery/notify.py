"""Notices: a text that staff write and send to a unit."""

import html
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.push import Audience, PushKind
from bot.domain.employer import ACCUSING, only_facts
from bot.domain.errors import BadInput
from bot.domain.people import Role
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import employers, people
from bot.store.tables import Push, Unit

LONGEST = 1500
"""The most characters that a notice may have."""
LONGEST_ESCAPED = 3500
"""The most characters of a notice after < > & and quotes are escaped.

A notice of this length and the text around it still fit into the 4096 characters of a Telegram message.
"""
TITLE = 30
"""The most characters of the first line that are used as the title of the push."""
ROLES = {
    Audience.CADRES: (Role.CADRE,),
    Audience.STAFF: (Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR),
}


def check_text(text: str) -> str:
    """The text without spaces at its ends. Raises BadInput if the text is empty or too long."""
    plain = text.strip()
    if not plain:
        raise BadInput("通知内容是空的，请直接输入要发的文字，或发送 /cancel 取消。")
    if len(plain) > LONGEST:
        raise BadInput(f"通知有 {len(plain)} 字，最多 {LONGEST} 字。请缩短后再发一次，长内容可放链接。")
    if len(html.escape(plain)) > LONGEST_ESCAPED:
        raise BadInput("通知里的 < > & 和引号太多，放不进一条消息。请删去一些后再发一次。")
    return plain


async def check(session: AsyncSession, text: str) -> str:
    """The text of ``check_text``. Raises Accuses if it accuses an employer that the school knows by name."""
    plain = check_text(text)
    if ACCUSING.search(plain) and await employers.is_named(session, plain):
        only_facts(plain)
    return plain


async def addressees(session: AsyncSession, unit: Unit, audience: Audience) -> list[int]:
    """The ids of the people in the unit who get the notice: all students, the cadres or the staff."""
    if audience == Audience.STUDENTS:
        return await people.student_ids(session, unit)
    return await people.seated_in(session, unit, *ROLES[audience])


@dataclass(frozen=True)
class Draft:
    """A notice that has not been sent yet. ``audience``: all students of the unit, its cadres or its staff."""

    text: str
    unit: Unit
    audience: Audience = Audience.STUDENTS
    ack: bool = False
    """Whether the notice asks for 我已了解."""


async def send(session: AsyncSession, draft: Draft, now: datetime, by: int | None = None) -> Push:
    """Enqueue the notice for all recipients, even for those without the bot.

    Raises the errors of ``check``.
    """
    plain = await check(session, draft.text)
    first_line = plain.splitlines()[0]
    notice = Notice(
        PushKind.NOTICE,
        "notice/message",
        values={"text": plain, "ack": draft.ack, "from_unit": draft.unit.name, "audience": draft.audience.value},
        title=first_line if len(first_line) <= TITLE else first_line[: TITLE - 1] + "…",
        created_by=by,
        scope_unit_id=draft.unit.id,
        ack_wanted=draft.ack,
    )
    return await pushing.to_people(session, notice, await addressees(session, draft.unit, draft.audience), now)
