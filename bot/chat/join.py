"""/start, /bind and the consent that everything else waits for."""

from bot.chat import forms
from bot.chat.talk import Replies, Talk


async def start(talk: Talk) -> Replies:
    if talk.speaker is None:
        return talk.say("join/stranger")
    return talk.say("help", roles=set(), name=talk.speaker.name, filing=False)


async def begin(talk: Talk) -> Replies:
    await forms.open_step(talk, "bind", "number")
    return talk.edit("join/ask_number")


async def bind(talk: Talk) -> Replies:
    return await begin(talk)


async def step(talk: Talk) -> Replies:
    return await begin(talk)


async def consent(talk: Talk) -> Replies:
    return talk.edit("join/stranger")


async def decline(talk: Talk) -> Replies:
    return talk.edit("join/stranger")
