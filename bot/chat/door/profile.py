"""The bot's description, which Telegram shows before a person presses Start. It carries the school's name."""

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot import render
from bot.flows.school import school
from bot.store.engine import Store

log = structlog.get_logger()


async def describe(store: Store, bot: Bot) -> None:
    """Set the description and the short description if they differ, because Telegram limits how often they may change.

    The bot works without them, so a refusal is only logged.
    """
    async with store.reading() as session:
        known = await school(session)
    long, short = render.plain("join/description", school=known), render.plain("join/short_description", school=known)
    try:
        if (await bot.get_my_description()).description != long:
            await bot.set_my_description(long)
        if (await bot.get_my_short_description()).short_description != short:
            await bot.set_my_short_description(short)
    except TelegramError as error:
        log.warning("profile.not_set", error=type(error).__name__)
