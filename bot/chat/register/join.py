"""/start and /bind, and the two consents that a person must give before anything else."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.chat.door import forms, help, joining
from bot.chat.door.joining import CONSENT, FORM, OVERSEAS
from bot.chat.door.talk import Replies, Reply, Talk, listed
from bot.chat.postings import postings
from bot.chat.wishes import wishes
from bot.domain.errors import AlreadyBound, BindingRefused, Stale
from bot.domain.people import Intent, Trust
from bot.domain.register.invite_code import digest
from bot.flows.publishing import catch_up
from bot.flows.register import join
from bot.flows.register.join import Consents, Joined
from bot.flows.school import school
from bot.flows.wishes import rhythm
from bot.flows.wishes import wishes as wishing
from bot.store import people

FITS = "fits"
"""The word in the link of a class group's message. The link opens the student's own list of fitting postings."""
FRESH = "fresh"
"""The word in a button that also drops the code, because the code may be wrong."""


async def start(talk: Talk) -> Replies:
    """Answer /start, which may contain the code of an invite link."""
    if talk.speaker is not None:
        return await _known(talk)
    if not talk.args or talk.args[0] == FITS:
        return await joining.met(talk)
    return await _next(talk, code=digest(talk.args[0]))


async def _known(talk: Talk) -> Replies:
    if joining.pending(talk):
        return await joining.ask(talk)
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
    """Go to the first step that is still missing (绑定学号)."""
    _refuse_bound(talk)
    dropped = {"code": ""} if talk.args[:1] == (FRESH,) else {}
    return await _next(talk, **dropped)


async def bind(talk: Talk) -> Replies:
    """Read the number, the name and the code from one line (/bind 学号 姓名 绑定码). Ask for the missing parts.

    Before the consents, nothing of the line is kept.
    """
    _refuse_bound(talk)
    if not _agreed(talk):
        return await joining.ask(talk, typed=bool(talk.args))
    return await _go_on(talk, list(talk.args))


async def step(talk: Talk) -> Replies:
    """Read the next answer of the form. The number, the name and the code may also come in one message."""
    if not _agreed(talk):
        return await joining.ask(talk, typed=True)
    words = talk.text.split()
    if talk.step == "name":
        words = [talk.values["number"], "".join(words)] if words else [talk.values["number"]]
    elif talk.step == "code":
        words = [talk.values["number"], talk.values["name"], "".join(words)]
    return await _go_on(talk, words)


def _refuse_bound(talk: Talk) -> None:
    if not joining.unjoined(talk):
        raise AlreadyBound(talk.me.name)


def _kept(talk: Talk, *keys: str) -> dict[str, Any]:
    """The values that the open form already holds under these keys."""
    return {key: talk.values[key] for key in keys if talk.form == FORM and talk.values.get(key)}


def _agreed(talk: Talk) -> bool:
    return not joining.pending(talk) and len(_kept(talk, CONSENT, OVERSEAS)) == 2


async def _next(talk: Talk, **known: Any) -> Replies:
    """Open the form at its first missing step. The consents come first, then the number and the name."""
    kept = _kept(talk, CONSENT, OVERSEAS, "code") | known
    if CONSENT in kept and OVERSEAS in kept:
        await forms.open_fresh(talk, FORM, "number", **kept)
        return talk.edit("join/ask_number", invited=bool(kept.get("code")))
    await forms.open_fresh(talk, FORM, OVERSEAS if CONSENT in kept else CONSENT, **kept)
    return await joining.ask(talk, talk.edit)


async def agree(talk: Talk) -> Replies:
    """Show the second screen after the first consent (同意). It asks about the servers abroad."""
    _refuse_bound(talk)
    await forms.open_fresh(talk, FORM, OVERSEAS, **_kept(talk, "code"), **{CONSENT: talk.now.isoformat()})
    values = {"school": await school(talk.session), "recipient": talk.settings.recipient}
    return talk.edit("join/overseas", **values, typed=False)


async def agree_overseas(talk: Talk) -> Replies:
    """Take the second consent (同意出境传递). A pending bond begins; a stranger is asked for number and name."""
    _refuse_bound(talk)
    if not _kept(talk, CONSENT):  # the button outlived its form: the first screen comes first
        return await _next(talk)
    talk.values[OVERSEAS] = talk.now.isoformat()
    if not joining.pending(talk):
        return await _next(talk)
    await forms.close(talk)
    return await _welcome(talk, await join.accept(talk.session, talk.telegram_id, _consents(talk), talk.now))


def _consents(talk: Talk) -> Consents:
    return Consents(*(datetime.fromisoformat(talk.values[key]) for key in (CONSENT, OVERSEAS)))


async def _go_on(talk: Talk, words: list[str]) -> Replies:
    """Ask for the first missing part of number, name and code. If all three are known, check them."""
    kept = _kept(talk, CONSENT, OVERSEAS, "code")
    if len(words) >= 3:
        kept["code"], words = digest(words[-1]), [words[0], "".join(words[1:-1])]
    if not words:
        await forms.open_fresh(talk, FORM, "number", **kept)
        return talk.say("join/ask_number", invited="code" in kept)
    if len(words) == 1:
        await forms.open_fresh(talk, FORM, "name", number=words[0], **kept)
        return talk.say("join/ask_name", number=words[0])
    if "code" not in kept:
        await forms.open_fresh(talk, FORM, "code", number=words[0], name=words[1], **kept)
        return talk.say("join/ask_code", name=words[1])
    return await _prove(talk, words[0], words[1], kept)


async def _prove(talk: Talk, number: str, name: str, kept: dict[str, Any]) -> Replies:
    """Check the number, the name and the code, and bind the person.

    A failed try must be saved. So it returns a reply instead of raising a refusal, which would undo the transaction.
    The form keeps the code, because usually the name was mistyped, and the link with the code is in another chat.
    """
    try:
        proof = await join.prove(talk.session, talk.telegram_id, number, name, kept["code"], talk.now)
    except BindingRefused as refused:
        await join.note_failure(talk.session, talk.telegram_id, talk.now)
        await forms.open_fresh(talk, FORM, "number", **kept)
        return talk.say("join/refused", sentence=str(refused))
    await forms.close(talk)
    who = (talk.telegram_id, proof.person_id, proof.invite_id)
    return await _welcome(talk, await join.bind(talk.session, *who, _consents(talk), talk.now))


async def _welcome(talk: Talk, joined: Joined) -> Replies:
    speaker = await people.speaker(talk.session, talk.telegram_id)
    if speaker is None:
        raise Stale
    if joined.renewed:
        return [talk.edit("join/renewed"), talk.menu()]
    confirmed = joined.trust == Trust.PERSONAL
    replies: list[Reply] = [talk.edit("join/joined", name=speaker.name, confirmed=confirmed), talk.menu()]
    if joined.left is not None:
        replies.append(replace(talk.say("join/moved"), chat_id=joined.left))
    if speaker.is_student:
        return [*replies, talk.say("join/intent")]
    return [*replies, *listed(await help.show(replace(talk, speaker=speaker, callback_id=None)))]


async def decline(talk: Talk) -> Replies:
    """Drop a stranger's answers (不同意, on either screen). A person with a pending bond is asked once more."""
    _refuse_bound(talk)
    await forms.close(talk)
    if joining.pending(talk):
        return talk.edit("join/decline")
    return talk.edit("join/declined", school=await school(talk.session), ended=False)


async def decline_yes(talk: Talk) -> Replies:
    """End the pending bond (确定不同意)."""
    if not joining.pending(talk):
        raise Stale
    await forms.close(talk)
    await join.leave(talk.session, talk.telegram_id, talk.now)
    return [talk.edit("join/declined", school=await school(talk.session), ended=True), talk.menu()]


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
