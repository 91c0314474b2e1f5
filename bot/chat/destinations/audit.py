"""/audit: a college audits the filed destinations of its graduates, one at a time, with the evidence."""

from typing import Any

from bot.chat.destinations.filing import lines_of
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Talk
from bot.domain.errors import BadInput
from bot.flows.destinations import destinations
from bot.flows.destinations.destinations import Card
from bot.messenger import Attachment

FORM = "audit_reason"
REASONS = ("blurred", "mismatch", "incomplete", "not_employment")
LONGEST = 200


async def show(talk: Talk) -> Replies:
    """Show how many records wait, and show the oldest record with its evidence."""
    await forms.close(talk)
    card, count = await destinations.next_waiting(talk.session, talk.me)
    if card is None:
        return talk.edit("audit/none")
    return await _card(talk, card, count)


async def _card(talk: Talk, card: Card, count: int) -> Replies:
    papers = await destinations.papers(talk.session, card.record.id)
    values: dict[str, Any] = {"card": card, "lines": lines_of(card.code, card.record.fields), "count": count}
    if not papers:
        return talk.say("audit/card", **values)
    paper = papers[0]
    is_photo = not paper.content.startswith(b"%PDF")
    shown = talk.say(
        "audit/evidence",
        attachment=Attachment(paper.filename, paper.content, is_photo),
        name=card.person.name,
        number=card.person.number,
        filename=paper.filename,
    )
    return [shown, talk.say("audit/card", **values)]


async def approve(talk: Talk) -> Replies:
    card = await destinations.audit(talk.session, talk.number(0), talk.number(1), talk.me, talk.now)
    return talk.edit("audit/done", card=card, approved=True)


async def send_back(talk: Talk) -> Replies:
    """Send the record back (退回). The reason comes from a button or is typed."""
    card = await destinations.seen_by_auditor(talk.session, talk.number(0), talk.number(1), talk.me)
    if len(talk.args) > 2 and talk.args[2] in REASONS:
        words = talk.plain("audit/reason", reason=talk.args[2])
        return await _returned(talk, card.record.id, card.record.version, words, edit=True)
    await forms.open_step(talk, FORM, "reason", record=card.record.id, version=card.record.version)
    return talk.edit("audit/ask_reason", card=card, reasons=REASONS)


async def reason_typed(talk: Talk) -> Replies:
    reason = talk.text.strip()
    if not reason or len(reason) > LONGEST:
        raise BadInput(f"退回原因要写 1 到 {LONGEST} 个字。请重新输入，或发送 /cancel 取消。")
    return await _returned(talk, int(talk.values["record"]), int(talk.values["version"]), reason, edit=False)


async def _returned(talk: Talk, record: int, version: int, reason: str, edit: bool) -> Replies:
    await forms.close(talk)
    card = await destinations.audit(talk.session, record, version, talk.me, talk.now, reason)
    show = talk.edit if edit else talk.say
    return show("audit/done", card=card, approved=False)
