"""The cards of the chain: colleges pass postings on or hold them, and holders of classes declare what they relayed."""

import asyncio
from datetime import timedelta

from bot import sheets
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Talk
from bot.domain.chain.chain import RungState
from bot.domain.errors import Stale
from bot.domain.paging import paged
from bot.domain.people import Role
from bot.flows.chain import chase, declare, groups, relay, report_sheet, waiting
from bot.flows.chain.college_card import card_values
from bot.flows.chain.report import View
from bot.messenger import Attachment
from bot.store.chain import chain as rungs
from bot.store.chain import waiting as store

FORM = "pass_note"
HOLD_HOURS = {"2h": 2, "1d": 24, "3d": 72}
HOLD_REASONS = ("check", "better", "other")
KINDS = ("person", "phone")
NAMES_A_PAGE = 8
HANDS = 6


async def tasks(talk: Talk) -> Replies:
    """List the tasks that wait for the speaker. If the only task is the list of one college, show that list at once."""
    colleges = [await waiting.listed(talk.session, each, talk.me, talk.now) for each in talk.me.units(Role.COLLEGE)]
    own = [
        each
        for each in await rungs.reports_held(talk.session, talk.me.units(Role.CADRE))
        if each.state == RungState.RELAYED or await store.is_alive(talk.session, each.id, talk.now)
    ]
    classes = talk.me.units(Role.COUNSELLOR, Role.ADVISOR)
    hand = await chase.need_hand(talk.session, talk.now, classes) if classes else []
    pinned = await groups.held(talk.session, talk.me)
    if len(colleges) == 1 and not (own or hand or pinned):
        return talk.edit("chain/college_list", **colleges[0])
    return talk.edit(
        "chain/tasks",
        colleges=colleges,
        reports=own,
        hand=hand[:HANDS],
        more=len(hand) - HANDS,
        groups=pinned,
        may_add_to=talk.bot_username if talk.me.units(*groups.MAY_BIND) else "",
    )


async def college_list(talk: Talk) -> Replies:
    """List the postings that wait until the college passes them on (待下发岗位)."""
    await forms.close(talk)
    return talk.edit("chain/college_list", **await waiting.listed(talk.session, talk.number(), talk.me, talk.now))


async def pass_all(talk: Talk) -> Replies:
    """Pass on all waiting postings of a college (全部下发), after a confirmation that shows their number.

    Postings that arrive after the confirmation was shown are not passed on.
    """
    college, shown = talk.number(), await waiting.listed(talk.session, talk.number(), talk.me, talk.now)
    if len(talk.args) < 2:
        return talk.edit("chain/pass_all", **shown)
    passed = await relay.pass_all(talk.session, college, talk.number(1), talk.me, talk.now)
    after = await waiting.listed(talk.session, college, talk.me, talk.now)
    return [talk.toast("chain/passed_all", passed=passed), talk.edit("chain/college_list", **after)]


async def card(talk: Talk) -> Replies:
    await forms.close(talk)
    seen = await relay.rung_card(talk.session, talk.number(), talk.me)
    return talk.edit("chain/college_card", **card_values(seen))


async def pass_on(talk: Talk) -> Replies:
    await forms.close(talk)
    seen = await relay.pass_on(talk.session, talk.number(), talk.me, talk.now)
    return talk.edit("chain/college_card", **card_values(seen))


async def ask_note(talk: Talk) -> Replies:
    """Ask for the note that is passed on with the posting (附言下发)."""
    seen = await relay.rung_card(talk.session, talk.number(), talk.me)
    await forms.open_step(talk, FORM, "note", rung=seen.rung.id)
    return talk.edit("chain/ask_note", rung=seen.rung.id, title=seen.push.title, longest=relay.NOTE_LENGTH)


async def note_typed(talk: Talk) -> Replies:
    note = relay.check_note(talk.text)
    seen = await relay.rung_card(talk.session, int(talk.values["rung"]), talk.me)
    if not seen.is_open:  # a colleague or the deadline has passed it on
        await forms.close(talk)
        return talk.say("chain/college_card", **card_values(seen))
    await forms.open_step(talk, FORM, "confirm", note=note)
    return talk.say("chain/confirm_note", card=card_values(seen), note=note)


