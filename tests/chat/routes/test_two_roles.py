"""A person of two roles sees under each role only what that role covers, in every list."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.chat.routes.tables import COMMANDS
from bot.domain.people import Role
from bot.store.engine import Store
from bot.store.tables import Membership
from tests.full_house import House, full_house

ELSEWHERE = ("软件2301", "周杰", "吴倩", "软件班长")
"""The class and the students of the college in which the person has only the other role."""
MINE = {"students", "tasks", "questions", "confirm", "care", "mine", "stu", "cadres", "invite", "notify", "acks"}
"""Lists of all that a person is responsible for. They belong to no single role."""
MINE |= {"state", "warnings", "schedule", "warn", "ask", "report", "ledger", "who", "mine_pick"}


@pytest.fixture
async def house(store: Store, now: datetime) -> AsyncIterator[House]:
    async with full_house(store, now) as found:
        yield found


async def seat(store: Store, person_id: int, role: Role, unit_id: int, now: datetime) -> None:
    async with store.writing() as session:
        session.add(Membership(person_id=person_id, role=role, unit_id=unit_id, since=now))


async def walk(house: House, telegram_id: int) -> dict[str, str]:
    """Press every button of every list twice deep, and return the words of each screen by its path."""
    found: dict[str, str] = {}
    todo = [(f"/{command.name}",) for command in COMMANDS if command.looks]
    while todo:
        path = todo.pop()
        seen = await house.hands.press(telegram_id, *path)
        assert not seen.error, (path, seen.error)
        found[" ".join(path)] = seen.words
        deeper = [data for data in seen.data if data.split(":")[0] not in MINE and data not in path]
        todo += [(*path, data) for data in deeper] if len(path) < 3 else []
    return found


async def test_no_list_of_a_college_shows_the_class_that_its_staff_member_counsels_elsewhere(
    house: House, store: Store, now: datetime
) -> None:
    staff = house.cast.civil_staff
    await seat(store, staff.person_id, Role.COUNSELLOR, house.cast.software1, now)
    screens = await walk(house, staff.telegram_id)
    assert len(screens) > 40
    college = {path: words for path, words in screens.items() if path.split()[0][1:] not in MINE}
    assert [path for path, words in college.items() if any(name in words for name in ELSEWHERE)] == []
    assert "我带的班" in screens["/today"]
    mine = await house.hands.press(staff.telegram_id, "/today", "care:0:0")
    assert "吴倩" in mine.words
    assert "李娜" not in mine.words


async def test_a_leader_who_belongs_to_a_college_sees_names_of_this_college_only(
    house: House, store: Store, now: datetime
) -> None:
    staff = house.cast.civil_staff
    await seat(store, staff.person_id, Role.LEADER, house.cast.school, now)
    names = [f"reach_who:{house.cast.software1}:no_bot:0", f"reach_who:{house.cast.computing}:no_bot:0"]
    for press in names:
        seen = await house.hands.press(staff.telegram_id, press)
        assert "吴倩" not in seen.words
        assert seen.refused
    screens = await walk(house, staff.telegram_id)
    shown = [path for path, words in screens.items() if any(name in words for name in ELSEWHERE[1:])]
    assert shown == []
