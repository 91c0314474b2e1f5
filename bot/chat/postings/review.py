"""/review: the office approves announcements or sends them back."""

from bot import render
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, ReplyKind, Talk
from bot.domain.errors import NotAllowed, Stale
from bot.domain.people import Role
from bot.domain.postings.announcement import AnnouncementState
from bot.domain.postings.screening import Action
from bot.flows.postings import review
from bot.flows.postings.review import Card
from bot.messenger import Message
from bot.render import plain
from bot.store.postings import announcements, postings

APPROVE, RETURN = "approve_reason", "return_reason"
APPROVE_REASONS = ("description", "verified", "employer_agreed")
RETURN_REASONS = ("discrimination", "fraud", "incomplete", "not_campus", "qualification")

SAMPLE = ("major_exact", "region_exact")
"""The reasons of a good match that the sample message shows."""


async def queue(talk: Talk) -> Replies:
    """List the announcements that wait for review, oldest first."""
    page = talk.page()
    found = await postings.page(talk.session, AnnouncementState.REVIEW, page)
    return talk.edit("review/queue", overview=await review.overview(talk.session), found=found)


async def card(talk: Talk) -> Replies:
    await forms.close(talk)
    return _card(talk, await review.card(talk.session, talk.number()))


async def approve(talk: Talk) -> Replies:
    """Approve the announcement (通过). If screening found something, ask for a reason first."""
    announcement_id, seen = talk.number(), _word(talk, 1)
    reason = _reason(talk, "review/approve_reason", APPROVE_REASONS)
    shown = await review.card(talk.session, announcement_id)
    if shown.verdict is Action.REVIEW and not reason:
        await forms.open_step(talk, APPROVE, "reason", announcement=announcement_id, seen=seen)
        return talk.edit("review/ask_approve_reason", card=shown, seen=seen, reasons=APPROVE_REASONS)
    return await _approve(talk, announcement_id, seen, reason)


async def approve_reason_typed(talk: Talk) -> Replies:
    _still_office(talk)
    return await _approve(talk, talk.values["announcement"], talk.values["seen"], talk.text)


async def send_back(talk: Talk) -> Replies:
    """Send the announcement back (退回). The reason comes from a button or is typed."""
    announcement_id, seen = talk.number(), _word(talk, 1)
    reason = _reason(talk, "review/return_reason", RETURN_REASONS)
    if not reason:
        shown = await review.card(talk.session, announcement_id)
        await forms.open_step(talk, RETURN, "reason", announcement=announcement_id, seen=seen)
        return talk.edit("review/ask_return_reason", card=shown, seen=seen, reasons=RETURN_REASONS)
    return await _send_back(talk, announcement_id, seen, reason)


async def return_reason_typed(talk: Talk) -> Replies:
    _still_office(talk)
    return await _send_back(talk, talk.values["announcement"], talk.values["seen"], talk.text)


async def undo(talk: Talk) -> Replies:
    """Undo a decision (撤销), as long as nothing is published."""
    return _card(talk, await review.undo(talk.session, talk.number(), talk.me.person_id, talk.now))


async def as_student(talk: Talk) -> Replies:
    """Show the student's message or its details (看学生看到的样子).

    The reasons are samples, and the buttons do not work.
    """
    shown = await review.card(talk.session, talk.number())
    whole, detail = shown.whole, talk.args[1:] == ("detail",)
    values = {"announcement": whole.announcement, "employer": whole.employer, "postings": whole.postings}
    if detail:
        text = render.text("student/detail", delivery=0, now=talk.now, **values)
    else:
        rows = [{"posting": each.id, "reasons": SAMPLE} for each in whole.postings]
        text = render.text("student/posting", delivery=0, rows=rows, now=talk.now, **values)
    frame = render.message("review/as_student", announcement=whole.announcement, detail=detail, now=talk.now)
    return Reply(ReplyKind.EDIT, Message(f"{frame.text}\n\n{text}", frame.buttons))


async def unparsed(talk: Talk) -> Replies:
    """List the unpublished announcements that have cells that the bot did not understand."""
    page = talk.number() if talk.args else 0
    return talk.edit("review/unparsed", found=await announcements.with_unparsed(talk.session, page))


async def bulk(talk: Talk) -> Replies:
    """Approve all announcements without findings (通过所有无命中的), after a confirmation.

    Nothing is approved if their number has changed since the confirmation was shown.
    """
    if talk.args:
        count = await review.approve_unflagged(talk.session, talk.number(), talk.me.person_id, talk.now)
        return talk.edit("review/bulk_done", count=count)
    overview = await review.overview(talk.session)
    return talk.edit("review/bulk_confirm", count=overview.unflagged)


async def _approve(talk: Talk, announcement_id: int, seen: str, reason: str) -> Reply:
    decided = await review.approve(talk.session, announcement_id, seen, talk.me.person_id, talk.now, reason)
    await forms.close(talk)
    return talk.edit("review/decided", card=decided)


async def _send_back(talk: Talk, announcement_id: int, seen: str, reason: str) -> Reply:
    decided = await review.send_back(talk.session, announcement_id, seen, talk.me.person_id, talk.now, reason)
    await forms.close(talk)
    return talk.edit("review/decided", card=decided)


def _card(talk: Talk, card: Card) -> Reply:
    """Show the announcement as a student will see it, and the findings of screening."""
    rows = [{"posting": posting.id, "reasons": []} for posting in card.whole.postings]
    return talk.edit("review/card", card=card, whole=card.whole, rows=rows)


def _still_office(talk: Talk) -> None:
    """Raise NotAllowed if the person has left the office since the form was opened."""
    if not talk.me.holds(Role.OFFICE):
        raise NotAllowed


def _word(talk: Talk, place: int) -> str:
    if len(talk.args) <= place:
        raise Stale
    return talk.args[place]


def _reason(talk: Talk, template: str, codes: tuple[str, ...]) -> str:
    """The text of the pressed reason, or empty if no reason was pressed."""
    if len(talk.args) < 3:
        return ""
    if talk.args[2] not in codes:
        raise Stale
    return plain(template, code=talk.args[2])
