"""The office rewords a message. The words are tried on sample values first, and can be undone or restored."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AlreadyDone, BadInput, NotFound
from bot.render import environment, samples, wording
from bot.render.wording import Fault
from bot.store.office import wordings
from bot.store.tables import Wording

log = structlog.get_logger()
LONGEST = 8000
LONGEST_NAME = 20


async def bodies(session: AsyncSession) -> dict[str, str]:
    """Map each reworded template to the office's words.

    Templates whose saved words equal the shipped ones are left out.
    """
    rows = await wordings.every(session)
    return {name: row.body for name, row in rows.items() if row.body != _shipped(name)}


def tidy(body: str) -> str:
    """Return a text from a browser with the line ends of a template file."""
    return body.replace("\r\n", "\n").strip("\n") + "\n"


def faults(name: str, body: str) -> Sequence[Fault]:
    """Return the faults of ``body``.

    The list is empty if it may be used. Raises NotFound if the template cannot be reworded.
    """
    _known(name)
    return wording.tried(name, body).faults


async def save(session: AsyncSession, name: str, body: str, by: str, now: datetime) -> Sequence[Fault]:
    """Save the words (保存) unless they have faults. Returns the faults. Raises BadInput and NotFound."""
    if not by.strip() or len(by) > LONGEST_NAME:
        raise BadInput(f"姓名要写 1 到 {LONGEST_NAME} 个字，同事才知道是谁改的。请填写后再保存。")
    if len(body) > LONGEST:
        raise BadInput(f"文案太长了，最多 {LONGEST} 字。请缩短后再保存。")
    found = faults(name, tidy(body))
    if not found:
        await wordings.put(session, name, tidy(body), by.strip(), now)
        log.info("wording.saved", template=name, by=by.strip())
    return found


async def undo(session: AsyncSession, name: str, by: str, now: datetime) -> Sequence[Fault]:
    """Undo (撤销): swap the words with those before the last change.

    Raises BadInput, and AlreadyDone if there was no change.
    """
    row = await session.get(Wording, name)
    if row is None:
        raise AlreadyDone("wording_unchanged")
    return await save(session, name, row.previous or _shipped(name), by, now)


async def restore(session: AsyncSession, name: str, by: str, now: datetime) -> Sequence[Fault]:
    """Restore the shipped words (恢复原文).

    ``undo`` can undo it. Raises BadInput, and AlreadyDone if they are the current words.
    """
    if name not in await bodies(session):
        raise AlreadyDone("wording_shipped")
    return await save(session, name, _shipped(name), by, now)


def _shipped(name: str) -> str:
    try:
        return tidy(environment.source(name))
    except FileNotFoundError:
        return ""


def _known(name: str) -> None:
    if name not in samples.every() or name not in samples.names():
        raise NotFound("template")
