"""Helpers for stories of digests: rhythms, pushes, rows, and a pusher whose messenger is a list."""

import asyncio
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clock import Clock
from bot.domain.chain.chain import Release
from bot.domain.delivery.pacing import Pacer
from bot.domain.delivery.push import PushKind
from bot.domain.people import Rhythm
from bot.flows.publishing import publish
from bot.messenger import Message
from bot.settings import Settings
from bot.store.engine import Store
from bot.store.tables import Delivery, Push, Student
from jobs.sending.loop import Pusher
from tests.cast import Member
from tests.factories import approved


async def rhythm(session: AsyncSession, who: Member, chosen: Rhythm) -> None:
    (await session.get_one(Student, who.person_id)).rhythm = chosen
    await session.flush()


async def published(session: AsyncSession, now: datetime, *titles: str, **fields: Any) -> Push:
    """Publish one announcement to everybody with any wish, without waiting for the rungs."""
    employer = fields.pop("employer", f"长春示例{titles[0] if titles else ''}公司")
    announcement = await approved(session, now, *titles, employer=employer, **fields)
    return await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)


async def delivery_of(session: AsyncSession, push: Push | int, who: Member) -> Delivery:
    push_id = push if isinstance(push, int) else push.id
    rows = await session.execute(
        select(Delivery)
        .where(col(Delivery.push_id) == push_id, col(Delivery.person_id) == who.person_id)
        .execution_options(populate_existing=True)
    )
    return rows.scalar_one()


async def digests_of(session: AsyncSession, who: Member) -> list[Delivery]:
    """Return the carriers of a person, oldest first."""
    rows = await session.execute(
        select(Delivery)
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(col(Push.kind) == PushKind.DIGEST, col(Delivery.person_id) == who.person_id)
        .order_by(col(Delivery.id))
    )
    return list(rows.scalars())


class Wire:
    """A messenger that stores the messages that it is given."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, Message]] = []

    async def send(self, chat_id: int, message: Message) -> int:
        self.sent.append((chat_id, message))
        return 5000 + len(self.sent)

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        raise AssertionError("the pusher edits nothing")


class At(Clock):
    """A clock that always shows ``moment``."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(None)
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def pusher(store: Store, wire: Wire, moment: datetime) -> Pusher:
    settings = Settings(_env_file=None)
    return Pusher(store, wire, At(moment), Pacer(1000, per_chat=1000), settings)


async def send_all(store: Store, wire: Wire, moment: datetime) -> None:
    """Send all deliveries that are due at ``moment``, one after the other."""
    made = pusher(store, wire, moment)
    made._slots = asyncio.Semaphore(1)
    while await made._round():
        await asyncio.gather(*made._flying.values())
