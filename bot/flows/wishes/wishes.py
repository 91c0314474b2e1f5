"""The wishes of a student. Each tap is saved at once, and the last change can be undone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import AlreadyDone, NotAllowed, UnknownFloor, UnknownPlace
from bot.domain.lists import is_any, split
from bot.domain.people import Intent
from bot.domain.wishes.wish import parse_floor, with_code, with_region
from bot.domain.wishes.wish_list import wished_regions
from bot.store.tables import Student, Wish

NOTHING_WISHED: Mapping[str, Any] = {
    "regions": None,
    "employer_types": None,
    "categories": None,
    "floor": None,
    "negotiable": True,
    "own_major_only": False,
    "accepts_experience": False,
}
"""The value of each wish before the student fills it in. None (未填) is different from [] (不限)."""
SEVERAL = ("regions", "employer_types", "categories")
SWITCHES = ("negotiable", "own_major_only", "accepts_experience")


async def told(session: AsyncSession, person_id: int) -> dict[str, Any]:
    """The current values of all fields in ``NOTHING_WISHED``, and ``undoable``: whether ``undo`` can undo a change."""
    wish = await session.get(Wish, person_id)
    if wish is None:
        return {**NOTHING_WISHED, "undoable": False}
    return {key: getattr(wish, key) for key in NOTHING_WISHED} | {"undoable": wish.previous is not None}


async def put(session: AsyncSession, person_id: int, now: datetime, **changes: Any) -> Wish:
    """Save the fields in ``changes`` and store the previous wishes for ``undo``.

    The keys of ``changes`` are fields of ``NOTHING_WISHED``. If no value changes, the stored previous wishes stay as
    they are.
    """
    wish = await session.get(Wish, person_id)
    if wish is None:
        wish = Wish(person_id=person_id, updated_at=now)
        session.add(wish)
    before = {key: getattr(wish, key) for key in NOTHING_WISHED}
    if any(before[key] != value for key, value in changes.items()):
        for key, value in changes.items():
            setattr(wish, key, value)
        wish.previous, wish.updated_at = before, now
    await session.flush()
    return wish


async def tap(session: AsyncSession, person_id: int, key: str, code: str, now: datetime) -> Wish:
    """Add ``code`` to the list ``key`` of the wishes, or remove it if the list contains it already.

    ``key`` is one of ``SEVERAL``, for example ``regions`` with the code ``220100``.
    """
    codes = (await told(session, person_id))[key]
    changed = with_region(codes, code) if key == "regions" else with_code(codes, code)
    return await put(session, person_id, now, **{key: changed})


async def switch(session: AsyncSession, person_id: int, key: str, now: datetime) -> Wish:
    """Reverse the wish ``key``, one of ``SWITCHES``: 面议, 仅本专业 or 要求经验."""
    value = (await told(session, person_id))[key]
    return await put(session, person_id, now, **{key: not value})


async def put_typed_regions(session: AsyncSession, person_id: int, text: str, home_city: str, now: datetime) -> Wish:
    """Replace the wished places with the places in ``text``, for example 长春、沈阳、省内, or 不限.

    Raises UnknownPlace if a place is unknown.
    """
    words = split(text.replace("，", "、").replace(",", "、").replace(" ", "、"))
    codes: list[str] | None = None
    for word in words:
        found = () if is_any(word) else wished_regions(word, home_city)
        if not found and not is_any(word):
            raise UnknownPlace(word[:20])
        for code in found:
            codes = codes if code in (codes or []) else with_region(codes, code)
    if not words:
        raise UnknownPlace("")
    return await put(session, person_id, now, regions=[] if any(map(is_any, words)) else codes)


async def put_typed_floor(session: AsyncSession, person_id: int, text: str, now: datetime) -> Wish:
    """Save the lowest monthly pay that the student typed, in yuan: 6500, 6k or 0.8万. 不限 is saved as 0.

    Raises UnknownFloor if the text is not understood.
    """
    floor = 0 if is_any(text) else parse_floor(text)
    if floor is None:
        raise UnknownFloor
    return await put(session, person_id, now, floor=floor)


async def undo(session: AsyncSession, person_id: int, now: datetime) -> Wish:
    """Undo the last change. Raises AlreadyDone after that, because only one change can be undone."""
    wish = await session.get(Wish, person_id)
    if wish is None or wish.previous is None:
        raise AlreadyDone("wishes_unchanged")
    for key, value in wish.previous.items():
        setattr(wish, key, value)
    wish.previous, wish.updated_at = None, now
    await session.flush()
    return wish


async def student(session: AsyncSession, person_id: int) -> Student:
    """The student row of a person. Raises NotAllowed for a person who is not a graduate."""
    found = await session.get(Student, person_id)
    if found is None:
        raise NotAllowed
    return found


async def intend(session: AsyncSession, person_id: int, intent: Intent) -> None:
    """Save the student's answer to the first question after binding. After any answer they may look at postings."""
    (await student(session, person_id)).intent = intent


async def pause(session: AsyncSession, person_id: int, paused: bool) -> None:
    """Pause or resume all messages except fraud warnings and messages about the student's own records."""
    (await student(session, person_id)).opted_out = paused
