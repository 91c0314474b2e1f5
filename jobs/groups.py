"""Sends, pins and edits the one message in each class group. A tick makes at most one request per group."""

import asyncio
from datetime import datetime, timedelta

import structlog

from bot.domain.chain.group import Act
from bot.domain.delivery.pacing import Pacer
from bot.flows.chain import pinned
from bot.flows.chain.pinned import Plan
from bot.messenger import Failure, Messenger, SendFailed
from bot.store.chain import groups
from bot.store.chain.groups import News
from bot.store.engine import Store

log = structlog.get_logger()
AT_LEAST_EVERY = timedelta(hours=1)
"""All texts are compared at least this often, even without news."""


class Board:
    """Keeps every group's message up to date. It remembers the last news only to save work."""

    def __init__(self, store: Store, messenger: Messenger, pacer: Pacer) -> None:
        self._store = store
        self._messenger = messenger
        self._pacer = pacer
        self._compared: News | None = None
        self._compared_at: datetime | None = None

    async def urgent(self, now: datetime) -> None:
        """Update the groups that wait for a request: added, bound or moved just now, or not pinned yet."""
        async with self._store.reading() as session:
            ids = await groups.alive(session, waiting=True)
        await self._look(ids, now)

    async def tick(self, now: datetime) -> None:
        """Update all groups if there is news, or if the last comparison is an hour old."""
        async with self._store.reading() as session:
            news = await groups.news(session, now)
            recent = self._compared_at is not None and now - self._compared_at < AT_LEAST_EVERY
            if news == self._compared and recent:
                return
            ids = await groups.alive(session, waiting=False)
        if await self._look(ids, now):
            self._compared, self._compared_at = news, now

    async def _look(self, ids: list[int], now: datetime) -> bool:
        """Make the next request for each group. Return False if one failed or must wait, so that all are compared
        again.
        """
        settled = True
        for group_id in ids:
            try:
                settled &= await self._one(group_id, now)
            except Exception:
                log.exception("groups.failed", group=group_id)  # one failing group does not stop the others
                settled = False
        return settled

    async def _one(self, group_id: int, now: datetime) -> bool:
        async with self._store.reading() as session:
            plan = await pinned.plan(session, group_id, self._messenger.username, now)
        if plan is None:
            return True
        if self._pacer.take(plan.chat_id, asyncio.get_running_loop().time()) > 0:
            return False
        if plan.act is Act.SEND:
            async with self._store.writing() as session:
                if not await pinned.claim(session, plan):
                    return False
        try:
            message_id = await self._carry_out(plan)
        except SendFailed as failed:
            await self._failed(plan, failed, now)
            return False
        async with self._store.writing() as session:
            await pinned.done(session, plan, message_id)
        return True

    async def _failed(self, plan: Plan, failed: SendFailed, now: datetime) -> None:
        log.info("groups.refused", group=plan.group_id, act=plan.act, kind=failed.kind)
        if failed.kind is Failure.RETRY_LATER:
            self._pacer.penalise(plan.chat_id, failed.retry_after, asyncio.get_running_loop().time())
        async with self._store.writing() as session:
            await pinned.failed(session, plan, failed, self._messenger.username, now)

    async def _carry_out(self, plan: Plan) -> int | None:
        if plan.act is Act.SEND:
            return await self._messenger.send(plan.chat_id, plan.message)
        if plan.message_id is not None:
            if plan.act is Act.EDIT:
                await self._messenger.edit(plan.chat_id, plan.message_id, plan.message)
            else:
                await self._messenger.pin(plan.chat_id, plan.message_id)
        return None
