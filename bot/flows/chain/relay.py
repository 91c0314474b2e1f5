"""Pass announcements down the chain: a college passes an announcement on or holds it.

At the deadline it passes automatically. When it passes, its students' deliveries are queued, and its classes get rungs.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain import chain
from bot.domain.chain.chain import Release, RungState
from bot.domain.delivery.push import PushKind
from bot.domain.employer import only_facts
from bot.domain.errors import AlreadyDone, BadInput, NotAllowed, NotFound, Stale
from bot.domain.people import Role, UnitKind
from bot.flows.chain import waiting
from bot.flows.chain.college_card import Card, card_of, card_values
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import choices
from bot.store.chain import chain as rungs
from bot.store.chain import released
from bot.store.chain import waiting as lists
from bot.store.chain.chain import ClassShare
from bot.store.people import Speaker
from bot.store.tables import Push, Rung

NOTE_LENGTH = 100


def check_note(text: str) -> str:
    """The college's hint (学院提示) in one line. Raises BadInput if it is empty, too long or accusing."""
    note = " ".join(text.split())
    if not 0 < len(note) <= NOTE_LENGTH:
        raise BadInput(f"学院提示请写 1 到 {NOTE_LENGTH} 个字，现在是 {len(note)} 个字。")
    return only_facts(note)


async def open_colleges(session: AsyncSession, push: Push, opened: Sequence[Rung], now: datetime) -> None:
    """Send a card for each urgent rung to its college. The other rungs appear in the college's list (``waiting``).

    A rung is bypassed at once if the bot can reach no staff of the college. A rung that has passed already (immediate
    release) only opens the rungs of its classes.
    """
    for rung in opened:
        if rung.state != RungState.OPEN:
            await _open_classes(session, rung, push, now)
            continue
        bound = await waiting.staff(session, rung.unit_id)
        if not bound:
            await _end(session, rung, RungState.BYPASSED, now, None)
        elif push.urgent:
            values = card_values(await card_of(session, rung))
            key = f"rung:{rung.id}"
            notice = Notice(PushKind.TASK, "chain/college_card", key=key, values=values)
            await pushing.to_people(session, notice, bound, now)


async def pass_on(session: AsyncSession, rung_id: int, by: Speaker, now: datetime, note: str = "") -> Card:
    """Pass a rung on (下发): queue the college's waiting deliveries, and give its classes rungs with the note.

    Raises NotFound and NotAllowed, and AlreadyDone if the rung has ended.
    """
    rung = await _of_college(session, rung_id, by)
    if rung.state not in (RungState.OPEN, RungState.HELD):
        raise AlreadyDone("passed")
    rung.note = note
    await _end(session, rung, RungState.PASSED, now, by.person_id, note)
    await waiting.refresh(session, rung.unit_id, now, but=by.person_id)
    return await card_of(session, rung)


async def pass_all(session: AsyncSession, college_id: int, newest: int, by: Speaker, now: datetime) -> int:
    """Pass on the open rungs that the list showed (全部下发): those with ids up to ``newest``. Returns how many.

    Held rungs stay held. Raises NotFound and NotAllowed, and AlreadyDone if no open rung is left.
    """
    await waiting.listed(session, college_id, by, now)
    pairs = await rungs.open_rungs(session, [college_id])
    listed = [rung for rung, _ in pairs if rung.state == RungState.OPEN and rung.id <= newest]
    if not listed:
        raise AlreadyDone("all_passed")
    passed = 0
    for rung in listed:
        await session.refresh(rung, with_for_update=True)  # a colleague may press the button at the same time
        if rung.state == RungState.OPEN:
            await _end(session, rung, RungState.PASSED, now, by.person_id)
            passed += 1
    await waiting.refresh(session, college_id, now, but=by.person_id)
    return passed


async def pass_classes(
    session: AsyncSession, rung_id: int, class_ids: Collection[int], by: Speaker, now: datetime, note: str = ""
) -> Card:
    """Pass a rung on to the classes in ``class_ids`` now (选班级下发).

    The other classes get it when the college passes the rest on, or at the deadline. Raises the errors of ``pass_on``.
    Raises BadInput if no class is chosen. Raises Stale if a class has it already, or if the push matches none of its
    students.
    """
    rung = await _of_college(session, rung_id, by)
    if rung.state not in (RungState.OPEN, RungState.HELD):
        raise AlreadyDone("passed")
    left = {share.unit_id for share in await left_classes(session, rung)}
    if not class_ids:
        raise BadInput("还没有选班级，请先点要下发的班级。")
    if not left.issuperset(class_ids):
        raise Stale
    if left == set(class_ids):
        return await pass_on(session, rung_id, by, now, note)
    push = await session.get_one(Push, rung.push_id)
    rung.passed_classes = sorted({*rung.passed_classes, *class_ids})
    rung.acted_by, rung.acted_at = by.person_id, now
    if push.release != Release.CLASS:
        for class_id in sorted(class_ids):
            await released.queue_waiting(session, rung.push_id, now, class_id=class_id)
    await _open_classes(session, rung, push, now, note, class_ids)
    await waiting.refresh(session, rung.unit_id, now, but=by.person_id)
    return await card_of(session, rung)


