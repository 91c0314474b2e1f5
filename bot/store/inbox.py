"""Updates as Telegram sent them, and unfinished forms."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.tables import Dialog, Draft, Incoming, IncomingState

FORM_LIFE = timedelta(days=3)
MOST_DRAFTS = 20
"""The most drafts that are kept for a person. The oldest ones are deleted first."""
UPDATE_LIFE = timedelta(days=14)
ANSWERED_BY = frozenset(
    "id from chat date message_id message data chat_instance old_chat_member new_chat_member".split()
)
"""The parts of an update that are stored without the sender's consent."""


async def keep(session: AsyncSession, update_id: int, payload: dict[str, Any], now: datetime) -> bool:
    """Store an update. Return False if it is stored already, because Telegram repeated it."""
    if await session.get(Incoming, update_id) is not None:
        return False
    session.add(Incoming(update_id=update_id, payload=payload, received_at=now))
    return True


def bare(payload: dict[str, Any]) -> dict[str, Any]:
    """The update without its text and without names. The parts that an answer needs remain."""
    return {kind: _bare(part) if isinstance(part, dict) else part for kind, part in payload.items()}


def _bare(part: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in part.items() if key in ANSWERED_BY}
    if "message" in kept:
        kept["message"] = _bare(kept["message"])
    for key, nameless in (("from", {"first_name": ""}), ("chat", {})):
        if key in kept:
            kept[key] = {k: v for k, v in kept[key].items() if k in ("id", "is_bot", "type")} | nameless
    return kept


async def unfinished(session: AsyncSession) -> list[tuple[int, dict[str, Any]]]:
    """Return (update id, payload) of the updates that are not completely processed, oldest first."""
    rows = await session.execute(
        select(col(Incoming.update_id), col(Incoming.payload))
        .where(col(Incoming.state).in_([IncomingState.NEW, IncomingState.APPLIED]))
        .order_by(col(Incoming.update_id))
    )
    return [(update_id, payload) for update_id, payload in rows]


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Delete finished updates after two weeks, and forms after three days.

    Telegram never repeats an update older than a day. The longer time is for examining problems.
    """
    await session.execute(
        delete(Incoming).where(
            col(Incoming.received_at) < now - UPDATE_LIFE,
            col(Incoming.state).in_([IncomingState.DONE, IncomingState.FAILED]),
        )
    )
    await session.execute(delete(Dialog).where(col(Dialog.updated_at) < now - FORM_LIFE))
    await session.execute(delete(Draft).where(col(Draft.at) < now - FORM_LIFE))


async def open_form(
    session: AsyncSession, telegram_id: int, form: str, step: str, values: dict[str, Any], now: datetime, run: str = ""
) -> None:
    """Begin or continue a form. It replaces an earlier form, because a person has at most one."""
    row = await session.get(Dialog, telegram_id)
    if row is None:
        row = Dialog(telegram_id=telegram_id, form=form, step=step, updated_at=now)
        session.add(row)
    row.form, row.step, row.values, row.run, row.updated_at = form, step, dict(values), run, now


async def close_form(session: AsyncSession, telegram_id: int, run: str | None = None) -> None:
    """Close the open form. With ``run``, the form is closed only if it shows a draft of this run."""
    row = await session.get(Dialog, telegram_id)
    if row is not None and run in (None, row.run):
        await session.delete(row)
        await session.flush()  # otherwise a form opened in the same transaction would be deleted too


async def keep_draft(session: AsyncSession, draft: Draft) -> None:
    """Store a draft, and delete the person's oldest drafts beyond ``MOST_DRAFTS``."""
    session.add(draft)
    await session.flush()
    newest = select(col(Draft.stamp)).where(col(Draft.telegram_id) == draft.telegram_id)
    kept = newest.order_by(col(Draft.at).desc(), col(Draft.stamp)).limit(MOST_DRAFTS)
    stamps = list(await session.scalars(kept))
    mine = col(Draft.telegram_id) == draft.telegram_id
    await session.execute(delete(Draft).where(mine, col(Draft.stamp).not_in([*stamps, draft.stamp])))


async def end_run(session: AsyncSession, telegram_id: int, run: str) -> None:
    """Delete the drafts of a run, so that none of their buttons works again."""
    await session.execute(delete(Draft).where(col(Draft.telegram_id) == telegram_id, col(Draft.run) == run))


async def forget_person(session: AsyncSession, telegram_id: int) -> None:
    """Delete the form and the drafts of a person who leaves."""
    await close_form(session, telegram_id)
    await session.execute(delete(Draft).where(col(Draft.telegram_id) == telegram_id))
