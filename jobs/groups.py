"""The one message in each class group: sent, pinned and edited as its text changes.

At most one request a group and tick, through the same pacing as everything else.
"""

import asyncio
from datetime import datetime

import structlog

from bot.domain.group import Act
from bot.domain.pacing import Pacer
from bot.flows import pinned
from bot.flows.pinned import Plan
from bot.messenger import Failure, Messenger, SendFailed
from bot.store import groups
from bot.store.engine import Store

log = structlog.get_logger()


async def tick(store: Store, messenger: Messenger, pacer: Pacer, now: datetime, *, waiting: bool = False) -> None:
    """Compare every group's text with what it shows; ``waiting``: only groups known to need a hand."""
    async with store.reading() as session:
        ids = await groups.alive(session, waiting=waiting)
    for group_id in ids:
        try:
            await _one(store, messenger, pacer, group_id, now)
        except Exception:
            log.exception("groups.failed", group=group_id)  # the other groups still get theirs


async def _one(store: Store, messenger: Messenger, pacer: Pacer, group_id: int, now: datetime) -> None:
    async with store.reading() as session:
        plan = await pinned.plan(session, group_id, messenger.username, now)
    if plan is None or pacer.take(plan.chat_id, asyncio.get_running_loop().time()) > 0:
        return
    if plan.act is Act.SEND:
        async with store.writing() as session:
            if not await pinned.claim(session, plan):
                return
    try:
        message_id = await _carry_out(messenger, plan)
    except SendFailed as failed:
        log.info("groups.refused", group=group_id, act=plan.act, kind=failed.kind)
        if failed.kind is Failure.RETRY_LATER:
            pacer.penalise(plan.chat_id, failed.retry_after, asyncio.get_running_loop().time())
        async with store.writing() as session:
            await pinned.failed(session, plan, failed, messenger.username, now)
    else:
        async with store.writing() as session:
            await pinned.done(session, plan, message_id)


async def _carry_out(messenger: Messenger, plan: Plan) -> int | None:
    if plan.act is Act.SEND:
        return await messenger.send(plan.chat_id, plan.message)
    if plan.message_id is not None:
        if plan.act is Act.EDIT:
            await messenger.edit(plan.chat_id, plan.message_id, plan.message)
        else:
            await messenger.pin(plan.chat_id, plan.message_id)
    return None
