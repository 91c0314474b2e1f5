"""A student is matched again after anything that matching reads about them has changed."""

from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.degree import Degree
from bot.domain.delivery.delivery import Skip, State
from bot.domain.matching.matching import Graduate
from bot.domain.people import Standing
from bot.domain.wishes.wish import Wish as Wishes
from bot.flows.publishing import refit
from bot.store.engine import Store
from bot.store.tables import Push, Student
from bot.store.wishes import graduates
from jobs import digest
from tests.cast import Cast, Member
from tests.digests import delivery_of, published

LATER = timedelta(minutes=10)
SOFTWARE, CIVIL = "080902", "081001"


async def changed(session: AsyncSession, who: Member, **values: Any) -> None:
    student = await session.get_one(Student, who.person_id)
    for name, value in values.items():
        setattr(student, name, value)
    await session.flush()


async def again(session: AsyncSession, now: datetime) -> list[int]:
    """Match the changed students again, as the job does. Return their ids."""
    people, mark = await refit.due(session, now + LATER)
    await refit.some(session, people, now + LATER)
    await refit.keep(session, mark)
    await session.flush()
    return people


async def started(session: AsyncSession, now: datetime) -> None:
    """Begin to read the log, as at the first start."""
    _, mark = await refit.due(session, now)
    await refit.keep(session, mark)


async def civil_only(session: AsyncSession, now: datetime) -> Push:
    return await published(session, now, "结构设计师", majors=[CIVIL], majors_text="土木工程")


async def test_a_waiting_posting_loses_a_student_whose_major_was_corrected(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await civil_only(session, now)
    await started(session, now)
    assert (await delivery_of(session, push, cast.li)).told.still
    await changed(session, cast.li, majors=[SOFTWARE])
    assert await again(session, now) == [cast.li.person_id]
    assert not (await delivery_of(session, push, cast.li)).told.still
    await changed(session, cast.li, majors=[CIVIL])
    await again(session, now)
    assert (await delivery_of(session, push, cast.li)).told.still


async def test_an_open_posting_that_fits_now_comes_with_the_next_digest(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await changed(session, cast.li, majors=[SOFTWARE])
    push = await civil_only(session, now)
    matched = push.matched
    await started(session, now)
    await changed(session, cast.li, majors=[CIVIL])
    await again(session, now)
    row = await delivery_of(session, push, cast.li)
    assert row.bundled and row.state in (State.QUEUED, State.WAITING) and push.matched == matched + 1


async def test_a_student_without_a_bot_is_matched_again_for_the_report_of_the_class(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await civil_only(session, now)
    await started(session, now)
    await changed(session, cast.wang, majors=[SOFTWARE])
    await again(session, now)
    row = await delivery_of(session, push, cast.wang)
    assert (row.state, row.reason) == (State.SKIPPED, Skip.UNFIT)
    await changed(session, cast.wang, majors=[CIVIL])
    await again(session, now)
    assert (await delivery_of(session, push, cast.wang)).state == State.NO_BOT


async def test_what_was_published_during_a_pause_comes_after_it(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await started(session, now)
    await changed(session, cast.li, opted_out=True)
    await again(session, now)
    push = await published(session, now, "施工员")
    assert (await delivery_of(session, push, cast.li)).reason == Skip.OPTED_OUT
    await changed(session, cast.li, opted_out=False)
    await again(session, now)
    row = await delivery_of(session, push, cast.li)
    assert row.state in (State.QUEUED, State.WAITING) and row.bundled and row.reason is None


async def test_a_student_who_returns_gets_what_is_still_open(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await started(session, now)
    await changed(session, cast.li, standing=Standing.PAUSED)
    await again(session, now)
    push = await published(session, now, "施工员")
    matched = push.matched
    await changed(session, cast.li, standing=Standing.ACTIVE)
    await again(session, now)
    assert push.matched == matched + 1
    assert (await delivery_of(session, push, cast.li)).bundled


async def test_a_change_that_matching_does_not_read_matches_nobody(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await started(session, now)
    await changed(session, cast.li, majors=[SOFTWARE])
    await again(session, now)
    await changed(session, cast.li, standing_note="记")
    assert await again(session, now) == []
    assert await again(session, now) == []


OTHER: dict[str, Any] = {
    "person_id": 99,
    "cohort": 2030,
    "degree": Degree.MASTER,
    "majors": frozenset({"010101"}),
    "active": False,
    "settled": True,
    "keeps_receiving": True,
    "muted_employers": frozenset({7}),
    "wish": Wishes(regions=frozenset({"110000"})),
    "muted_categories": frozenset({"x"}),
    "lifted": True,
}


async def test_everything_that_matching_reads_is_noticed(session: AsyncSession, cast: Cast) -> None:
    [candidate] = await graduates.candidates(session, [cast.li.person_id])
    before = refit.fingerprint(candidate)
    for each in fields(Graduate):
        if not each.init:
            continue
        graduate = replace(candidate.graduate, **{each.name: OTHER[each.name]})
        assert refit.fingerprint(replace(candidate, graduate=graduate)) != before, each.name
    assert refit.fingerprint(replace(candidate, opted_out=True)) != before


async def test_the_job_goes_on_after_a_restart(store: Store, cast: Cast, now: datetime) -> None:
    await digest.rematch_changed(store, now)
    async with store.writing() as session:
        push = await civil_only(session, now)
        await changed(session, cast.li, majors=[SOFTWARE])
        await changed(session, cast.sun, majors=[SOFTWARE])
        people, _ = await refit.due(session, now + LATER)
        await refit.some(session, people[:1], now)  # the process ends here
    await digest.rematch_changed(store, now + LATER)
    async with store.reading() as session:
        for who in (cast.li, cast.sun):
            assert not (await delivery_of(session, push, who)).told.still
        assert (await refit.due(session, now + LATER))[0] == []
