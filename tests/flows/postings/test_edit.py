"""Edits before publication are read like a cell of a table, screened again and reviewed again."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import BadEdit, NotAllowed, SameContent, Stale
from bot.domain.people import BondState, Role, Seat, Trust
from bot.domain.postings.announcement import AnnouncementState
from bot.domain.postings.posting import Field
from bot.flows.postings import edit, review
from bot.flows.postings.draft import Edit, draft
from bot.flows.postings.review import SEEN
from bot.flows.publishing import publish
from bot.store.people import Speaker
from bot.store.postings import postings
from bot.store.postings.postings import Whole
from bot.store.tables import Announcement
from tests.cast import Cast, Member
from tests.postings import ENGINEER, MEN_ONLY, PROGRAMMER, approved, entered


def speaker(who: Member, role: Role, unit: int) -> Speaker:
    seats = (Seat(role, unit),)
    return Speaker(who.person_id, who.number, who.name, who.telegram_id, BondState.BOUND, Trust.PERSONAL, seats)


@pytest.fixture
def office(cast: Cast) -> Speaker:
    return speaker(cast.office, Role.OFFICE, cast.school)


@pytest.fixture
def college(cast: Cast) -> Speaker:
    return speaker(cast.civil_staff, Role.COLLEGE, cast.civil)


async def whole_of(session: AsyncSession, announcement: Announcement) -> Whole:
    found = await postings.whole(session, announcement.id)
    assert found is not None
    return found


async def save(
    session: AsyncSession, announcement: Announcement, by: Speaker, now: datetime, *edits: Edit
) -> edit.Saved:
    return await edit.save(session, announcement.id, announcement.content_hash[:SEEN], edits, by, now)


async def test_new_pay_is_read_like_a_cell_of_a_table(session: AsyncSession, office: Speaker, now: datetime) -> None:
    announcement = await entered(session, now, ENGINEER)
    [posting] = (await whole_of(session, announcement)).postings
    saved = await save(session, announcement, office, now, Edit(posting.id, Field.SALARY, "7-9K"))
    [line] = saved.lines
    assert (line.before, line.after, line.meaning) == ("8000-12000元/月", "7-9K", "7000–9000元/月")
    assert (posting.min_monthly, posting.max_monthly) == (7000, 9000)


async def test_a_preview_stores_nothing(session: AsyncSession, office: Speaker, now: datetime) -> None:
    announcement = await entered(session, now, ENGINEER)
    whole = await whole_of(session, announcement)
    draft(whole, [Edit(whole.postings[0].id, Field.REGION, "沈阳市")], now)
    await session.flush()
    assert (await whole_of(session, announcement)).postings[0].regions_text == "长春市"


async def test_removing_the_blocking_words_allows_approval_and_keeps_them_on_record(
    session: AsyncSession, cast: Cast, office: Speaker, now: datetime
) -> None:
    announcement = await entered(session, now, MEN_ONLY)
    [posting] = (await whole_of(session, announcement)).postings
    await save(session, announcement, office, now, Edit(posting.id, Field.DESCRIPTION, "能适应野外。"))
    card = await review.card(session, announcement.id)
    assert (card.verdict, announcement.cuts) == (None, ["限男"])
    await review.approve(session, announcement.id, card.seen, cast.office.person_id, now)


async def test_words_that_an_edit_brings_in_are_screened(session: AsyncSession, office: Speaker, now: datetime) -> None:
    announcement = await entered(session, now, ENGINEER)
    whole = await whole_of(session, announcement)
    made = draft(whole, [Edit(whole.postings[0].id, Field.DESCRIPTION, "限男性，先交押金500元。")], now)
    assert made.verdict == "block" and made.added


async def test_an_edited_announcement_that_was_approved_goes_back_to_review(
    session: AsyncSession, office: Speaker, now: datetime
) -> None:
    announcement = await approved(session, now, ENGINEER)
    await save(session, announcement, office, now, Edit(0, Field.APPLY_HOW, "jobs@xugou.example"))
    assert (announcement.state, announcement.approved_hash) == (AnnouncementState.REVIEW, None)
    whole = await whole_of(session, announcement)
    assert announcement.content_hash == whole.hash_now


async def test_undoing_an_edit_restores_the_content_exactly(
    session: AsyncSession, office: Speaker, now: datetime
) -> None:
    announcement = await approved(session, now, ENGINEER)
    before = announcement.content_hash
    saved = await save(session, announcement, office, now, Edit(0, Field.DEADLINE, "2027-01-15"))
    await edit.restore(session, announcement.id, saved.before, office, now)
    assert (announcement.state, announcement.approved_hash) == (AnnouncementState.APPROVED, before)
    assert (await whole_of(session, announcement)).hash_now == before
    await publish.publish(session, announcement.id, now)


async def test_an_undo_is_refused_after_another_edit(session: AsyncSession, office: Speaker, now: datetime) -> None:
    announcement = await entered(session, now, ENGINEER)
    saved = await save(session, announcement, office, now, Edit(0, Field.DEADLINE, "2027-01-15"))
    await save(session, announcement, office, now, Edit(0, Field.DEADLINE, "2027-01-16"))
    with pytest.raises(Stale):
        await edit.restore(session, announcement.id, saved.before, office, now)


@pytest.mark.parametrize(
    ("field", "text"),
    [(Field.TITLE, " "), (Field.DEGREE, "随缘"), (Field.HEADCOUNT, "很多很多人"), (Field.DEADLINE, "2026-11-01")],
)
async def test_a_text_that_cannot_be_read_is_refused(
    session: AsyncSession, office: Speaker, now: datetime, field: Field, text: str
) -> None:
    announcement = await entered(session, now, ENGINEER)
    whole = await whole_of(session, announcement)
    posting = 0 if field is Field.DEADLINE else whole.postings[0].id
    with pytest.raises(BadEdit):
        draft(whole, [Edit(posting, field, text)], now)


async def test_a_cell_that_was_not_understood_is_counted_until_it_is_edited(
    session: AsyncSession, office: Speaker, now: datetime
) -> None:
    announcement = await entered(session, now, ENGINEER | {"毕业年份": "应届", "薪资": "面谈看能力"})
    assert await postings.count_unparsed(session) == 1
    [posting] = (await whole_of(session, announcement)).postings
    unread = {Field(name) for name, _ in posting.unparsed}
    edits = [Edit(posting.id, Field.COHORTS, "2027届"), Edit(posting.id, Field.SALARY, "面议")]
    await save(session, announcement, office, now, *edits)
    assert unread and posting.unparsed == [] and posting.cohorts == [2027]
    assert await postings.count_unparsed(session) == 0


async def test_the_title_of_an_announcement_follows_its_postings(
    session: AsyncSession, office: Speaker, now: datetime
) -> None:
    announcement = await entered(session, now, ENGINEER)
    [posting] = (await whole_of(session, announcement)).postings
    await save(session, announcement, office, now, Edit(posting.id, Field.TITLE, "桥梁设计师"))
    assert (announcement.title, posting.titles) == ("桥梁设计师", ["桥梁设计师"])


async def test_an_edit_that_repeats_another_announcement_is_refused(
    session: AsyncSession, office: Speaker, now: datetime
) -> None:
    await entered(session, now, ENGINEER)
    twin = await entered(session, now, ENGINEER | {"薪资": "面议"})
    [posting] = (await whole_of(session, twin)).postings
    with pytest.raises(SameContent):
        await save(session, twin, office, now, Edit(posting.id, Field.SALARY, "8000-12000元/月"))


async def test_only_the_college_that_sent_a_returned_announcement_may_edit_it(
    session: AsyncSession, cast: Cast, college: Speaker, now: datetime
) -> None:
    announcement = await entered(session, now, MEN_ONLY, by=cast.civil_staff.person_id)
    with pytest.raises(Stale):
        await edit.begin(session, announcement.id, college)  # it waits for the office
    seen = announcement.content_hash[:SEEN]
    await review.send_back(session, announcement.id, seen, cast.office.person_id, now, "请删改")
    with pytest.raises(NotAllowed):
        await edit.begin(session, announcement.id, speaker(cast.computing_staff, Role.COLLEGE, cast.computing))
    [posting] = (await whole_of(session, announcement)).postings
    await save(session, announcement, college, now, Edit(posting.id, Field.DESCRIPTION, "能适应野外。"))
    assert announcement.state == AnnouncementState.REVIEW


async def test_the_card_knows_the_waiting_announcements_before_and_after_it(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    first = await entered(session, now, ENGINEER)
    second = await entered(session, now, PROGRAMMER)
    third = await entered(session, now, MEN_ONLY)
    card = await review.card(session, second.id)
    assert (card.earlier, card.later) == (first.id, third.id)
