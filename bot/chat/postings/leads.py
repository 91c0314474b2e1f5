"""Leads: a person sends the office a vacancy seen elsewhere (/lead). The office enters or refuses it (/leads)."""

import asyncio

from bot import qr
from bot.chat.door import forms, offer
from bot.chat.door.talk import Replies, Reply, Talk
from bot.chat.postings import postings
from bot.domain.errors import NotAllowed, NothingPasted, Stale
from bot.domain.people import Role
from bot.flows.postings import leads
from bot.messenger import Attachment
from bot.store.postings import leads as rows

FORM = "lead"
REASON = "lead_reason"
REASONS = ("known", "closed", "vague", "unsafe", "not_ours")


async def begin(talk: Talk) -> Replies:
    """Ask for the vacancy that the person wants to send."""
    await leads.check_quota(talk.session, talk.me, talk.now)
    await rows.drop_drafts(talk.session, talk.me.person_id)
    await forms.open_step(talk, FORM, "write")
    return talk.edit("leads/ask", longest=leads.LONGEST)


async def kept(talk: Talk) -> Replies:
    """Make a draft from the text that the student typed before (是招聘，发给就业处)."""
    words = offer.held(talk)
    if talk.step != offer.STEP:
        raise Stale
    await leads.check_quota(talk.session, talk.me, talk.now)
    await rows.drop_drafts(talk.session, talk.me.person_id)
    draft = await leads.write(talk.session, talk.me, talk.now, words)
    await forms.close(talk)
    await forms.open_step(talk, FORM, "confirm", at=draft.at.isoformat())
    return talk.edit("leads/preview", lead=draft)


async def typed(talk: Talk) -> Replies:
    """Make a draft from a text or a photo, and preview it. A second text or photo replaces the draft."""
    photo = talk.upload.content if talk.upload else None
    draft = await leads.write(talk.session, talk.me, talk.now, talk.text, photo)
    await forms.open_step(talk, FORM, "confirm", at=draft.at.isoformat())
    return talk.say("leads/preview", lead=draft)


async def send(talk: Talk) -> Replies:
    """Send the lead that the preview shows. There is one draft, so an older preview of it is refused."""
    if talk.form != FORM or talk.step != "confirm":
        raise Stale
    await leads.send(talk.session, talk.me, talk.now, str(talk.values.get("at")))
    await forms.close(talk)
    return talk.edit("leads/thanks")


async def drop(talk: Talk) -> Replies:
    """Delete the draft and its photo at once (取消)."""
    await rows.drop_drafts(talk.session, talk.me.person_id)
    return await forms.cancel(talk)


async def listed(talk: Talk) -> Replies:
    """List the waiting leads, newest first."""
    page = talk.page()
    return talk.edit("leads/list", found=await rows.page(talk.session, page))


async def show(talk: Talk) -> Replies:
    """Show one lead, with its photo above it."""
    await forms.close(talk)
    card = await leads.card(talk.session, talk.number())
    page = talk.page(1)
    if card.lead.photo is None or len(talk.args) > 2:
        return talk.edit("leads/card", card=card, page=page)
    picture = Attachment(f"lead{card.lead.id}.jpg", card.lead.photo, is_photo=True)
    links = await asyncio.to_thread(qr.links, card.lead.photo)
    return [
        talk.say("leads/photo", card=card, links=links, attachment=picture),
        talk.say("leads/card", card=card, page=page),
    ]


async def take(talk: Talk) -> Replies:
    """Read the lead as if its text had been pasted (录入).

    If no posting is recognised, show the fields that the office must fill in, beside the lead.
    """
    card = await leads.waiting(talk.session, talk.number())
    try:
        return await postings.preview(talk, {"text": card.lead.text, "lead": card.lead.id})
    except NothingPasted:
        await forms.close(talk)
        await forms.open_step(talk, postings.FORM, "paste", lead=card.lead.id)
        return talk.edit("leads/ask_paste", card=card)


async def refuse(talk: Talk) -> Replies:
    """Refuse the lead (不采用). The reason comes from a button or is typed."""
    card = await leads.waiting(talk.session, talk.number())
    if len(talk.args) > 1:
        if talk.args[1] not in REASONS:
            raise Stale
        return await _refused(talk, card.lead.id, talk.plain("leads/reason", code=talk.args[1]), edit=True)
    await forms.open_step(talk, REASON, "reason", lead=card.lead.id)
    return talk.edit("leads/ask_reason", card=card, reasons=REASONS)


async def reason_typed(talk: Talk) -> Replies:
    if not talk.me.holds(Role.OFFICE):
        raise NotAllowed
    return await _refused(talk, int(talk.values["lead"]), talk.text, edit=False)


async def _refused(talk: Talk, lead_id: int, reason: str, edit: bool) -> Reply:
    card = await leads.refuse(talk.session, lead_id, talk.me.person_id, reason, talk.now)
    await forms.close(talk)
    show = talk.edit if edit else talk.say
    return show("leads/refused_done", card=card)
