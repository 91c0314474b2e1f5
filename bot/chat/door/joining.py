"""The screens of a person who has not agreed yet: the introduction of the bot and the two consents."""

import re
from collections.abc import Callable
from typing import Any

from bot.chat.door.talk import Reply, Talk
from bot.domain.people import BondState
from bot.flows.school import school

FORM = "bind"
CONSENT, OVERSEAS = "consent", "overseas"
"""The first steps of the form. The later ones ask for number, name and code."""
NUMBER = re.compile(r"\d{5}")
"""A text with so many digits in a row holds somebody's number."""


def pending(talk: Talk) -> bool:
    """Whether the bond waits for the consents: it was imported, or it is older than the two screens."""
    return talk.speaker is not None and talk.speaker.state == BondState.PENDING


def unjoined(talk: Talk) -> bool:
    return talk.speaker is None or pending(talk)


async def met(talk: Talk, put: Callable[..., Reply] | None = None) -> Reply:
    """The introduction for a stranger; the missing consent for a person with a pending bond."""
    if pending(talk):
        return await ask(talk, put)
    return (put or talk.say)("join/stranger", school=await school(talk.session))


async def ask(talk: Talk, put: Callable[..., Reply] | None = None, *, typed: bool = False) -> Reply:
    """The screen of the missing consent. ``typed`` says that the person wrote something, which is not kept."""
    step = OVERSEAS if talk.form == FORM and talk.step == OVERSEAS else CONSENT
    values: dict[str, Any] = {"school": await school(talk.session), "recipient": talk.settings.recipient}
    return (put or talk.say)(f"join/{step}", **values, taken_over=pending(talk), typed=typed)


async def read(talk: Talk) -> Reply:
    """Answer a text. A text with a number gets the consent; any other text gets the introduction."""
    return await ask(talk, typed=True) if NUMBER.search(talk.text) else await met(talk)