async def left_classes(session: AsyncSession, rung: Rung) -> list[ClassShare]:
    """Return the classes to which the college has not passed the push on yet."""
    shares = await rungs.class_shares(session, rung.push_id, rung.unit_id)
    return [share for share in shares if share.unit_id not in rung.passed_classes]


async def hold(session: AsyncSession, rung_id: int, by: Speaker, now: datetime, until: datetime, reason: str) -> Card:
    """Hold a push back (暂缓) until ``until``. After that it passes automatically.

    Raises NotFound and NotAllowed, and AlreadyDone unless the rung is open. Raises BadInput if ``until`` is in the past
    or after the announcement closes.
    """
    rung = await _of_college(session, rung_id, by)
    if rung.state != RungState.OPEN:
        raise AlreadyDone("not_open")
    if until <= now:
        raise BadInput("暂缓的截止时间已经过了，请选一个将来的时间。")
    push = await session.get_one(Push, rung.push_id)
    if push.not_after is not None and until >= push.not_after:
        raise BadInput("这条岗位在那之前就截止了。请选短一点的暂缓时间，或直接下发。")
    rung.state = chain.move(rung.state, RungState.HELD)
    rung.held_until, rung.note = until, reason
    rung.acted_by, rung.acted_at = by.person_id, now
    await waiting.refresh(session, rung.unit_id, now, but=by.person_id)
    return await card_of(session, rung)


async def rung_card(session: AsyncSession, rung_id: int, by: Speaker) -> Card:
    """Return the card in its current state.

    Raises NotFound, and NotAllowed unless ``by`` belongs to the college or the office.
    """
    return await card_of(session, await _of_college(session, rung_id, by))


async def pass_by_itself(session: AsyncSession, now: datetime, most: int | None = None) -> int:
    """End the college rungs whose deadline or hold is over, at most ``most`` of them. Returns how many ended.

    A rung on which the college did not act is bypassed. A rung that was held, or passed on to some classes, is passed.
    """
    due = await rungs.colleges_due(session, now, most)
    for rung in due:
        acted = rung.state == RungState.HELD or bool(rung.passed_classes)
        await _end(session, rung, RungState.PASSED if acted else RungState.BYPASSED, now, None)
    for college_id in sorted({rung.unit_id for rung in due}):
        await waiting.refresh(session, college_id, now)
    return len(due)


async def close(session: AsyncSession, push_id: int, now: datetime) -> None:
    """Close the rungs of a push that was recalled or has expired, so that its holders are not asked to pass it on."""
    colleges = []
    for rung in await rungs.rungs_of(session, push_id):
        if rung.state in (RungState.OPEN, RungState.HELD):
            rung.state, rung.acted_at = chain.move(rung.state, RungState.CLOSED), now
            if rung.level == UnitKind.COLLEGE:
                colleges.append(rung.unit_id)
    await session.flush()
    await rungs.close_empty_reports(session)
    for college_id in colleges:
        await waiting.refresh(session, college_id, now)


async def close_ended(session: AsyncSession, now: datetime) -> int:
    """Close the rungs of pushes that were stopped or have expired, and expire their waiting deliveries.

    Returns the number of pushes.
    """
    ended = await lists.over(session, now)
    for push_id in ended:
        await close(session, push_id, now)
        await released.expire_waiting(session, push_id)
    return len(ended)


async def _of_college(session: AsyncSession, rung_id: int, by: Speaker) -> Rung:
    rung = await session.get(Rung, rung_id, with_for_update=True)
    if rung is None or rung.level != UnitKind.COLLEGE:
        raise NotFound("rung")
    if rung.unit_id not in by.units(Role.COLLEGE) and not by.holds(Role.OFFICE):
        raise NotAllowed
    return rung


async def _end(
    session: AsyncSession, rung: Rung, state: RungState, now: datetime, by: int | None, note: str = ""
) -> None:
    rung.state = chain.move(rung.state, state)
    rung.acted_by, rung.acted_at = by, now
    push = await session.get_one(Push, rung.push_id)
    if push.release != Release.CLASS:
        await released.queue_waiting(session, rung.push_id, now, college_id=rung.unit_id)
    await _open_classes(session, rung, push, now, note)


async def _open_classes(
    session: AsyncSession,
    college: Rung,
    push: Push,
    now: datetime,
    note: str = "",
    only: Collection[int] | None = None,
) -> None:
    """Give each class with matched students a rung. Its holder gets it in the next class report.

    If ``only`` is not None, only the classes in ``only`` get a rung.
    """
    calendar = await choices.calendar(session)
    for share in await rungs.class_shares(session, college.push_id, college.unit_id):
        chosen = only is None or share.unit_id in only
        if chosen and await rungs.rung_for(session, college.push_id, share.unit_id) is None:
            session.add(
                Rung(
                    push_id=college.push_id,
                    unit_id=share.unit_id,
                    level=UnitKind.CLASS,
                    opened_at=now,
                    deadline=chain.deadline(UnitKind.CLASS, now, push.urgent, *calendar),
                    note=note,
                )
            )
    await session.flush()
