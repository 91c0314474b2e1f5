"""Invites, and failed attempts to bind."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.store.queries import count
from bot.store.tables import BindTry, Invite


async def living(session: AsyncSession, code_hash: str, now: datetime) -> Invite | None:
    """Return the valid invite with this ``code_hash``, or None if it is unknown, expired or used up."""
    query = select(Invite).where(
        col(Invite.code_hash) == code_hash, col(Invite.expires_at) > now, col(Invite.uses_left) > 0
    )
    return await session.scalar(query)


async def use(session: AsyncSession, invite_id: int, now: datetime) -> Invite | None:
    """Use an invite once and return it, or return None if it is expired or used up.

    Two people cannot both get the last use.
    """
    taken = await session.execute(
        update(Invite)
        .where(col(Invite.id) == invite_id, col(Invite.expires_at) > now, col(Invite.uses_left) > 0)
        .values(uses_left=Invite.uses_left - 1)
        .returning(col(Invite.id)),
        execution_options={"synchronize_session": False},
    )
    return await session.get(Invite, invite_id, populate_existing=True) if taken.first() else None


async def end_personal(session: AsyncSession, person_id: int) -> None:
    """End the person's invites, because a new code replaces them."""
    await session.execute(
        update(Invite).where(col(Invite.person_id) == person_id).values(uses_left=0),
        execution_options={"synchronize_session": False},
    )


async def tries_since(session: AsyncSession, telegram_id: int, since: datetime) -> int:
    return await count(session, BindTry, col(BindTry.telegram_id) == telegram_id, col(BindTry.at) > since)


async def note_try(session: AsyncSession, telegram_id: int, now: datetime, forget_before: datetime) -> None:
    """Record a Telegram user's failed attempt, and delete their attempts up to ``forget_before``."""
    await session.execute(
        delete(BindTry).where(col(BindTry.telegram_id) == telegram_id, col(BindTry.at) <= forget_before)
    )
    session.add(BindTry(telegram_id=telegram_id, at=now))


async def forget_tries(session: AsyncSession, before: datetime) -> None:
    """Delete the failed attempts made before ``before``. Only those of the last minutes count."""
    await session.execute(delete(BindTry).where(col(BindTry.at) < before))
