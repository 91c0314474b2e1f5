"""Rechecking (待核实): the office checks one open announcement at a time by telephone."""

from bot.chat.door.talk import Replies, Talk
from bot.flows.postings import recheck


async def show(talk: Talk) -> Replies:
    place = talk.page()
    return talk.edit("recheck/card", asked=await recheck.at(talk.session, place, talk.now))


async def still_hiring(talk: Talk) -> Replies:
    announcement, before = await recheck.still_hiring(talk.session, talk.number(), talk.now)
    left = await recheck.at(talk.session, 0, talk.now)
    return talk.edit("recheck/done", announcement=announcement, before=before, left=left.total if left else 0)


async def undo(talk: Talk) -> Replies:
    await recheck.undo(talk.session, talk.number(), talk.args[1] if len(talk.args) > 1 else "")
    return talk.edit("recheck/card", asked=await recheck.at(talk.session, 0, talk.now))
