"""/help and /privacy: the functions for the speaker's roles, and the data that the bot keeps about them."""

from bot.chat.door import joining
from bot.chat.door.talk import Replies, Talk
from bot.domain.people import Role
from bot.domain.register import cohort
from bot.flows.school import school
from bot.store.tables import Student

PRIVACY_PAGES = 4


async def show(talk: Talk) -> Replies:
    if talk.speaker is None or joining.pending(talk):
        return await joining.met(talk, talk.edit)
    roles = {seat.role.value for seat in talk.speaker.seats}
    page = talk.args[0] if talk.callback_id and talk.args else ""
    return talk.edit("help", roles=roles, name=talk.speaker.name, filing=bool(talk.settings.filing_permit), page=page)


async def privacy(talk: Talk) -> Replies:
    """Show one page of the statement about personal data."""
    agreed = talk.speaker is not None and not joining.pending(talk)
    student = await talk.session.get(Student, talk.me.person_id) if agreed else None
    return talk.edit(
        "privacy",
        page=min(max(talk.page(), 0), PRIVACY_PAGES - 1),
        pages=PRIVACY_PAGES,
        school=await school(talk.session),
        recipient=talk.settings.recipient,
        bound=agreed,
        halfway=talk.form == joining.FORM or joining.pending(talk),
        until=cohort.kept_until(student.cohort) if student else None,
    )


async def not_understood(talk: Talk) -> Replies:
    """Answer a message from a bound person that no other handler answers."""
    staff = talk.me.holds(Role.OFFICE, Role.COLLEGE)
    lookout = not staff and talk.upload is not None and talk.upload.is_photo
    file = talk.upload is not None
    return talk.say("unknown", staff=staff, lookout=lookout, sent_file=file, sent=talk.sent, filling=bool(talk.form))
