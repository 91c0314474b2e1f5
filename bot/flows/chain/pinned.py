"""The one message in a class's group: its text, the next request for it, and the result of that request.

The message contains only announcements, because data of a student must never appear in a group.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.clock import SHANGHAI
from bot.domain.chain.chain import GroupState, whole_links
from bot.domain.chain.group import Act, PinState, next_act
from bot.domain.delivery.push import PushKind
from bot.flows.chain import wechat_text
from bot.flows.chain.groups import lose, moved
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.messenger import Failure, Message, SendFailed
from bot.store.chain import groups
from bot.store.tables import Group, Unit

LONGEST = 3500
"""The most characters of the message. Telegram's limit is 4096."""
RECALLED_DAYS = 7
RECALLED_SHOWN = 5


@dataclass(frozen=True)
class Plan:
    """The next request for a group's message. ``mark`` is a hash of its text and buttons."""

    group_id: int
    chat_id: int
    message_id: int | None
    act: Act
    message: Message
    mark: str


async def plan(session: AsyncSession, group_id: int, bot: str, now: datetime) -> Plan | None:
    """Return the next request for a group's message. Returns None if the message is up to date or the group is lost."""
    group = await session.get(Group, group_id)
    if group is None or group.state is GroupState.LOST:
        return None
    message = await message_for(session, group, bot, now)
    mark = hashlib.sha256(repr((message.text, message.buttons)).encode()).hexdigest()[:16]
    act = next_act(group.state, group.message_id, group.shown, mark, group.pin)
    return None if act is Act.NOTHING else Plan(group.id, group.chat_id, group.message_id, act, message, mark)


async def message_for(session: AsyncSession, group: Group, bot: str, now: datetime) -> Message:
    """Return the greeting for a group without a class, or else the announcements that the class can still apply for."""
    if group.class_id is None:
        return render.message("groups/hello")
    unit = await session.get_one(Unit, group.class_id)
    found = await groups.open_now(session, unit.id, now, wechat_text.MOST_ANNOUNCEMENTS)
    since = now - timedelta(days=RECALLED_DAYS)
    values: dict[str, Any] = {
        "unit": unit,
        "bot": bot,
        "now": now,
        "code": found[0][0].code if found else "",
        "day": found[0][0].day if found else now.astimezone(SHANGHAI).date(),
        "recalled": await groups.recalled_since(session, unit.id, since, RECALLED_SHOWN),
    }
    items = [await wechat_text.item_of(session, rung, push) for _, rung, push in found]
    for taken in range(len(items), 0, -1):
        message = render.message("groups/pinned", items=items[:taken], **values)
        if len(message.text) <= LONGEST:
            return message
    for item in items[:1]:
        how = whole_links(item["announcement"].apply_how, wechat_text.HOW_TO_APPLY)
        return render.message("groups/pinned", items=[{**item, "how": how}], **values)
    return render.message("groups/pinned", items=[], **values)


async def claim(session: AsyncSession, planned: Plan) -> bool:
    """Record a text as shown before it is sent, so that it is not sent twice.

    Returns False if the group changed meanwhile.
    """
    group = await session.get(Group, planned.group_id, with_for_update=True)
    if group is None or group.message_id is not None or group.shown == planned.mark:
        return False
    if group.chat_id != planned.chat_id or group.state is GroupState.LOST:
        return False
    group.shown, group.pin = planned.mark, PinState.DUE
    return True


async def done(session: AsyncSession, planned: Plan, message_id: int | None) -> None:
    """Record that the request succeeded.

    ``message_id`` is the id of the message just sent. It is None after an edit or a pin.
    """
    group = await session.get(Group, planned.group_id, with_for_update=True)
    if group is None or group.chat_id != planned.chat_id:
        return
    match planned.act:
        case Act.SEND if group.message_id is None:
            group.message_id = message_id
        case Act.EDIT if group.message_id == planned.message_id:
            group.shown = planned.mark
        case Act.PIN if group.message_id == planned.message_id:
            group.pin = PinState.PINNED


async def failed(session: AsyncSession, planned: Plan, failure: SendFailed, bot: str, now: datetime) -> None:
    """Record that the request failed, or may have failed.

    If it is uncertain whether a message was sent, it is not sent again. An edit or a pin is repeated.
    """
    group = await session.get(Group, planned.group_id, with_for_update=True)
    if group is None or group.chat_id != planned.chat_id:
        return
    match failure.kind:
        case Failure.MIGRATED if failure.new_chat_id is not None:
            await moved(session, planned.chat_id, failure.new_chat_id)
        case Failure.KICKED | Failure.NOT_FOUND:
            await lose(session, group)
        case Failure.GONE:
            group.message_id, group.shown, group.pin = None, "", PinState.DUE
        case Failure.RETRY_LATER | Failure.NOT_SENT if planned.act is not Act.PIN:
            group.shown = ""
        case Failure.UNCERTAIN if planned.act is Act.EDIT:
            group.shown = ""
        case Failure.RETRY_LATER | Failure.NOT_SENT | Failure.UNCERTAIN:
            pass
        case _ if planned.act is Act.PIN:
            group.pin = PinState.NO_RIGHT
            await _tell_no_right(session, group, bot, now)
        case _:  # Telegram has this text already, or would refuse it again
            group.shown = planned.mark


async def _tell_no_right(session: AsyncSession, group: Group, bot: str, now: datetime) -> None:
    """Tell the person who bound the group how to give the bot the right to pin. This happens once per group."""
    if group.bound_by is not None:
        values = {"title": group.title, "bot": bot}
        key = f"group:{group.id}:pin"
        await pushing.to_people(
            session, Notice(PushKind.TASK, "groups/no_right", key=key, values=values), [group.bound_by], now
        )
