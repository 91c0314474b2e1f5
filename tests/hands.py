"""Presses any button with any data, without HTTP. It returns what each press answers and which tables it would
change."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import event, select, text, update
from sqlmodel import SQLModel, col

from bot.chat.door import gate
from bot.chat.door.drafts import MARK, Drafts
from bot.chat.door.talk import Place, Reply, Talk, listed
from bot.chat.routes import free_text
from bot.chat.routes.tables import COMMANDS, PRESSES
from bot.domain.errors import OnlyInPrivate, Refusal
from bot.domain.people import BondState, Trust
from bot.settings import Settings
from bot.store import people
from bot.store.engine import Store
from bot.store.looking import WroteWhileLooking
from bot.store.tables import Bond, Dialog, Draft, Membership

FIRST_ID = 2_000_000_000
"""The first id of a database that has been in use for long. It has ten digits."""
SETTINGS = Settings(_env_file=None, filing_permit="校就字〔2026〕1号")
BY_VERB = {each.verb: each for each in PRESSES}
BOUND = {each.verb for each in PRESSES if each.bound}
DRAFTS = Drafts()
for each in BOUND:
    DRAFTS.bind(each)
BY_NAME = {each.name: each for each in COMMANDS}


class _TakeBack(Exception):
    """Raised to roll back the effects of a press."""


@dataclass
class Seen:
    """The result of one press."""

    replies: Sequence[Reply] = ()
    refused: str = ""
    error: str = ""
    wrote: set[str] = field(default_factory=set)
    """The tables in which a row was really changed, except the table of forms."""
    asks: bool = False
    """Whether a form was opened or continued."""

    @property
    def words(self) -> str:
        return "\n".join(
            part
            for reply in self.replies
            for part in (reply.message.text, *(each.label for row in reply.message.buttons for each in row))
        )

    @property
    def data(self) -> list[str]:
        return [each.data for reply in self.replies for row in reply.message.buttons for each in row if each.data]


@contextmanager
def ten_digit_ids() -> Iterator[None]:
    """Give every row that is written from now on an id that no other row of any table has."""
    numbers = count(FIRST_ID)

    def give(_mapper: Any, _connection: Any, row: Any) -> None:
        if getattr(row, "id", 0) is None:
            row.id = next(numbers)

    event.listen(SQLModel, "before_insert", give, propagate=True)
    yield
    event.remove(SQLModel, "before_insert", give)


class Hands:
    def __init__(self, store: Store, now: datetime) -> None:
        self._store, self._now = store, now
        self._wrote: set[str] = set()
        event.listen(store.engine.sync_engine, "after_cursor_execute", self._note)

    def _note(self, _connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        words = statement.split()
        if words[0] in ("INSERT", "UPDATE", "DELETE") and cursor.rowcount:
            self._wrote.add(words[1 if words[0] == "UPDATE" else 2].strip('"'))

    async def press(self, telegram_id: int, *path: str, place: Place | None = None) -> Seen:
        """Press the buttons of ``path`` one after another, then roll back. ``/name`` is a command, ``>words`` is typed
        text, and ``!event`` is an event of ``_meanwhile``."""
        seen = Seen()
        try:
            async with self._store.writing() as session:
                for step in path:
                    self._wrote.clear()
                    if step[0] == "!":
                        await self._meanwhile(session, telegram_id, step)
                        self._wrote.clear()
                        continue
                    seen = Seen(await self._step(session, telegram_id, step, place))
                    await session.flush()
                seen.wrote, seen.asks = self._wrote - {"dialog", "draft"}, "dialog" in self._wrote
                raise _TakeBack
        except _TakeBack:
            return seen
        except Refusal as refusal:
            return Seen(refused=str(refusal))
        except Exception as error:
            return Seen(error=repr(error))

    async def _meanwhile(self, session: Any, telegram_id: int, what: str) -> None:
        """Change the person's bond or seats. ``!seats`` ends every seat, ``!bond`` ends the bond, and ``!code`` lowers
        the bond to the trust of a class code."""
        bond = (await session.execute(select(Bond).where(col(Bond.telegram_id) == telegram_id))).scalar_one()
        if what == "!seats":
            mine = col(Membership.person_id) == bond.person_id
            await session.execute(
                update(Membership).where(mine, col(Membership.until).is_(None)).values(until=self._now)
            )
        elif what == "!bond":
            bond.state = BondState.ENDED
        else:
            bond.trust = Trust.CLASS
        await session.flush()

    async def _step(self, session: Any, telegram_id: int, step: str, place: Place | None) -> list[Reply]:
        pressed = step[0] not in "/>"
        verb, *args = step.split(":") if pressed else step[1:].split()
        form = await session.get(Dialog, telegram_id)
        talk = Talk(
            session=session,
            settings=SETTINGS,
            now=self._now,
            telegram_id=telegram_id,
            chat_id=telegram_id if place is None else -100,
            speaker=await people.speaker(session, telegram_id),
            text="" if pressed else step.removeprefix(">"),
            args=tuple(args),
            message_id=7 if pressed else None,
            callback_id="c" if pressed else None,
            form=form.form if form else "",
            step=form.step if form else "",
            values=dict(form.values) if form else {},
            bot_username="jiuye_bot",
            place=place,
        )
        if pressed and verb in BOUND and place is None:
            # the stamp of an earlier walk is another one, because a walk is undone at its end
            talk.args = tuple(arg for arg in talk.args if not arg.startswith(MARK))
            newest = select(Draft).where(col(Draft.telegram_id) == telegram_id).order_by(text("draft.rowid DESC"))
            if (draft := (await session.execute(newest)).scalars().first()) is not None:
                talk.args = (*talk.args, MARK + draft.stamp)
            await DRAFTS.restore(talk, verb)
        replies = await self._handled(talk, step, verb)
        return await DRAFTS.keep(session, talk, replies)

    async def _handled(self, talk: Talk, step: str, verb: str) -> list[Reply]:
        if step[0] == ">":
            answer, looks = await free_text.read(talk), free_text.looks(talk.form)
        else:
            route = BY_VERB[verb] if talk.callback_id else BY_NAME[verb]
            if talk.place is not None and not getattr(route, "groups", False):
                raise OnlyInPrivate
            answer, looks = await gate.gate(talk, route.roles) or await route.handler(talk), route.looks
        await talk.session.flush()
        if looks and self._wrote:
            raise WroteWhileLooking(step, self._wrote)
        return listed(await answer(talk.session) if callable(answer) else answer)


def variants(data: str) -> Iterator[str]:
    """Yield variants of a real button's data: each word is replaced by nonsense, left out, or followed by an extra
    word."""
    verb, *args = data.split(":")
    yield verb
    for place in range(len(args)):
        for word in ("-1", "0", "99999999999999999999", "abc", "", "²"):
            yield ":".join((verb, *args[:place], word, *args[place + 1 :]))
        yield ":".join((verb, *args[:place]))
    yield ":".join((verb, *args, "1"))