async def pass_with_note(talk: Talk) -> Replies:
    """Pass the posting on with the note that the confirmation showed."""
    if talk.form != FORM or talk.step != "confirm" or talk.values["rung"] != talk.number():
        raise Stale
    await forms.close(talk)
    seen = await relay.rung_card(talk.session, talk.number(), talk.me)
    if seen.is_open:
        seen = await relay.pass_on(talk.session, talk.number(), talk.me, talk.now, str(talk.values["note"]))
    return talk.edit("chain/college_card", **card_values(seen))


async def ask_hold(talk: Talk) -> Replies:
    """Ask for how long and why the posting is held (暂缓), in two taps. Then hold it."""
    seen = await relay.rung_card(talk.session, talk.number(), talk.me)
    if len(talk.args) < 2:
        return talk.edit("chain/ask_hold", rung=seen.rung.id, title=seen.push.title, hours=list(HOLD_HOURS))
    if talk.args[1] not in HOLD_HOURS:
        raise Stale
    if len(talk.args) < 3:
        return talk.edit("chain/ask_hold_reason", rung=seen.rung.id, span=talk.args[1])
    if talk.args[2] not in HOLD_REASONS:
        raise Stale
    until = talk.now + timedelta(hours=HOLD_HOURS[talk.args[1]])
    held = await relay.hold(talk.session, seen.rung.id, talk.me, talk.now, until, talk.args[2])
    return talk.edit("chain/college_card", **card_values(held))


async def show_report(talk: Talk) -> Replies:
    seen = await declare.view(talk.session, talk.number(), talk.me)
    values = seen.values()
    if seen.report.state != RungState.RELAYED and not await store.is_alive(talk.session, seen.report.id, talk.now):
        values["state"] = RungState.CLOSED.value
    return talk.edit("chain/report", **values)


async def sheet(talk: Talk) -> Replies:
    """Send all announcements of a report as a file that a cadre can pass on."""
    report = (await declare.view(talk.session, talk.number(), talk.me)).values()
    rows = await report_sheet.rows(talk.session, report["report"])
    name = talk.plain("chain/sheet_name", **report)
    content = await asyncio.to_thread(sheets.write_sheet, name, talk.plain("chain/sheet_columns").split("|"), rows)
    return talk.say("chain/sheet", attachment=Attachment(f"{name}.xlsx", content), count=len(rows), **report)


async def to_group(talk: Talk) -> Replies:
    """Declare that the report was posted in the class group (已发班群)."""
    seen = await declare.relayed_to_group(talk.session, talk.number(), talk.me, talk.now)
    return talk.edit("chain/report", **seen.values())


async def take_back(talk: Talk) -> Replies:
    seen = await declare.take_back(talk.session, talk.number(), talk.me, talk.now)
    return talk.edit("chain/report", **seen.values())


async def pick_names(talk: Talk) -> Replies:
    """List the classmates to mark as told in person or by telephone (已当面/电话告知).

    A tap marks a classmate. A second tap removes the mark.
    """
    seen = await declare.view(talk.session, talk.number(), talk.me)
    kind, page = _kind(talk), talk.page(2)
    return _names(talk, seen, kind, page)


async def told(talk: Talk) -> Replies:
    kind, person_id, page = _kind(talk), talk.number(2), talk.number(3)
    seen = await declare.told(talk.session, talk.number(), person_id, kind, talk.me, talk.now)
    return _names(talk, seen, kind, page)


def _kind(talk: Talk) -> str:
    if len(talk.args) < 2 or talk.args[1] not in KINDS:
        raise Stale
    return talk.args[1]


def _names(talk: Talk, seen: View, kind: str, page: int) -> Replies:
    shown = paged(seen.unreached, page, NAMES_A_PAGE)
    return talk.edit(
        "chain/names", report=seen.report.id, kind=kind, shown=shown.lines, **shown.turns, left=len(seen.left)
    )
