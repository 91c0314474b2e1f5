"""Classes are told of recalls and corrections in their next report. A report that is not yet relayed is rewritten."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.chain.chain import RungState
from bot.domain.people import Role
from bot.domain.postings.announcement import RecallKind
from bot.domain.postings.posting import Field
from bot.flows.chain import declare
from bot.flows.postings.draft import Edit
from bot.flows.postings.review import SEEN
from bot.flows.publishing import correct, recall
from bot.flows.publishing.correct import Correction
from bot.store.delivery import pushes
from bot.store.tables import Announcement, ClassReport, Push
from tests.cast import Cast
from tests.flows.chain.test_report import DAY, HOUR, published, reports, speaker, tick
from tests.flows.postings.test_edit import speaker as office_of


async def relayed(session: AsyncSession, cast: Cast, now: datetime) -> tuple[Push, ClassReport]:
    """Publish an announcement and let 土木2301 relay it. Return (its push, the class report)."""
    push = await published(session, now)
    await tick(session, now + DAY)
    (report,) = await reports(session, cast.civil1)
    await declare.relayed_to_group(session, report.id, await speaker(session, cast.cadre), now + DAY + HOUR)
    return push, report


async def withdraw(session: AsyncSession, push: Push, kind: RecallKind, now: datetime, words: str = "") -> None:
    assert push.announcement_id is not None
    await recall.recall(session, push.announcement_id, kind, words, None, now)


async def test_the_next_report_tells_of_a_recall(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push, _ = await relayed(session, cast, now)
    await withdraw(session, push, RecallKind.FILLED, now + DAY + 2 * HOUR)
    await tick(session, now + DAY + 3 * HOUR)
    assert len(await reports(session, cast.civil1)) == 1
    await tick(session, now + 2 * DAY)
    latest = (await reports(session, cast.civil1))[-1]
    assert "【撤回】长春示例设计院" in latest.text and "已招满" in latest.text
    await tick(session, now + 3 * DAY)
    assert len(await reports(session, cast.civil1)) == 2


async def test_a_class_hears_of_fraud_at_once_and_only_once(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push, _ = await relayed(session, cast, now)
    await withdraw(session, push, RecallKind.FRAUD, now + DAY + 2 * HOUR, "收押金")
    await tick(session, now + DAY + 2 * HOUR)
    await tick(session, now + 2 * DAY)
    found = await reports(session, cast.civil1)
    assert len(found) == 2 and "收押金" in found[1].text and "请保留凭证并联系辅导员或就业处" in found[1].text


async def test_new_announcements_and_recalls_share_a_report(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push, _ = await relayed(session, cast, now)
    await withdraw(session, push, RecallKind.MISTAKE, now + DAY + 2 * HOUR)
    await published(session, now + DAY + 2 * HOUR, employer="吉林另一家公司")
    await tick(session, now + 2 * DAY)
    latest = (await reports(session, cast.civil1))[-1]
    assert latest.text.index("【撤回】") < latest.text.index("吉林另一家公司")


async def test_a_report_tells_of_a_serious_correction_and_not_of_a_light_one(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push, _ = await relayed(session, cast, now)
    announcement = await session.get_one(Announcement, push.announcement_id)
    office = office_of(cast.office, Role.OFFICE, cast.school)
    for field, text in ((Field.TITLE, "新的标题"), (Field.APPLY_HOW, "jobs@example.com")):
        seen = announcement.content_hash[:SEEN]
        await correct.correct(
            session, Correction(announcement.id, seen, [Edit(0, field, text)]), office, now + DAY + 2 * HOUR
        )
    await tick(session, now + 2 * DAY)
    latest = (await reports(session, cast.civil1))[-1]
    assert "【更正】" in latest.text and "→ jobs@example.com" in latest.text
    assert latest.text.count("【更正】") == 1


async def test_an_unmarked_report_loses_a_recalled_announcement_and_does_not_mention_it(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    push = await published(session, now)
    await published(session, now, employer="吉林另一家公司")
    await tick(session, now + DAY)
    await withdraw(session, push, RecallKind.FILLED, now + DAY + HOUR)
    (report,) = await reports(session, cast.civil1)
    assert "长春示例设计院" not in report.text and "吉林另一家公司" in report.text
    task = await pushes.by_key(session, f"report:{report.id}")
    assert task is not None and task.values["text"] == report.text
    await tick(session, now + DAY + timedelta(hours=2))
    assert len(await reports(session, cast.civil1)) == 1


async def test_a_report_with_no_announcement_left_is_closed(session: AsyncSession, cast: Cast, now: datetime) -> None:
    push = await published(session, now)
    await tick(session, now + DAY)
    await withdraw(session, push, RecallKind.FILLED, now + DAY + HOUR)
    (report,) = await reports(session, cast.civil1)
    assert report.state == RungState.CLOSED
    task = await pushes.by_key(session, f"report:{report.id}")
    assert task is not None and task.values["state"] == "closed"
