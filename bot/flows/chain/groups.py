"""A class's Telegram group: the bot joins and leaves it, and a holder binds it to their class."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain.chain import GroupState
from bot.domain.chain.group import PinState
from bot.domain.errors import AlreadyDone, ClassHasGroup, GroupNotYours, NotAllowed, NotFound
from bot.domain.people import BondState, Role
from bot.store.chain import groups
from bot.store.people import Speaker
from bot.store.tables import Group, Unit

MAY_BIND = (Role.CADRE, Role.COUNSELLOR, Role.ADVISOR)


# the bot joins, leaves, or finds the group moved


async def present(session: AsyncSession, chat_id: int, title: str, may_pin: bool) -> None:
    """The bot is in the group: added, added again, or its rights changed."""
    group = await groups.by_chat(session, chat_id)
    if group is None:
        session.add(Group(chat_id=chat_id, title=title))
        return
    group.title = title or group.title
    if may_pin and group.pin is PinState.NO_RIGHT:
        group.pin = PinState.DUE
    if group.state is GroupState.LOST:
        taken = [each for each, _ in await groups.of_classes(session, [group.class_id or 0]) if each is not group]
        group.state = GroupState.UNBOUND if taken else GroupState.BOUND
        group.class_id = None if taken else group.class_id
        group.shown, group.pin = "", PinState.DUE


async def gone(session: AsyncSession, chat_id: int) -> None:
    """The bot was removed. A class's group is remembered, so that adding the bot again restores everything."""
    group = await groups.by_chat(session, chat_id)
    if group is not None:
        await lose(session, group)


async def lose(session: AsyncSession, group: Group) -> None:
    """Mark a class's group as lost; delete one that belongs to no class."""
    if group.class_id is None:
        await session.delete(group)
    else:
        group.state = GroupState.LOST


async def moved(session: AsyncSession, before: int, after: int) -> None:
    """A group became a supergroup: give its row the new chat id. The next edit shows whether the message moved too."""
    group = await groups.by_chat(session, before)
    if group is None or before == after:
        return
    stranger = await groups.by_chat(session, after)  # made when an update from the new chat id came first
    if stranger is not None:
        await session.delete(stranger)
        await session.flush()
    group.chat_id, group.shown, group.pin = after, "", PinState.DUE


async def asked_again(session: AsyncSession, chat_id: int, title: str, *, by_link: bool = False) -> None:
    """/bind_group: send the greeting with its button again; in a bound group, check the class's message again.

    ``by_link``: Telegram sent the command because a link added the bot. The greeting has just been sent, so an unbound
    group gets no second one.
    """
    group = await groups.by_chat(session, chat_id)
    if group is None:
        session.add(Group(chat_id=chat_id, title=title))
    elif group.state is not GroupState.UNBOUND:
        group.shown = ""
    elif not by_link:
        group.message_id, group.shown = None, ""


# the class that the group belongs to


async def offered(session: AsyncSession, chat_id: int, by: Speaker | None) -> Sequence[Unit]:
    """The classes to which ``by`` may bind this group.

    Raises GroupNotYours when ``by`` looks after no class, NotFound for an unknown group, AlreadyDone for a bound one.
    """
    if by is None or by.state is not BondState.BOUND:
        raise GroupNotYours
    classes = list(dict.fromkeys(by.units(*MAY_BIND)))
    if not classes:
        raise GroupNotYours
    group = await groups.by_chat(session, chat_id)
    if group is None:
        raise NotFound("这个群的记录")
    if group.class_id is not None:
        unit = await session.get_one(Unit, group.class_id)
        raise AlreadyDone(f"这个群已经是{unit.name}的班群")
    return [await session.get_one(Unit, unit_id) for unit_id in classes]


async def bind(
    session: AsyncSession, chat_id: int, class_id: int, message_id: int | None, by: Speaker | None, now: datetime
) -> Unit:
    """Bind the group to a class; the message that was pressed becomes the class's message.

    Raises what ``offered`` raises, and ClassHasGroup when the class has another living group.
    """
    units = {unit.id: unit for unit in await offered(session, chat_id, by)}
    if by is None or class_id not in units:
        raise GroupNotYours
    for other, _ in await groups.of_classes(session, [class_id]):
        if other.state is GroupState.BOUND:
            raise ClassHasGroup(units[class_id].name, other.title)
        await session.delete(other)  # a lost group makes room for the new one
    group = await groups.by_chat(session, chat_id)
    if group is None:
        raise NotFound("这个群的记录")
    group.state, group.class_id = GroupState.BOUND, class_id
    group.bound_by, group.bound_at = by.person_id, now
    group.message_id, group.shown, group.pin = message_id or group.message_id, "", PinState.DUE
    return units[class_id]


async def of_holder(session: AsyncSession, group_id: int, by: Speaker) -> tuple[Group, Unit]:
    """The group and its class. Raises NotFound; NotAllowed unless ``by`` looks after the class or is the office."""
    group = await session.get(Group, group_id, with_for_update=True)
    if group is None or group.class_id is None:
        raise NotFound("这个班群")
    if group.class_id not in by.units(*MAY_BIND) and not by.holds(Role.OFFICE):
        raise NotAllowed
    return group, await session.get_one(Unit, group.class_id)


async def unbind(session: AsyncSession, group_id: int, by: Speaker) -> tuple[str, str]:
    """解绑: the message asks again to which class the group belongs. Returns (group title, class name).

    Raises what ``of_holder`` raises.
    """
    group, unit = await of_holder(session, group_id, by)
    words = group.title, unit.name
    if group.state is GroupState.LOST:
        await session.delete(group)
        return words
    group.state, group.class_id, group.shown = GroupState.UNBOUND, None, ""
    group.bound_by = group.bound_at = None
    return words


async def held(session: AsyncSession, by: Speaker) -> list[dict[str, Any]]:
    """The groups of the classes that ``by`` looks after, each as ``group_words``."""
    found = await groups.of_classes(session, by.units(*MAY_BIND))
    return [group_words(group, unit) for group, unit in found]


async def of_class(session: AsyncSession, class_id: int) -> dict[str, Any] | None:
    """The group of one class as ``group_words``; None when it has none."""
    found = await groups.of_classes(session, [class_id])
    return group_words(*found[-1]) if found else None


def group_words(group: Group, unit: Unit) -> dict[str, Any]:
    return {
        "id": group.id,
        "title": group.title,
        "unit": unit.name,
        "state": group.state.value,
        "pin": group.pin.value,
    }
