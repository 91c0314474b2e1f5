"""The evening's audit compares the rows with the wire log, so that the bot's own account is not trusted."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import col

from bot.domain.delivery.delivery import DELIVERED, Ledger, State
from bot.domain.delivery.push import PushKind
from bot.domain.people import Role
from bot.store.delivery import ledgers
from bot.store.tables import Delivery, Push
from tests.stories.week.school import School

MOST = {Role.STUDENT: 5, Role.CADRE: 2, Role.COUNSELLOR: 2, Role.COLLEGE: 3, Role.OFFICE: 3, Role.LEADER: 3}
"""The largest number of messages in a day that a person may get without asking, urgent messages excluded. For cadres,
only the messages of their duty count."""
SENDS = ("sendMessage", "sendPhoto", "sendDocument")
Key = tuple[int, int]


def _lines(day: str, counted: Mapping[Role, Counter[int]]) -> list[str]:
    if not counted:
        return [f"{day}  nobody was disturbed"]
    return [
        f"{day}  {role.value:<10} {len(counts):>4} people"
        f"  mean {counts.total() / len(counts):4.2f}  most {max(counts.values())}"
        for role, counts in sorted(counted.items())
    ]


def _too_many(counts: Counter[int], rows: list[Delivery], pushes: Mapping[int, Push]) -> list[str]:
    """Return the kind and key of each message of the person with the most messages."""
    (person, _), *_ = counts.most_common(1)
    return [f"{pushes[row.push_id].kind} {pushes[row.push_id].key}" for row in rows if row.person_id == person]


async def evening(school: School, day: str, since: int) -> None:
    """Assert that every ledger and chat agrees with the wire log since the morning. Record the counts for the end of
    the run."""
    on_wire = await _on_wire(school, 0)
    async with school.store.reading() as session:
        pushes = list((await session.execute(select(Push))).scalars())
        rows = list((await session.execute(select(Delivery).where(col(Delivery.message_id).is_not(None)))).scalars())
        sums = {push.id: await ledgers.ledger_of(session, push.id) for push in pushes}
    by_id = {push.id: push for push in pushes}
    _sums_close(sums, by_id)
    _rows_are_on_the_wire(rows, by_id, sums, on_wire)
    today = await _on_wire(school, since)
    own = {_key(row): row for row in rows if row.carrier_id is None}
    strangers = {chat for chat, _ in today.keys() - own.keys() if chat > 0} - school.acted
    assert not strangers, f"{day}: messages that no row tells of reached {sorted(strangers)[:5]}"
    arrived = [own[key] for key in today if key in own]
    counted = _counted(school, arrived, by_id)
    school.printed.extend(_lines(day, counted))
    for role, counts in counted.items():
        assert max(counts.values()) <= MOST[role], f"{day}, {role}: {_too_many(counts, arrived, by_id)}"
    school.acted.clear()


def _sums_close(sums: Mapping[int, Ledger], pushes: Mapping[int, Push]) -> None:
    open_ends = {pushes[push_id].title: each for push_id, each in sums.items() if not each.balances}
    assert not open_ends


def _rows_are_on_the_wire(
    rows: list[Delivery], pushes: Mapping[int, Push], sums: Mapping[int, Ledger], on_wire: Counter[Key]
) -> None:
    """Assert that each row with a message id arrived once, and that each push's ledger counts its arrived rows."""
    ghosts = [row.id for row in rows if not row.maybe_twice and on_wire[_key(row)] != 1]
    assert not ghosts
    alone = Counter(_key(row) for row in rows if row.carrier_id is None)
    assert all(count == 1 for count in alone.values())
    carriers = {row.id: row for row in rows if row.carrier_id is None}
    assert all(_key(row) == _key(carriers[row.carrier_id]) for row in rows if row.carrier_id is not None)
    arrived = Counter(row.push_id for row in rows if row.state in DELIVERED)
    for push_id, ledger in sums.items():
        if pushes[push_id].kind == PushKind.POSTING:
            assert ledger.sent_only + ledger.opened + ledger.acknowledged == arrived[push_id]
    assert all(row.state in DELIVERED | {State.RECALLED, State.UNCERTAIN} for row in rows)


def _counted(school: School, rows: list[Delivery], pushes: Mapping[int, Push]) -> dict[Role, Counter[int]]:
    """Map each role to {person id: number of messages}. A cadre's duty counts under CADRE, and their other messages
    count under STUDENT."""
    counts: dict[Role, Counter[int]] = {}
    for row in rows:
        push = pushes[row.push_id]
        if push.urgent:
            continue
        role = school.roles[row.person_id]
        if role == Role.CADRE and push.kind != PushKind.TASK:
            role = Role.STUDENT
        counts.setdefault(role, Counter())[row.person_id] += 1
    return counts


def _key(row: Delivery) -> Key:
    assert row.chat_id is not None and row.message_id is not None
    return row.chat_id, row.message_id


async def _on_wire(school: School, since: int) -> Counter[Key]:
    """Map each (chat id, message id) to the number of times it reached a phone."""
    found: Counter[Key] = Counter()
    for method in SENDS:
        for entry in await school.phones.deliveries(method, since=since):
            found[entry["chat_id"], entry["message_id"]] += 1
    return found
