"""Class groups: the bot is added, a cadre binds the group to a class, and unbinds it in their private chat.

In a group every press is answered by a box that only the presser sees. The group reads a single message, which
``jobs/groups`` keeps up to date.
"""

from bot.chat.door.talk import Place, Replies, Talk
from bot.domain.errors import Stale
from bot.flows.chain import groups


async def standing(talk: Talk) -> Replies:
    """The bot was added or removed, or its rights changed."""
    if talk.place is not None and talk.place.present is not None:
        if talk.place.present:
            await groups.present(talk.session, talk.chat_id, talk.place.title, talk.place.may_pin)
        else:
            await groups.gone(talk.session, talk.chat_id)
    return []


async def moved(talk: Talk) -> Replies:
    """The group became a supergroup; Telegram says so in the old chat and in the new one."""
    place = _place(talk)
    await groups.moved(talk.session, place.moved_from or talk.chat_id, place.moved_to or talk.chat_id)
    return []


async def ask_again(talk: Talk) -> Replies:
    """/bind_group, or /start with the bot's name behind it. A bare /start may be meant for another bot."""
    command = talk.text.split()[0] if talk.text else ""
    if command.startswith("/start") and "@" not in command:
        return []
    await groups.asked_again(talk.session, talk.chat_id, _place(talk).title, by_link=bool(talk.args))
    return []


async def bind(talk: Talk) -> Replies:
    """这是我们班的群: bind the presser's class; a person who looks after several chooses one."""
    classes = await groups.offered(talk.session, talk.chat_id, talk.speaker)
    if not talk.args and len(classes) > 1:
        return talk.edit("groups/choose", classes=classes)
    class_id = talk.number() if talk.args else classes[0].id
    unit = await groups.bind(talk.session, talk.chat_id, class_id, talk.message_id, talk.speaker, talk.now)
    return talk.alert("groups/bound", unit=unit)


async def back(talk: Talk) -> Replies:
    await groups.offered(talk.session, talk.chat_id, talk.speaker)
    return talk.edit("groups/hello")


async def ask_unbind(talk: Talk) -> Replies:
    group, unit = await groups.of_holder(talk.session, talk.number(), talk.me)
    return talk.edit("groups/ask_unbind", group=group, unit=unit)


async def unbind(talk: Talk) -> Replies:
    title, unit = await groups.unbind(talk.session, talk.number(), talk.me)
    return talk.edit("groups/unbound", title=title, unit=unit)


def _place(talk: Talk) -> Place:
    if talk.place is None:
        raise Stale
    return talk.place
