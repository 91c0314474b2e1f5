"""Edits the message that shows the office the progress of a push."""

import asyncio
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.domain.delivery.pacing import Pacer
from bot.flows.delivery import progress
from bot.flows.publishing import published
from bot.messenger import Failure, Message, Messenger, SendFailed
from bot.store.delivery import pushes
from bot.store.engine import Store
from bot.store.postings import changes
from bot.store.tables import Push

log = structlog.get_logger()

WAITS = frozenset({Failure.RETRY_LATER, Failure.NOT_SENT, Failure.UNCERTAIN})


async def tick(store: Store, messenger: Messenger, pacer: Pacer, now: datetime) -> None:
    async with store.reading() as session:
        watched = await pushes.watched(session)
    for push in watched:
        await _show(store, messenger, pacer, push, now)


async def _words(session: AsyncSession, push: Push, now: datetime) -> tuple[str, Message]:
    """Return (fingerprint, message). The message is edited only if the fingerprint changes.

    It is the published card if the announcement was changed, else the progress.
    """
    if push.announcement_id is not None and await changes.of(session, push.announcement_id):
        card = await published.card(session, push.announcement_id, now)
        shown = repr((card.change and (card.change.id, card.change.done_at), card.mending, card.recalled))
        return shown, render.message("published/card", card=card, now=now)
    seen = await progress.of(session, push, now)
    return repr((seen.ledger, seen.waits)), render.message("push/progress", seen=seen, now=now)


async def _show(store: Store, messenger: Messenger, pacer: Pacer, push: Push, now: datetime) -> None:
    if push.watch_chat_id is None or push.watch_message_id is None:
        return
    async with store.reading() as session:
        shown, message = await _words(session, push, now)
    at = asyncio.get_running_loop().time()
    if shown == push.watch_shown or pacer.chat_wait(push.watch_chat_id, at) > 0:
        return
    try:
        await messenger.edit(push.watch_chat_id, push.watch_message_id, message)
    except SendFailed as failed:
        if failed.kind == Failure.RETRY_LATER:
            pacer.penalise(push.watch_chat_id, failed.retry_after, at)
        if failed.kind in WAITS:
            return
        if failed.kind != Failure.UNCHANGED:
            log.warning("progress.refused", push=push.id, kind=failed.kind)
    async with store.writing() as session:
        row = await session.get_one(Push, push.id)
        row.watch_shown = shown
