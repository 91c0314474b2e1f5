"""Handlers that only look block no writer. A change that such a handler tries to make fails loudly."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from telegram import Update

from bot.chat.door import forms
from bot.chat.door.door import Door
from bot.chat.door.table import ANYONE
from bot.chat.door.talk import Handler, Replies, Rest, Talk
from bot.chat.routes.tables import COMMANDS, FORMS, PRESSES
from bot.domain.errors import Stale
from bot.settings import Settings
from bot.store import inbox
from bot.store.engine import Store
from bot.store.looking import WroteWhileLooking
from bot.store.tables import Choice, Dialog, Incoming, IncomingState, Student
from tests.cast import Cast, Member

PATIENCE = 20
"""The number of seconds after which a blocked task fails the test."""
Enter = Callable[..., Awaitable[None]]


@pytest.fixture
def enter(store: Store, now: Any) -> Enter:
    """Return a function that calls a handler for a person's press, as PTB does. The messages that are sent are not
    checked."""
    application: Any = SimpleNamespace(bot=SimpleNamespace(username="jiuye_bot"))
    clock: Any = SimpleNamespace(now=lambda: now)
    wire: Any = None
    one_by_one = asyncio.Lock()
    door = Door(store, Settings(_env_file=None), clock, wire, application, wire)

    async def press(number: int, who: Member, handler: Handler, *, looks: bool) -> None:
        sender = {"id": who.telegram_id, "is_bot": False, "first_name": who.name}
        message = {"message_id": 7, "date": 0, "chat": {"id": who.telegram_id, "type": "private"}}
        query = {"id": "q", "from": sender, "chat_instance": "c", "data": "verb", "message": message}
        pressed = Update.de_json({"update_id": number, "callback_query": query}, None)
        async with one_by_one, store.writing() as session:
            await inbox.keep(session, number, pressed.to_dict(), now)
        await door.through(handler, ANYONE, looks=looks)(pressed, None)

    return press


async def came_of(store: Store, number: int) -> Incoming:
    async with store.reading() as session:
        return await session.get_one(Incoming, number)


async def muted(talk: Talk) -> Replies:
    """Handle a press that writes."""
    student = await talk.session.get_one(Student, talk.me.person_id)
    student.opted_out = True
    return talk.edit("mutes/kept")


async def test_a_press_gets_through_while_a_slow_screen_is_computed(store: Store, cast: Cast, enter: Enter) -> None:
    begun, computed = asyncio.Event(), asyncio.Event()

    async def slow(talk: Talk) -> Replies:
        await talk.session.execute(select(Student))
        begun.set()
        await computed.wait()
        return talk.edit("mutes/kept")

    screen = asyncio.create_task(enter(1, cast.office, slow, looks=True))
    await begun.wait()
    await asyncio.wait_for(enter(2, cast.li, muted, looks=False), PATIENCE)
    async with store.reading() as session:
        assert (await session.get_one(Student, cast.li.person_id)).opted_out
    assert (await came_of(store, 1)).state == IncomingState.NEW
    computed.set()
    await screen
    assert (await came_of(store, 1)).state == IncomingState.APPLIED


async def add(session: AsyncSession, who: int) -> None:
    session.add(Choice(key="lost", value=1))


async def change(session: AsyncSession, who: int) -> None:
    (await session.get_one(Student, who)).opted_out = True


async def change_and_flush(session: AsyncSession, who: int) -> None:
    await change(session, who)
    await session.flush()


async def take_away(session: AsyncSession, who: int) -> None:
    await session.delete(await session.get_one(Student, who))


async def put_in(session: AsyncSession, who: int) -> None:
    await session.execute(insert(Choice).values(key="lost", value=1))


async def put_right(session: AsyncSession, who: int) -> None:
    await session.execute(update(Student).where(col(Student.person_id) == who).values(opted_out=True))


async def wipe(session: AsyncSession, who: int) -> None:
    await session.execute(delete(Student).where(col(Student.person_id) == who))


async def by_hand(session: AsyncSession, who: int) -> None:
    await session.execute(text("update student set opted_out = true"))


WAYS = (add, change, change_and_flush, take_away, put_in, put_right, wipe, by_hand)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_a_handler_declared_to_only_look_fails_loudly_when_it_writes(
    store: Store, cast: Cast, enter: Enter, way: Callable[[AsyncSession, int], Awaitable[None]]
) -> None:
    async def wrong(talk: Talk) -> Replies:
        await way(talk.session, talk.me.person_id)
        return talk.edit("mutes/kept")

    await enter(1, cast.li, wrong, looks=True)
    row = await came_of(store, 1)
    assert WroteWhileLooking.__name__ in row.error
    assert row.replies and "照常" not in row.replies[0]["text"]
    async with store.reading() as session:
        assert not (await session.get_one(Student, cast.li.person_id)).opted_out
        assert await session.get(Choice, "lost") is None


async def test_a_screen_computed_twice_answers_once(store: Store, cast: Cast, enter: Enter) -> None:
    """Two processes can compute the same screen after a take-over. The row is read again before the answer counts."""
    both, names = asyncio.Barrier(2), iter(("first", "second"))

    async def slow(talk: Talk) -> Replies:
        mine = next(names)
        await both.wait()
        if mine == "second":
            await first
        await forms.open_step(talk, mine, "step")
        return talk.say("refusal", sentence=mine, typed=False)

    first = asyncio.create_task(enter(1, cast.li, slow, looks=True))
    await asyncio.wait_for(enter(1, cast.li, slow, looks=True), PATIENCE)
    row = await came_of(store, 1)
    assert row.replies is not None
    assert [("first" in reply["text"]) for reply in row.replies] == [True]
    async with store.reading() as session:
        assert (await session.get_one(Dialog, cast.li.telegram_id)).form == "first"


async def test_the_rest_is_written_once_with_the_answer_or_not_at_all(store: Store, cast: Cast, enter: Enter) -> None:
    both, written = asyncio.Barrier(2), []

    async def weighs(talk: Talk) -> Rest:
        await both.wait()

        async def write(session: AsyncSession) -> Replies:
            written.append(await change(session, talk.me.person_id))
            if talk.telegram_id == cast.sun.telegram_id:
                raise Stale
            return talk.edit("mutes/kept")

        return write

    for number, who in ((1, cast.li), (2, cast.sun)):
        written.clear()
        await asyncio.gather(*(enter(number, who, weighs, looks=True) for _ in range(2)))
        assert (await came_of(store, number)).state == IncomingState.APPLIED
        assert len(written) == 1 or who is cast.sun
    async with store.reading() as session:
        assert (await session.get_one(Student, cast.li.person_id)).opted_out
        assert not (await session.get_one(Student, cast.sun.person_id)).opted_out


async def test_a_form_is_saved_with_the_answer_and_not_with_a_refusal(store: Store, cast: Cast, enter: Enter) -> None:
    async def opens(talk: Talk) -> Replies:
        await forms.close(talk)
        await forms.open_step(talk, "search", "words", typed="长春")
        return talk.edit("mutes/kept")

    async def goes_wrong(talk: Talk) -> Replies:
        await forms.close(talk)
        raise Stale

    async def closes(talk: Talk) -> Replies:
        assert (talk.form, talk.step, talk.values) == ("search", "words", {"typed": "长春"})
        await forms.close(talk)
        return talk.edit("mutes/kept")

    await enter(1, cast.li, opens, looks=True)
    await enter(2, cast.li, goes_wrong, looks=True)
    await enter(3, cast.li, closes, looks=True)
    assert [(await came_of(store, number)).error for number in (1, 2, 3)] == ["", "", ""]
    async with store.reading() as session:
        assert await session.get(Dialog, cast.li.telegram_id) is None


def test_all_routes_of_a_handler_agree_on_whether_it_only_looks() -> None:
    said: dict[Handler, set[bool]] = {}
    for route in (*COMMANDS, *PRESSES, *FORMS.values()):
        said.setdefault(route.handler, set()).add(route.looks)
    assert not [handler for handler, looks in said.items() if len(looks) > 1]
