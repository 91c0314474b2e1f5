"""/start and /bind, and the consent that a person must give before anything else."""

from dataclasses import replace
from typing import Any

from bot.chat.door import forms, help
from bot.chat.door.talk import Replies, Reply, Talk, listed
from bot.chat.postings import postings
from bot.chat.wishes import wishes
from bot.domain.errors import AlreadyBound, BindingRefused, Stale
from bot.domain.people import BondState, Intent, Trust
from bot.domain.register.invite_code import digest
from bot.flows.publishing import catch_up
from bot.flows.register import join
from bot.flows.register.join import Joined
from bot.flows.wishes import rhythm
from bot.flows.wishes import wishes as wishing
from bot.store import people

FORM = "bind"
FITS = "fits"
"""The word in the link of a class group's message. The link opens the student's own list of fitting postings."""


async def start(talk: Talk) -> Replies:
    """Answer /start, which may contain the code of an invite link."""
    if talk.speaker is not None:
        return await _known(talk)
    if not talk.args or talk.args[0] == FITS:
        return talk.say("join/stranger")
    await forms.close(talk)
    await forms.open_fresh(talk, FORM, "number", code=digest(talk.args[0]))
    return talk.say("join/ask_number", invited=True)


async def _known(talk: Talk) -> Replies:
    if talk.me.state == BondState.PENDING:
        return talk.say("join/consent", name=talk.me.name, taken_over=True)
    if talk.args[:1] == (FITS,) and talk.me.is_student:
        return await postings.fits(talk)
    came_back = await catch_up.chat_open(talk.session, talk.telegram_id)
    return [*await _back(talk, came_back), *listed(await help.show(talk)), talk.menu()]


async def _back(talk: Talk, came_back: bool) -> list[Reply]:
    """Tell a student who had blocked or paused the bot whether the pause still applies."""
    if not talk.me.is_student:
        return []
    told = await rhythm.told(talk.session, talk.me.person_id, talk.now, talk.settings.quiet_hours)
    return [talk.say("join/back", told=told)] if came_back or told.paused else []


async def begin(talk: Talk) -> Replies:
    """Ask for the number, the name and the code step by step (绑定)."""
    _refuse_bound(talk)
    await forms.open_fresh(talk, FORM, "number")
    return talk.edit("join/ask_number", invited=False)


async def bind(talk: Talk) -> Replies:
    """Read the number, the name and the code from one line (/bind 学号 姓名 绑定码). Ask for the missing parts."""
    _refuse_bound(talk)
    return await _go_on(replace(talk, form="", values={}), list(talk.args))


async def step(talk: Talk) -> Replies:
    """Read the next answer of the form. The number, the name and the code may also come in one message."""
    if talk.step == "consent":
        return talk.say("join/consent", name=talk.values["name"], taken_over=False)
    words = talk.text.split()
    if talk.step == "name":
        words = [talk.values["number"], "".join(words)] if words else [talk.values["number"]]
    elif talk.step == "code":
        words = [talk.values["number"], talk.values["name"], "".join(words)]
    return await _go_on(talk, words)


def _refuse_bound(talk: Talk) -> None:
    if talk.speaker is not None and talk.speaker.state == BondState.BOUND:
        raise AlreadyBound(talk.speaker.name)


async def _go_on(talk: Talk, words: list[str]) -> Replies:
    """Ask for the first missing part of number, name and code. If all three are known, check them."""
    code = talk.values.get("code", "")
    if len(words) >= 3:
        code, words = digest(words[-1]), [words[0], "".join(words[1:-1])]
    kept: dict[str, Any] = {"code": code} if code else {}
    if not words:
        await forms.open_step(talk, FORM, "number", **kept)
        return talk.say("join/ask_number", invited=bool(code))
    if len(words) == 1:
        await forms.open_step(talk, FORM, "name", number=words[0], **kept)
        return talk.say("join/ask_name", number=words[0])
    if not code:
        await forms.open_step(talk, FORM, "code", number=words[0], name=words[1])
        return talk.say("join/ask_code", name=words[1])
    return await _prove(talk, words[0], words[1], code)


async def _prove(talk: Talk, number: str, name: str, code: str) -> Replies:
    """Check the number, the name and the code.

    A failed try must be saved. So it returns a reply instead of raising a refusal, which would undo the transaction.
    The form keeps the code, because usually the name was mistyped, and the link with the code is in another chat.
    """
    await forms.close(talk)
    try:
        proof = await join.prove(talk.session, talk.telegram_id, number, name, code, talk.now)
    except BindingRefused as refused:
        await join.note_failure(talk.session, talk.telegram_id, talk.now)
        await forms.open_fresh(talk, FORM, "number", code=code)
        return talk.say("join/refused", sentence=str(refused))
    kept = {"person": proof.person_id, "invite": proof.invite_id, "name": proof.name}
    await forms.open_fresh(talk, FORM, "consent", **kept)
    return talk.say("join/consent", name=proof.name, taken_over=False)


async def consent(talk: Talk) -> Replies:
    """Begin the bond after the person's consent (同意). A student is then asked about their plans."""
    if talk.speaker is not None and talk.speaker.state == BondState.PENDING:
        joined = await join.accept(talk.session, talk.telegram_id, talk.now)
    elif talk.form == FORM and talk.step == "consent":
        person, invite = talk.values["person"], talk.values["invite"]
        joined = await join.bind(talk.session, talk.telegram_id, person, invite, talk.now)
    else:
        raise Stale
    await forms.close(talk)
    return await _welcome(talk, joined)


async def _welcome(talk: Talk, joined: Joined) -> Replies:
    speaker = await people.speaker(talk.session, talk.telegram_id)
    if speaker is None:
        raise Stale
    confirmed = joined.trust == Trust.PERSONAL
    replies: list[Reply] = [talk.edit("join/joined", name=speaker.name, confirmed=confirmed), talk.menu()]
    if joined.left is not None:
        replies.append(replace(talk.say("join/moved"), chat_id=joined.left))
    if speaker.is_student:
        return [*replies, talk.say("join/intent")]
    return [*replies, *listed(await help.show(replace(talk, speaker=speaker, callback_id=None)))]


async def decline(talk: Talk) -> Replies:
    """Drop the answers (不同意). If the bond was imported from another bot, end it."""
    await forms.close(talk)
    if talk.speaker is not None and talk.speaker.state == BondState.PENDING:
        await join.leave(talk.session, talk.telegram_id, talk.now)
    return talk.edit("join/declined")


async def intent(talk: Talk) -> Replies:
    """Record the student's plan: 找工作, 考研, 考公 or 已定.

    A student who looks for work (找工作) is asked for places at once.
    """
    try:
        chosen = Intent(talk.args[0])
    except (IndexError, ValueError):
        raise Stale from None
    await wishing.intend(talk.session, talk.me.person_id, chosen)
    if chosen == Intent.JOB:
        return await wishes.regions(talk)
    return talk.edit("join/intent_saved", intent=chosen.value)


async def ask_intent(talk: Talk) -> Replies:
    return talk.edit("join/intent")
