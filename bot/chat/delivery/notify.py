"""/notify: a plain notice is written, addressed, previewed and sent."""

from dataclasses import replace

from bot.chat.delivery import scopes
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Talk
from bot.domain.delivery.push import Audience, PushKind
from bot.domain.errors import Stale
from bot.flows import scope
from bot.flows.delivery import notify, outlook
from bot.flows.delivery.notify import Draft
from bot.flows.delivery.outlook import Outlook
from bot.store.tables import Unit

FORM = "notify"


async def begin(talk: Talk) -> Replies:
    if talk.words:
        return await typed(replace(talk, text=talk.words))
    await forms.open_step(talk, FORM, "text")
    return talk.edit("notice/ask_text", longest=notify.LONGEST)


async def typed(talk: Talk) -> Replies:
    text = await notify.check(talk.session, talk.text)
    await forms.open_step(talk, FORM, "scope", text=text)
    return talk.say("notice/scope", scope=await scopes.page(talk), text=text)


def _text(talk: Talk) -> str:
    """The typed notice. Raises Stale if the form was closed before the button was pressed."""
    if talk.form != FORM or "text" not in talk.values:
        raise Stale
    return str(talk.values["text"])


async def aim(talk: Talk) -> Replies:
    """Preview the notice: how many people it reaches, and exactly how it looks, with or without 我已了解."""
    text = _text(talk)
    if talk.args and scopes.is_list(talk.args[0]):
        return talk.edit("notice/scope", scope=await scopes.page(talk, talk.args[0]), text=text)
    unit = await scope.chosen(talk.session, talk.number(), talk.me)
    audience = _audience(talk)
    seen = await _outlook(talk, unit, audience)
    ack = len(talk.args) > 1 and talk.args[1] == "1"
    return talk.edit("notice/preview", text=text, unit=unit, outlook=seen, ack=ack, audience=audience.value)


async def _outlook(talk: Talk, unit: Unit, audience: Audience) -> Outlook:
    found = await notify.addressees(talk.session, unit, audience)
    return await outlook.of(talk.session, found, PushKind.NOTICE, talk.now, talk.settings)


def _audience(talk: Talk) -> Audience:
    """The audience that the third word of the button data names. Without a third word, the audience is the students."""
    if len(talk.args) < 3:
        return Audience.STUDENTS
    if talk.args[2] not in set(Audience):
        raise Stale
    return Audience(talk.args[2])


async def back(talk: Talk) -> Replies:
    return talk.edit("notice/scope", scope=await scopes.page(talk), text=_text(talk))


async def send(talk: Talk) -> Replies:
    text = _text(talk)
    unit = await scope.chosen(talk.session, talk.number(), talk.me)
    ack = len(talk.args) > 1 and talk.args[1] == "1"
    audience = _audience(talk)
    await forms.close(talk)
    seen = await _outlook(talk, unit, audience)
    push = await notify.send(
        talk.session, Draft(text, unit, audience=audience, ack=ack), talk.now, by=talk.me.person_id
    )
    return talk.watch(push.id, "push/started", push=push, unit=unit, outlook=seen)
