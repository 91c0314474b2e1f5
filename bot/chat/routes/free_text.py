"""Routes for messages without a known command. The first entry that fits and returns an answer is used."""

from collections.abc import Callable

from bot.chat.door import forms, help, joining, offer
from bot.chat.door.talk import Reader, Replies, Rest, Talk
from bot.chat.postings import postings
from bot.chat.routes.tables import FORMS
from bot.domain.errors import Stale
from bot.domain.people import BondState, Role


def has_open_form(talk: Talk) -> bool:
    return talk.form in FORMS


def is_bound_college_or_office(talk: Talk) -> bool:
    who = talk.speaker
    return who is not None and who.state == BondState.BOUND and who.holds(Role.OFFICE, Role.COLLEGE)


def is_unjoined(talk: Talk) -> bool:
    return joining.unjoined(talk)


def is_words_of_bound_student(talk: Talk) -> bool:
    who, words = talk.speaker, talk.text.strip()
    bound_student = who is not None and who.is_student and who.state == BondState.BOUND
    return bound_student and bool(words) and not words.startswith("/")


def is_anything(talk: Talk) -> bool:
    return True


async def read_for_form(talk: Talk) -> Replies | Rest | None:
    return await forms.answer(talk, FORMS[talk.form])


Entries = tuple[tuple[Callable[[Talk], bool], Reader], ...]

UNREADABLE: Entries = (
    (is_unjoined, joining.read),
    (is_words_of_bound_student, offer.ask_or_search),
    (is_anything, help.not_understood),
)
"""The entries for unknown commands, stickers, voice and video messages. The caption of a video counts as text."""

FREE_TEXT: Entries = (
    (has_open_form, read_for_form),
    (is_bound_college_or_office, postings.received),
    *UNREADABLE,
)
"""The entries for text, files and photos."""


async def read(talk: Talk) -> Replies | Rest:
    return await _first_answer(talk, FREE_TEXT)


async def read_unreadable(talk: Talk) -> Replies | Rest:
    return await _first_answer(talk, UNREADABLE)


async def _first_answer(talk: Talk, entries: Entries) -> Replies | Rest:
    for fits, reader in entries:
        if fits(talk) and (answer := await reader(talk)) is not None:
            return answer
    raise Stale


def looks(form: str) -> bool:
    """Whether reading free text changes no row while ``form`` is open.

    Only the handler of the form itself may write.
    """
    return form not in FORMS or FORMS[form].looks
