"""Passing on to chosen classes first (选班级下发).

The form stores the ticked classes, so that they survive a restart.
"""

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Talk
from bot.domain.errors import BadInput, Stale
from bot.domain.paging import paged
from bot.flows.chain import relay
from bot.flows.chain.college_card import Card, card_values

FORM = "pick_classes"
A_PAGE = 8


async def begin(talk: Talk) -> Replies:
    """Show the classes of a card. No class is ticked at first."""
    seen = await relay.rung_card(talk.session, talk.number(), talk.me)
    return await _show(talk, seen, [], "", 0)


async def tap(talk: Talk) -> Replies:
    """Tick or untick a class. If the class id in the button data is 0, only turn the page."""
    seen, chosen, note = await _open(talk)
    class_id, page = talk.number(1), talk.number(2)
    if class_id:
        chosen = [each for each in chosen if each != class_id] if class_id in chosen else [*chosen, class_id]
    return await _show(talk, seen, chosen, note, page)


async def ask_note(talk: Talk) -> Replies:
    seen, chosen, note = await _open(talk)
    await _keep(talk, seen, chosen, note, "note")
    return talk.edit("chain/pick_note", rung=seen.rung.id, longest=relay.NOTE_LENGTH, note=note)


async def note_typed(talk: Talk) -> Replies:
    """Record the typed note for the cadres of the chosen classes."""
    if talk.speaker is None or "rung" not in talk.values:
        raise Stale
    note = relay.check_note(talk.text)
    seen = await relay.rung_card(talk.session, int(talk.values["rung"]), talk.me)
    return await _show(talk, seen, list(talk.values["classes"]), note, 0)


async def confirm(talk: Talk) -> Replies:
    """Show the chosen classes and the note for confirmation, before anything is passed on."""
    seen, chosen, note = await _open(talk)
    left = await relay.left_classes(talk.session, seen.rung)
    now = [share for share in left if share.unit_id in chosen]
    if not now:
        raise BadInput("还没有选班级，请先点要下发的班级。")
    later = [share for share in left if share.unit_id not in chosen]
    return talk.edit("chain/pick_confirm", card=card_values(seen), chosen=now, later=later, note=note)


async def go(talk: Talk) -> Replies:
    seen, chosen, note = await _open(talk)
    await forms.close(talk)
    after = await relay.pass_classes(talk.session, seen.rung.id, chosen, talk.me, talk.now, note)
    return talk.edit("chain/college_card", **card_values(after))


async def _open(talk: Talk) -> tuple[Card, list[int], str]:
    """(card, ids of the ticked classes, note) of the open form.

    Raises Stale if the form is closed, or if the button belongs to another card.
    """
    seen = await relay.rung_card(talk.session, talk.number(), talk.me)
    if talk.form != FORM or talk.values.get("rung") != seen.rung.id:
        raise Stale
    return seen, list(talk.values["classes"]), talk.values["note"]


async def _keep(talk: Talk, seen: Card, chosen: list[int], note: str, step: str) -> None:
    await forms.open_step(talk, FORM, step, rung=seen.rung.id, classes=chosen, note=note)


async def _show(talk: Talk, seen: Card, chosen: list[int], note: str, page: int) -> Replies:
    if not seen.is_open:  # a colleague or the deadline has passed it on meanwhile
        await forms.close(talk)
        return talk.edit("chain/college_card", **card_values(seen))
    await _keep(talk, seen, chosen, note, "classes")
    left = await relay.left_classes(talk.session, seen.rung)
    shown = paged(left, page, A_PAGE)
    return talk.edit(
        "chain/pick_classes",
        card=card_values(seen),
        shown=shown.lines,
        left=len(left),
        chosen=chosen,
        note=note,
        **shown.turns,
    )
