"""/cadres: show, appoint and relieve the cadre and the substitutes of a class. Each change can be undone."""

from dataclasses import replace

from bot.chat.delivery import scopes
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.domain.errors import Stale
from bot.domain.paging import paged
from bot.domain.people import Role, UnitKind
from bot.flows import scope
from bot.flows.chain import cadres
from bot.flows.chain.cadres import Board
from bot.store import people
from bot.store.chain.cadres import Classmate
from bot.store.tables import Membership, Person

FORM = "cadre"
A_PAGE = 8
KINDS = {"c": False, "s": True}
"""Map a role's letter in the button data to whether the role is a substitute. ``c`` is a cadre, ``s`` a substitute."""


async def show(talk: Talk) -> Replies:
    """Let the speaker choose a class, or show the chosen class. A press on a college lists its classes."""
    await forms.close(talk)
    if not talk.args or not talk.callback_id:
        classes = talk.me.units(Role.COUNSELLOR, Role.ADVISOR)
        if len(classes) == 1 and not talk.me.holds(Role.OFFICE, Role.COLLEGE):
            return _board(talk, await cadres.board(talk.session, classes[0], talk.me))
        return await _choose(talk, scopes.FIRST)
    if scopes.is_list(talk.args[0]):
        return await _choose(talk, talk.args[0])
    unit = await scope.chosen(talk.session, talk.number(), talk.me)
    if unit.kind != UnitKind.CLASS:
        return await _choose(talk, f"in{unit.id}.0")
    return _board(talk, await cadres.board(talk.session, unit.id, talk.me))


async def _choose(talk: Talk, word: str) -> Replies:
    return talk.edit("cadres/classes", scope=await scopes.page(talk, word), verb="cadres")


def _board(talk: Talk, seen: Board, *, done: str = "", who: str = "", undo: int = 0) -> Reply:
    return talk.edit("cadres/board", unit=seen.unit, seats=seen.seats, done=done, who=who, undo=undo)


async def ask(talk: Talk) -> Replies:
    """Ask for the student to appoint (任命).

    Buttons offer the students that the bot reaches. A number or a name can be typed instead.
    """
    class_id, kind, page = talk.number(), _kind(talk), talk.number(2)
    found = await cadres.candidates(talk.session, class_id, talk.me, KINDS[kind])
    await forms.open_step(talk, FORM, "who", class_id=class_id, kind=kind)
    return await _classmates(talk, found, class_id, kind, page)


async def _classmates(talk: Talk, found: list[Classmate], class_id: int, kind: str, page: int = 0) -> Reply:
    seen = await cadres.board(talk.session, class_id, talk.me)
    shown = paged(found, page, A_PAGE)
    return talk.edit("cadres/ask", unit=seen.unit, kind=kind, substitute=KINDS[kind], shown=shown.lines, **shown.turns)


async def typed(talk: Talk) -> Replies:
    if talk.speaker is None or "class_id" not in talk.values:
        raise Stale
    class_id, kind = int(talk.values["class_id"]), str(talk.values["kind"])
    await cadres.board(talk.session, class_id, talk.me)
    found = await cadres.named(talk.session, class_id, talk.text)
    if len(found) > 1:
        return await _classmates(talk, found, class_id, kind)
    return await _appoint(talk, class_id, found[0].person_id, kind)


async def pick(talk: Talk) -> Replies:
    return await _appoint(talk, talk.number(), talk.number(2), _kind(talk))


async def _appoint(talk: Talk, class_id: int, person_id: int, kind: str) -> Replies:
    await forms.close(talk)
    seat = await cadres.appoint(talk.session, class_id, person_id, talk.me, talk.now, substitute=KINDS[kind])
    return await _done(talk, seat, "appointed")


async def ask_end(talk: Talk) -> Replies:
    """Ask for confirmation before a cadre or a substitute is relieved (卸任)."""
    seat, person = await cadres.seat(talk.session, talk.number(), talk.me)
    if seat.until is not None:
        raise Stale
    seen = await cadres.board(talk.session, seat.unit_id, talk.me)
    last = not [each for each in seen.seats if each.membership_id != seat.id and each.reached]
    return talk.edit("cadres/ask_end", seat=seat, unit=seen.unit, who=person.name, last=last)


async def end(talk: Talk) -> Replies:
    return await _done(talk, await cadres.relieve(talk.session, talk.number(), talk.me, talk.now), "relieved")


async def put_back(talk: Talk) -> Replies:
    return await _done(talk, await cadres.put_back(talk.session, talk.number(), talk.me, talk.now), "back")


async def _done(talk: Talk, seat: Membership, done: str) -> Replies:
    """Show the class with an undo button, and update the command menu of the person whose role changed."""
    person = await talk.session.get_one(Person, seat.person_id)
    seen = await cadres.board(talk.session, seat.unit_id, talk.me)
    board = _board(talk, seen, done=done, who=person.name, undo=seat.id)
    return [board, *await menus(talk, seat.person_id)]


async def menus(talk: Talk, person_id: int) -> list[Reply]:
    """Update the command menu of a person whose roles changed, if that person is bound to the bot."""
    bond = await people.bond_of(talk.session, person_id)
    return [replace(talk.menu(), chat_id=bond.telegram_id)] if bond else []


def _kind(talk: Talk) -> str:
    if len(talk.args) < 2 or talk.args[1] not in KINDS:
        raise Stale
    return talk.args[1]
