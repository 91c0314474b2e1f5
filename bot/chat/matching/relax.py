"""/relax: single changes of the wishes that would bring more postings.

One tap makes a change, and one tap undoes it.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.door.talk import Replies, Rest, Talk
from bot.domain.errors import Stale
from bot.domain.matching.relaxing import Kind, Step
from bot.flows.matching import relax


async def show(talk: Talk) -> Replies:
    return talk.edit("relax/show", outlook=await relax.outlook(talk.session, talk.me.person_id, talk.now))


async def make(talk: Talk) -> Rest:
    try:
        step = Step(Kind(talk.args[0]), talk.args[1] if len(talk.args) > 1 else "")
    except (IndexError, ValueError):
        raise Stale from None
    done = await relax.weigh(talk.session, talk.me.person_id, step, talk.now)

    async def write(session: AsyncSession) -> Replies:
        await relax.make(session, talk.me.person_id, step, talk.now)
        return talk.edit("relax/done", done=done)

    return write


async def undo(talk: Talk) -> Replies:
    await relax.undo(talk.session, talk.me.person_id, talk.number(), talk.now)
    return await show(talk)
