"""/destination: a graduate files a destination, one short question at a time, and confirms the audited record."""

from bot.chat.destinations import filing
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Talk
from bot.domain.destinations import destination as rules
from bot.domain.errors import BadInput, Stale
from bot.flows.delivery import acknowledge
from bot.flows.destinations import destinations

CONTEST = "destination_contest"
LONGEST_REASON = 200


async def show(talk: Talk) -> Replies:
    """Continue the open form. If no form is open, show the filed record, or ask the first question."""
    if not talk.settings.filing_permit:
        return talk.edit("destination/not_permitted", url=talk.settings.register_url)
    if talk.form == filing.FORM:
        return await filing.resume(talk)
    await forms.close(talk)
    card = await destinations.mine(talk.session, talk.me)
    if card is None:
        return talk.edit("destination/groups", changing=False)
    return talk.edit("destination/mine", card=card, lines=filing.lines_of(card.code, card.record.fields))


async def group(talk: Talk) -> Replies:
    filing.check_permit(talk)
    if not talk.args:
        return talk.edit("destination/groups", changing=await destinations.mine(talk.session, talk.me) is not None)
    if talk.args[0] not in filing.GROUPS:
        raise Stale
    codes = [rules.code_of(code) for code in filing.GROUPS[talk.args[0]]]
    return talk.edit("destination/codes", codes=codes)


async def confirm(talk: Talk) -> Replies:
    card = await destinations.confirm(talk.session, talk.number(), talk.me, talk.now)
    return talk.edit("destination/mine", card=card, lines=filing.lines_of(card.code, card.record.fields))


async def contest(talk: Talk) -> Replies:
    """Ask for the mistake in the record (有误)."""
    await destinations.mine(talk.session, talk.me)
    await forms.open_step(talk, CONTEST, "reason", destination=talk.number())
    return talk.edit("destination/ask_wrong")


async def contest_typed(talk: Talk) -> Replies:
    reason = talk.text.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise BadInput(f"说明要写 1 到 {LONGEST_REASON} 个字。请用一句话说说哪里不对，或发送 /cancel 取消。")
    await destinations.contest(talk.session, int(talk.values["destination"]), talk.me, reason, talk.now)
    await forms.close(talk)
    return talk.say("destination/contested")


async def later(talk: Talk) -> Replies:
    """Record that the graduate has no destination yet (还没有). Only the question is acknowledged."""
    await acknowledge.acknowledge(talk.session, talk.number(), talk.me, talk.now)
    return talk.edit("destination/later")
