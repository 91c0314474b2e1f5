"""A class's Telegram group. The bot joins and leaves it, and a cadre or counsellor binds it to their class."""

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


# the bot joins or leaves a group, or the group gets a new chat id


async def present(session: AsyncSession, chat_id: int, title: str, may_pin: bool) -> None:
    """Record that the bot is in the group. It was added, it was added again, or its rights changed."""
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
    """Record that the bot was removed.

    The row of a class's group is kept, so that adding the bot again restores everything.
    """
    group = await groups.by_chat(session, chat_id)
    if group is not None:
        await lose(session, group)


async def lose(session: AsyncSession, group: Group) -> None:
    """Mark a class's group as lost, or delete the group if it belongs to no class."""
    if group.class_id is None:
        await session.delete(group)
    else:
        group.state = GroupState.LOST


async def moved(session: AsyncSession, before: int, after: int) -> None:
    """Give the row the new chat id, because the group became a supergroup.

    The next edit shows whether the class's message exists there too.
    """
    group = await groups.by_chat(session, before)
    if group is None or before == after:
        return
    stranger = await groups.by_chat(session, after)  # this row was made if an update from the new chat id came first
    if stranger is not None:
        await session.delete(stranger)
        await session.flush()
    group.chat_id, group.shown, group.pin = after, "", PinState.DUE


async def asked_again(session: AsyncSession, chat_id: int, title: str, *, by_link: bool = False) -> None:
    """Send the greeting with its button again (/bind_group). In a bound group, check the class's message again.

    ``by_link`` says that Telegram sent the command because a link added the bot. The greeting has just been sent then,
    so an unbound group does not get it again.
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
    """Return the classes to which ``by`` may bind this group.

    Raises GroupNotYours if ``by`` is responsible for no class, NotFound if the group is unknown, and AlreadyDone if it
    is bound.
    """
    if by is None or by.state is not BondState.BOUND:
        raise GroupNotYours
    classes = list(dict.fromkeys(by.units(*MAY_BIND)))
    if not classes:
        raise GroupNotYours
    group = await groups.by_chat(session, chat_id)
    if group is None:
        raise NotFound("group")
    if group.class_id is not None:
        unit = await session.get_one(Unit, group.class_id)
        raise AlreadyDone("group_bound", unit.name)
    return [await session.get_one(Unit, unit_id) for unit_id in classes]


async def bind(
    session: AsyncSession, chat_id: int, class_id: int, message_id: int | None, by: Speaker | None, now: datetime
) -> Unit:
    """Bind the group to a class. The message with the pressed button becomes the class's message.

    Raises the errors of ``offered``, and ClassHasGroup if the class has another group that is not lost.
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
        raise NotFound("group")
    group.state, group.class_id = GroupState.BOUND, class_id
    group.bound_by, group.bound_at = by.person_id, now
    group.message_id, group.shown, group.pin = message_id or group.message_id, "", PinState.DUE
    return units[class_id]


async def of_holder(session: AsyncSession, group_id: int, by: Speaker) -> tuple[Group, Unit]:
    """Return the group and its class.

    Raises NotFound, and NotAllowed unless ``by`` is responsible for the class or belongs to the office.
    """
    group = await session.get(Group, group_id, with_for_update=True)
    if group is None or group.class_id is None:
        raise NotFound("class_group")
    if group.class_id not in by.units(*MAY_BIND) and not by.holds(Role.OFFICE):
        raise NotAllowed
    return group, await session.get_one(Unit, group.class_id)


async def unbind(session: AsyncSession, group_id: int, by: Speaker) -> tuple[str, str]:
    """Unbind a group (解绑). Its message asks again which class the group belongs to.

    Returns (group title, class name). Raises the errors of ``of_holder``.
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
    """Return the groups of the classes that ``by`` is responsible for, each in the form of ``group_words``."""
    found = await groups.of_classes(session, by.units(*MAY_BIND))
    return [group_words(group, unit) for group, unit in found]


async def of_class(session: AsyncSession, class_id: int) -> dict[str, Any] | None:
    """Return the group of a class in the form of ``group_words``. Returns None if the class has no group."""
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
