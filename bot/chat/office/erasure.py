"""/forget: the office deletes early what is kept about a graduate who asks for it."""

from dataclasses import replace

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Talk
from bot.domain.errors import BadInput
from bot.flows.office import erasure
from bot.flows.school import school

FORM = "forget"


async def begin(talk: Talk) -> Replies:
    await forms.open_fresh(talk, FORM, "who")
    return talk.edit("forget/ask")


async def typed(talk: Talk) -> Replies:
    """Find the graduate by number (学号) or name."""
    if talk.upload is not None or not talk.text.strip():
        raise BadInput("请输入学号或姓名的文字，或发送 /cancel 取消。")
    hits = await erasure.find(talk.session, talk.text)
    if len(hits) == 1:
        return talk.say("forget/confirm", of=hits[0])
    return talk.say("forget/found", hits=hits)


async def show(talk: Talk) -> Replies:
    return talk.edit("forget/confirm", of=await erasure.subject(talk.session, talk.number()))


async def erase(talk: Talk) -> Replies:
    """Delete (确认删除), and tell the graduate on the account that was bound."""
    done = await erasure.erase(talk.session, talk.number(), talk.me.person_id, talk.now)
    await forms.close(talk)
    replies = [talk.edit("forget/done", done=done)]
    if done.telegram_id is not None:
        told = talk.tell(done.telegram_id, "forget/told", school=await school(talk.session))
        replies += [told, replace(talk.menu(), chat_id=done.telegram_id)]
    return replies
