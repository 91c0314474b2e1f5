"""A person who presses a button that belongs to another person sees and changes nothing."""

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime

import pytest

from bot.chat.door.talk import Place
from bot.store.engine import Store
from tests.cast import Member
from tests.full_house import LEADER, PENDING, SECRETS, SOFTWARE_CADRE, STRANGER, House, full_house
from tests.hands import BY_NAME, BY_VERB, variants

pytestmark = pytest.mark.long
SAMPLES, DEPTH = 2, 5
OWN_MARKS = {"interest", "bookmark"}
"""The tables in which any student may write their own rows, for any open posting."""

Ways = dict[str, tuple[int, tuple[str, ...]]]
_known: Ways = {}


@pytest.fixture
async def house(store: Store, now: datetime) -> AsyncIterator[House]:
    async with full_house(store, now) as house:
        yield house


async def ways(house: House) -> Ways:
    """Map the data of every button that can be reached by repeated presses to (telegram id, path of presses)."""
    cast = house.cast
    if not _known:  # the ids are the same in every house
        for member in (cast.office, cast.civil_staff, cast.counsellor, cast.cadre, cast.li):
            for data, path in (await pressed_on(house, member.telegram_id)).items():
                _known.setdefault(data, (member.telegram_id, path))
    return _known


async def pressed_on(house: House, telegram_id: int) -> dict[str, tuple[str, ...]]:
    """Map the data of the buttons that this person can reach to the path of presses, with a few of each shape. Assert
    that each button works and fits Telegram's limits."""
    found: dict[str, tuple[str, ...]] = {}
    shapes: dict[tuple[str, int], int] = {}
    todo = [(f"/{name}",) for name in BY_NAME] + [(each,) for each in house.messages.get(telegram_id, [])]
    while todo:
        path = todo.pop(0)
        seen = await house.hands.press(telegram_id, *path)
        assert not seen.error, (telegram_id, path, seen.error)
        assert ">虚构的话" in path or "按钮已经失效" not in seen.refused, (telegram_id, path)
        if seen.asks and path[-1][0] != ">":
            todo.append((*path, ">虚构的话"))
        for stamped in seen.data:
            assert len(stamped.encode()) <= 64, (path, stamped)
            data = stamped.split(":~")[0]  # the hands press the newest draft
            shape = (data.split(":")[0], data.count(":"))
            if data not in found and shapes.get(shape, 0) < SAMPLES and len(path) < DEPTH:
                shapes[shape] = shapes.get(shape, 0) + 1
                found[data] = path
                todo.append((*path, data))
    return found


def one_of_each_shape(known: Ways) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    shapes: set[tuple[str, int]] = set()
    for data, (telegram_id, path) in known.items():
        shape = (data.split(":")[0], data.count(":"))
        if shape not in shapes:
            shapes.add(shape)
            yield data, telegram_id, path


def names_a_row(data: str) -> bool:
    """Whether the data names a row. A button without an id concerns the presser."""
    return any(len(word) == 10 and word.isdecimal() for word in data.split(":")[1:])


def names(*members: Member) -> list[str]:
    return [member.name for member in members]


def guessed(known: Ways) -> list[str]:
    """Return data with the prefixes that no walk reached, each with ids that exist."""
    ids = sorted({word for data in known for word in data.split(":")[1:] if names_a_row(f":{word}")})
    missed = BY_VERB.keys() - {data.split(":")[0] for data in known}
    return [f"{verb}:{each}" for verb in sorted(missed) for each in ids[::8]]


async def test_data_of_others_is_neither_shown_nor_changed(house: House) -> None:
    cast = house.cast
    civil = names(cast.li, cast.wang, cast.zhao, cast.cadre)
    wrong: dict[int, list[str]] = {
        STRANGER: [*civil, cast.sun.name],
        PENDING: [*civil, cast.sun.name],
        cast.zhou.telegram_id: [*civil, cast.sun.name],
        SOFTWARE_CADRE: [*civil, cast.sun.name],
        cast.computing_staff.telegram_id: [*civil, cast.sun.name],
        cast.sun.telegram_id: civil,  # was 班干部 of 土木2301
        cast.zhao.telegram_id: names(cast.li, cast.wang, cast.cadre, cast.sun),  # joined by class code
    }
    known = await ways(house)
    theirs = {str(each) for each in (cast.zhou.person_id, cast.wu.person_id, cast.software1)}
    tried = [data for data, _, _ in one_of_each_shape(known)] + guessed(known)
    for telegram_id, unseen in wrong.items():
        for data in tried:
            seen = await house.hands.press(telegram_id, data)
            assert not seen.error, (telegram_id, data, seen.error)
            if theirs & set(data.split(":")):
                continue
            may = {"bond"} if telegram_id in (STRANGER, PENDING) else OWN_MARKS
            assert not names_a_row(data) or seen.wrote <= may, (telegram_id, data, seen.wrote)
            assert not [word for word in (*unseen, *SECRETS) if word in seen.words], (telegram_id, data, seen.words)


async def test_a_leader_reads_and_changes_nothing(house: House) -> None:
    known = await ways(house)
    for data in [*known, *guessed(known)]:
        seen = await house.hands.press(LEADER, data)
        assert (seen.error, seen.wrote - ({"bond"} if data == "leave_yes" else set())) == ("", set()), data
        assert not [word for word in SECRETS if word in seen.words], data


async def test_made_up_data_is_refused_or_does_no_harm(house: House) -> None:
    for data, telegram_id, _ in one_of_each_shape(await ways(house)):
        for nonsense in variants(data):
            seen = await house.hands.press(telegram_id, nonsense)
            assert not seen.error, (telegram_id, nonsense, seen.error)


async def test_a_half_filled_form_ends_with_the_role_that_opened_it(house: House) -> None:
    for data, telegram_id, path in one_of_each_shape(await ways(house)):
        if not (await house.hands.press(telegram_id, *path, data)).asks:
            continue
        lost = ["!seats", "!bond"] + ["!code"] * (telegram_id != house.cast.li.telegram_id)
        for meanwhile in lost:
            seen = await house.hands.press(telegram_id, *path, data, meanwhile, ">虚构的话")
            assert (seen.error, seen.wrote) == ("", set()), (path, data, meanwhile)


async def test_a_group_accepts_only_its_own_buttons_and_only_from_holders_of_the_class(house: House) -> None:
    cast, room = house.cast, Place("土木2301 大家庭")
    for verb, press in BY_VERB.items():
        for telegram_id in _holders_of_nothing(house):
            seen = await house.hands.press(telegram_id, f"{verb}:{cast.civil1}", place=room)
            assert seen.refused, (verb, telegram_id)
            assert press.groups or "私聊" in seen.refused, (verb, seen.refused)


def _holders_of_nothing(house: House) -> Iterable[int]:
    cast = house.cast
    return (STRANGER, PENDING, SOFTWARE_CADRE, cast.zhou.telegram_id, cast.sun.telegram_id, cast.li.telegram_id)
