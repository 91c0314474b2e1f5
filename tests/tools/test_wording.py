"""The office's own wordings are tried before they are saved, can be undone, and never stop a message."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.domain.errors import AlreadyDone, BadInput, NotFound
from bot.flows.office import wording as flow
from bot.render import environment, samples, wording
from bot.store.engine import Store
from bot.store.tables import Wording
from jobs import wording as job

NAME = "receipts/wanted"
OWN = "收到！记得自己投简历。\n"


@pytest.fixture(autouse=True)
def shipped_words() -> Iterator[None]:
    yield
    render.reword({})
    job._Seen.bodies = None


def kinds(name: str, body: str) -> list[tuple[str, int]]:
    return [(fault.kind, fault.line) for fault in wording.tried(name, body).faults]


def edited(name: str, old: str, new: str) -> str:
    body = environment.source(name)
    assert old in body
    return body.replace(old, new, 1)


def test_own_words_stand_in_place_of_the_shipped_ones_and_others_stay() -> None:
    before = render.text("receipts/unsaid")
    render.reword({NAME: OWN})
    assert render.text(NAME) == OWN.strip()
    assert render.text("receipts/unsaid") == before
    render.reword({})
    assert "别忘了" in render.text(NAME)


@pytest.mark.parametrize(
    "broken",
    [
        "{{ nobody_knows_this }}",
        "{% if x %}",
        "<b>不关",
        "{{ ''.__class__.__mro__ }}",
        "{{ 1 / 0 }}",
        "<script>x",
    ],
)
def test_broken_words_never_stop_a_message(broken: str) -> None:
    render.reword({NAME: broken})
    assert "别忘了" in render.message(NAME).text


@pytest.mark.parametrize(
    ("old", "new", "kind", "line"),
    [
        ("{{ employer.name", "{{ employr.name", "variable", 1),
        ("employer.name |", "employer.nmae |", "undefined", 1),
        ("<b>同意", "同意", "close", 1),
        ("</b>\n", "\n", "open", 1),
        ("只给", "<font>只给", "tag", 4),
        ("随时可撤回", "3 < 5", "angle", 4),
        ("posting.title", "posting.title }", "syntax", 2),
        ("(rec_no:", "(rec_now:", "verb", 7),
        ("[不同意](rec_no:{{ posting.id }})", "", "lost", 0),
    ],
)
def test_each_fault_is_named_with_its_line(old: str, new: str, kind: str, line: int) -> None:
    assert (kind, line) in kinds("recommend/ask", edited("recommend/ask", old, new))


def test_what_is_found_is_said_in_words() -> None:
    (fault,) = wording.tried("recommend/ask", edited("recommend/ask", "[不同意](rec_no:{{ posting.id }})", "")).faults
    assert "少了按钮：不同意（rec_no）" in render.plain(
        "wording/fault", kind=fault.kind, line=fault.line, words=fault.words
    )


def test_values_that_do_not_fit_refuse_the_words_and_break_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = samples.Sample("学生", ({"now": samples.NOW},))
    monkeypatch.setitem(samples.every(), "recommend/ask", empty)
    good, bad = wording.usable({"recommend/ask": environment.source("recommend/ask"), NAME: OWN})
    assert (list(good), list(bad)) == ([NAME], ["recommend/ask"])


def test_a_text_too_long_for_telegram_is_refused() -> None:
    assert ("long", 0) in kinds(NAME, "好" * 4097)
    assert kinds(NAME, " \n") == [("empty", 0)]


async def test_saving_keeps_who_and_when_and_undo_goes_back_and_forth(session: AsyncSession, now: datetime) -> None:
    assert await flow.save(session, NAME, "收到！\r\n", "陈敏", now) == ()
    row = await session.get_one(Wording, NAME)
    assert (row.body, row.changed_by, row.changed_at) == ("收到！\n", "陈敏", now)
    await flow.undo(session, NAME, "刘洋", now)
    assert await flow.bodies(session) == {}
    await flow.undo(session, NAME, "刘洋", now)
    assert await flow.bodies(session) == {NAME: "收到！\n"}
    await flow.restore(session, NAME, "刘洋", now)
    assert await flow.bodies(session) == {}
    with pytest.raises(AlreadyDone):
        await flow.restore(session, NAME, "刘洋", now)


async def test_what_is_faulty_is_not_saved(session: AsyncSession, now: datetime) -> None:
    assert await flow.save(session, NAME, "<b>收到", "陈敏", now)
    assert await session.get(Wording, NAME) is None
    with pytest.raises(BadInput, match="姓名"):
        await flow.save(session, NAME, OWN, " ", now)
    with pytest.raises(NotFound):
        await flow.save(session, "../settings", OWN, "陈敏", now)
    with pytest.raises(AlreadyDone):
        await flow.undo(session, NAME, "陈敏", now)


async def test_every_process_takes_what_was_saved_and_leaves_out_what_is_broken(store: Store, now: datetime) -> None:
    async with store.writing() as session:
        await flow.save(session, NAME, OWN, "陈敏", now)
        session.add(Wording(template="receipts/unsaid", body="<b>坏的", changed_by="陈敏", changed_at=now))
        session.add(Wording(template="gone/away", body="没有这条", changed_by="陈敏", changed_at=now))
    await job.tick(store)
    assert render.own_words() == {NAME: OWN}
    async with store.writing() as session:
        await flow.undo(session, NAME, "陈敏", now)
    await job.tick(store)
    assert render.own_words() == {}
