"""/me: what is kept about the person who asks, who sees it, and the way out."""

from bot.chat.talk import Replies, Talk
from bot.domain.people import Trust
from bot.flows import join, wishes
from bot.store import bonds, people
from bot.store.tables import Student


async def show(talk: Talk) -> Replies:
    student = await talk.session.get(Student, talk.me.person_id)
    got, opened = await bonds.received(talk.session, talk.me.person_id)
    return talk.edit(
        "join/me",
        me=talk.me,
        confirmed=talk.me.trust == Trust.PERSONAL,
        bond=await people.bond_of(talk.session, talk.me.person_id),
        student=student,
        place=await people.unit_path(talk.session, student.class_id) if student else "",
        wish=await wishes.told(talk.session, talk.me.person_id),
        got=got,
        opened=opened,
    )


async def ask_leave(talk: Talk) -> Replies:
    return talk.edit("join/leave")


async def leave(talk: Talk) -> Replies:
    """退出绑定, after it was asked again."""
    await join.leave(talk.session, talk.telegram_id, talk.now)
    return [talk.edit("join/left"), talk.menu()]
