"""/handover: a cadre names a successor, who accepts or declines."""

from bot.chat.chain.cadres import A_PAGE, menus
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.domain.errors import Stale, SuccessorUnreached
from bot.domain.paging import paged
from bot.domain.people import Role
from bot.flows.chain import cadres, handover
from bot.store.chain.cadres import Classmate
from bot.store.tables import Unit

FORM = "handover"


async def begin(talk: Talk) -> Replies:
    """Ask for the class if the cadre has several, then for the successor.

    If an offer already waits for an answer, show that offer instead.
    """
    classes = await handover.classes(talk.session, talk.me)
    if talk.args and talk.callback_id:
        return await _class(talk, talk.number(), talk.page(1))
    if len(classes) > 1:
        return talk.edit("handover/classes", classes=classes)
    return await _class(talk, classes[0].id, 0)


async def _class(talk: Talk, class_id: int, page: int) -> Replies:
    unit, open_offer = await handover.of_class(talk.session, class_id, talk.me)
    if open_offer is not None:
        return talk.edit("handover/waiting", **open_offer.values())
    found = list(await handover.candidates(talk.session, class_id, talk.me))
    await forms.open_step(talk, FORM, "who", class_id=class_id)
    return _ask(talk, unit, found, page)


def _ask(talk: Talk, unit: Unit, found: list[Classmate], page: int = 0) -> Reply:
    shown = paged(found, page, A_PAGE)
    return talk.edit("handover/ask", unit=unit, shown=shown.lines, **shown.turns)


async def typed(talk: Talk) -> Replies:
    if talk.speaker is None or "class_id" not in talk.values:
        raise Stale
    class_id = int(talk.values["class_id"])
    if class_id not in talk.me.units(Role.CADRE):  # the cadre was relieved since the form was opened
        return await forms.cancel(talk)
    unit, _ = await handover.of_class(talk.session, class_id, talk.me)
    found = await cadres.named(talk.session, unit.id, talk.text)
    able = {each.person_id for each in await handover.candidates(talk.session, unit.id, talk.me)}
    found = [each for each in found if each.person_id in able]
    if not found:
        raise SuccessorUnreached
    return _ask(talk, unit, found) if len(found) > 1 else _confirm(talk, unit, found[0])


async def pick(talk: Talk) -> Replies:
    unit, _ = await handover.of_class(talk.session, talk.number(), talk.me)
    for each in await handover.candidates(talk.session, unit.id, talk.me):
        if each.person_id == talk.number(1):
            return _confirm(talk, unit, each)
    raise SuccessorUnreached


def _confirm(talk: Talk, unit: Unit, who: Classmate) -> Reply:
    return talk.edit("handover/confirm", unit=unit, who=who)


async def offer(talk: Talk) -> Replies:
    await forms.close(talk)
    made = await handover.offer(talk.session, talk.number(), talk.number(1), talk.me, talk.now)
    return talk.edit("handover/waiting", **made.values())


async def accept(talk: Talk) -> Replies:
    made = await handover.accept(talk.session, talk.number(), talk.me, talk.now)
    menu = [*await menus(talk, made.before.id), *await menus(talk, made.after.id)]
    return [talk.edit("handover/offer", **made.values()), *menu]


async def decline(talk: Talk) -> Replies:
    made = await handover.decline(talk.session, talk.number(), talk.me, talk.now)
    return talk.edit("handover/offer", **made.values())


async def withdraw(talk: Talk) -> Replies:
    made = await handover.withdraw(talk.session, talk.number(), talk.me, talk.now)
    return talk.edit("handover/waiting", **made.values())
