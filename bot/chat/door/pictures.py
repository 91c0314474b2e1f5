"""Draws the picture of a reply just before the reply is sent, in a thread and without an open session."""

import asyncio
from dataclasses import replace

from bot import charts
from bot.chat.door.talk import Reply
from bot.messenger import Attachment


async def drawn(reply: Reply) -> Reply:
    """The reply with its picture, if it has a chart. The first drawing loads matplotlib, which takes seconds."""
    if reply.chart is None:
        return reply
    content = await asyncio.to_thread(charts.draw, **reply.chart)
    message = replace(reply.message, attachment=Attachment("chart.png", content, True))
    return replace(reply, message=message, chart=None)
