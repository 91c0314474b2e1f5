"""About employers, only facts and the status leave the bot: typed words that accuse are refused wherever they would."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.domain.employer import ACCUSING
from bot.domain.errors import Accuses
from bot.domain.postings.announcement import RecallKind
from bot.domain.postings.complaint import Reason
from bot.flows.care import questions
from bot.flows.chain import relay
from bot.flows.delivery import notify
from bot.flows.postings import complaints, leads
from bot.flows.publishing import publish, recall
from bot.render import samples, wording
from bot.store.tables import Lead, Question
from tests import factories
from tests.cast import Cast
from tests.chat.publishing.test_recall import send_out
from tests.flows.publishing.test_correct import delivery
from tests.flows.student.test_recommend import speaker
from tests.live import Live

WORDS = "这家单位涉嫌诈骗"
POLICE = re.compile("反诈|96110|报警|报案")
OUTSIDE = ("chain/relay_text", "groups/pinned", "chain/report")
"""The texts that people copy to WeChat or that stand in a class group."""
READERS = ("学生", "班干部", "班级群", "所有人", "学生、班干部")
NO_EMPLOYER = ("warning/", "schedule/", "push/ack_reminder", "questions/")
"""Texts about kinds of fraud, and words of the readers themselves."""

Says = Callable[[AsyncSession, Cast, int, datetime], Awaitable[object]]


async def recalls(session: AsyncSession, cast: Cast, announcement: int, now: datetime) -> object:
    return await recall.recall(session, announcement, RecallKind.FRAUD, WORDS, None, now)


async def previews(session: AsyncSession, cast: Cast, announcement: int, now: datetime) -> object:
    return await recall.preview(session, announcement, RecallKind.FRAUD, WORDS)


async def answers(session: AsyncSession, cast: Cast, announcement: int, now: datetime) -> object:
    push = await publish.publish(session, announcement, now)
    row = await delivery(session, push, cast.li)
    filed = await complaints.file(session, row.id, await speaker(session, cast.li), Reason.FEE, "", now)
    return await complaints.decide(session, announcement, filed.id, cast.office.person_id, now, WORDS)


async def refuses_a_lead(session: AsyncSession, cast: Cast, announcement: int, now: datetime) -> object:
    lead = Lead(person_id=cast.li.person_id, text="招聘", at=now, state="new")
    session.add(lead)
    await session.flush()
    return await leads.refuse(session, lead.id, cast.office.person_id, WORDS, now)


async def replies(session: AsyncSession, cast: Cast, announcement: int, now: datetime) -> object:
    place = {"class_id": cast.civil1, "college_id": cast.civil}
    asked = Question(person_id=cast.li.person_id, **place, text="可靠吗", asked_at=now, announcement_id=announcement)
    session.add(asked)
    await session.flush()
    return await questions.answer(session, asked.id, WORDS, await speaker(session, cast.counsellor), now)


async def hints(session: AsyncSession, cast: Cast, announcement: int, now: datetime) -> object:
    return relay.check_note(WORDS)


async def notifies(session: AsyncSession, cast: Cast, announcement: int, now: datetime) -> object:
    return await notify.check(session, f"虚构科技公司{WORDS[2:]}")


@pytest.mark.parametrize("says", [recalls, previews, answers, replies, refuses_a_lead, hints, notifies])
async def test_typed_words_that_accuse_an_employer_are_refused(
    session: AsyncSession, cast: Cast, now: datetime, says: Says
) -> None:
    announcement = await factories.approved(session, now, employer="虚构科技公司")
    if says in (recalls, previews):
        await publish.publish(session, announcement.id, now)
    with pytest.raises(Accuses, match="请只写事实"):
        await says(session, cast, announcement.id, now)


async def test_a_notice_against_fraud_that_names_no_employer_goes_out(session: AsyncSession) -> None:
    assert await notify.check(session, "周五有一场讲座：怎样识别招聘诈骗。")


@pytest.mark.parametrize(
    "words", ["反诈骗中心文员", "反欺诈算法工程师", "提供虚假材料的取消资格", "要求先交 300 元，正在核实"]
)
def test_words_of_honest_postings_pass(words: str) -> None:
    assert relay.check_note(words) == words


async def test_a_correction_that_accuses_is_refused_and_facts_are_taken(live: Live, cast: Cast) -> None:
    await send_out(live)
    await live.say(cast.office, "/published")
    await live.press(cast.office, "长春虚构设计院")
    await live.press(cast.office, "更正")
    await live.press(cast.office, "投递方式")
    await live.say(cast.office, f"请不要投递，{WORDS}")
    await live.sees(cast.office, "“涉嫌”这类词请不要写")
    await live.say(cast.office, "请暂缓投递，等单位核实")
    await live.sees(cast.office, "改动预览", "请暂缓投递，等单位核实")


def test_no_message_to_students_or_classes_accuses() -> None:
    for name in samples.names():
        if samples.of(name).role not in ("学生", "班干部", "班级群", "所有人", "学生、班干部") or name.startswith(
            NO_EMPLOYER
        ):
            continue
        for message in wording.shipped(name):
            assert not ACCUSING.search(wording.shown(message)), name


def test_what_is_copied_to_a_class_names_no_police_beside_an_employer(now: datetime) -> None:
    for name in OUTSIDE:
        assert not [each for each in wording.shipped(name) if POLICE.search(wording.shown(each))], name
    change = {"kind": "recall", "reason": "要求先交 300 元", "fields": []}
    told = {"employer": "虚构科技公司", "title": "文员", "recall_kind": "fraud", "at_once": True, "change": change}
    text = render.plain("chain/relay_text", items=[], news=[told], unit={"name": "土木2301"}, day=now.date(), code="1")
    assert "请保留凭证并联系辅导员或就业处" in text and not POLICE.search(text)
