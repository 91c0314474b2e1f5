"""A student's wishes: each tap is saved at once, and the last one can be taken back."""

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
"""Every wish as it stands before the student said anything."""
SEVERAL = ("regions", "employer_types", "categories")
SWITCHES = ("negotiable", "own_major_only", "accepts_experience")


async def told(session: AsyncSession, person_id: int) -> dict[str, Any]:
    """Every field of ``NOTHING_WISHED`` as it stands, and whether there is a change to take back (``undoable``)."""
    wish = await session.get(Wish, person_id)
    if wish is None:
        return {**NOTHING_WISHED, "undoable": False}
    return {key: getattr(wish, key) for key in NOTHING_WISHED} | {"undoable": wish.previous is not None}


async def put(session: AsyncSession, person_id: int, now: datetime, **changes: Any) -> Wish:
    """Save some of ``NOTHING_WISHED``'s fields; the wishes as they were before stay beside them for ``undo``."""
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
    """Put a region, employer type or category in, or take it out."""
    codes = (await told(session, person_id))[key]
    changed = with_region(codes, code) if key == "regions" else with_code(codes, code)
    return await put(session, person_id, now, **{key: changed})


async def switch(session: AsyncSession, person_id: int, key: str, now: datetime) -> Wish:
    """Turn 面议, 仅本专业 or 要求经验 round."""
    value = (await told(session, person_id))[key]
    return await put(session, person_id, now, **{key: not value})


async def put_typed_regions(session: AsyncSession, person_id: int, text: str, home_city: str, now: datetime) -> Wish:
    """Wish for exactly the places typed (长春、沈阳、省内; 不限). Raises UnknownPlace, and then changes nothing."""
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
    """The least monthly pay as typed; 不限 is 0. Raises UnknownFloor."""
    floor = 0 if is_any(text) else parse_floor(text)
    if floor is None:
        raise UnknownFloor
    return await put(session, person_id, now, floor=floor)


async def undo(session: AsyncSession, person_id: int, now: datetime) -> Wish:
    """Take the last change back. Raises AlreadyDone when there is none: one step only."""
    wish = await session.get(Wish, person_id)
    if wish is None or wish.previous is None:
        raise AlreadyDone("没有可以撤销的改动")
    for key, value in wish.previous.items():
        setattr(wish, key, value)
    wish.previous, wish.updated_at = None, now
    await session.flush()
    return wish


async def student(session: AsyncSession, person_id: int) -> Student:
    """The speaker as a graduate. Raises NotAllowed for who is none."""
    found = await session.get(Student, person_id)
    if found is None:
        raise NotAllowed
    return found


async def intend(session: AsyncSession, person_id: int, intent: Intent) -> None:
    """The answer to the first question; who is settled or studies on may still look at postings."""
    (await student(session, person_id)).intent = intent


async def pause(session: AsyncSession, person_id: int, paused: bool) -> None:
    """Stop or start everything but fraud warnings and what concerns the student's own record."""
    (await student(session, person_id)).opted_out = paused
