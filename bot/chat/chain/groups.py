"""Class groups: the bot is added to a group, and a cadre binds the group to a class or unbinds it in a private chat.

In a group, every press is answered by a pop-up that only the presser sees. The group gets only one message, which
``jobs/groups`` keeps up to date.
"""

from collections.abc import Sequence

from bot.chat.door.talk import Place, Replies, Talk
from bot.domain.errors import Stale
from bot.domain.paging import paged
from bot.flows.chain import groups
from bot.store.tables import Unit

A_PAGE = 8
LIST_A_PAGE = 5


async def standing(talk: Talk) -> Replies:
    """Record that the bot was added to the group or removed from it, or that its rights changed."""
    if talk.place is not None and talk.place.present is not None:
        if talk.place.present:
            await groups.present(talk.session, talk.chat_id, talk.place.title, talk.place.may_pin)
        else:
            await groups.gone(talk.session, talk.chat_id)
    return []


async def moved(talk: Talk) -> Replies:
    """Record that the group became a supergroup. Telegram reports this in the old chat and in the new chat."""
    place = _place(talk)
    await groups.moved(talk.session, place.moved_from or talk.chat_id, place.moved_to or talk.chat_id)
    return []


async def ask_again(talk: Talk) -> Replies:
    """Request the group's message again, after /bind_group or after /start with the bot's name.

    A plain /start is ignored, because it may be meant for another bot.
    """
    command = talk.text.split()[0] if talk.text else ""
    if command.startswith("/start") and "@" not in command:
        return []
    await groups.asked_again(talk.session, talk.chat_id, _place(talk).title, by_link=bool(talk.args))
    return []


async def bind(talk: Talk) -> Replies:
    """Bind the group to the presser's class (这是我们班的群).

    A person who looks after several classes chooses one first.
    """
    classes = await groups.offered(talk.session, talk.chat_id, talk.speaker)
    if not talk.args and len(classes) > 1:
        return _choose(talk, classes, 0)
    class_id = talk.number() if talk.args else classes[0].id
    unit = await groups.bind(talk.session, talk.chat_id, class_id, talk.message_id, talk.speaker, talk.now)
    return talk.alert("groups/bound", unit=unit)


async def another_page(talk: Talk) -> Replies:
    """Show another page of the presser's classes."""
    return _choose(talk, await groups.offered(talk.session, talk.chat_id, talk.speaker), talk.number())


def _choose(talk: Talk, classes: Sequence[Unit], page: int) -> Replies:
    shown = paged(classes, page, A_PAGE)
    return talk.edit("groups/choose", classes=shown.lines, **shown.turns)


async def back(talk: Talk) -> Replies:
    await groups.offered(talk.session, talk.chat_id, talk.speaker)
    return talk.edit("groups/hello")


async def listed(talk: Talk) -> Replies:
    """List the groups of the speaker's classes, each with its state."""
    shown = paged(await groups.held(talk.session, talk.me), talk.page(), LIST_A_PAGE)
    return talk.edit("groups/list", groups=shown.lines, **shown.turns)


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
