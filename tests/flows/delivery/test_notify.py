"""Notices: the length of their text, their recipients, and the command line that sends one."""

import asyncio
import html
import json
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel
from typer.testing import CliRunner

from bot import render
from bot.cli.app import app
from bot.domain.delivery.push import Audience, PushKind
from bot.domain.errors import BadInput
from bot.domain.people import UnitKind
from bot.flows.delivery import notify
from bot.flows.delivery.notify import Draft
from bot.flows.delivery.outlook import Outlook
from bot.store.delivery import ledgers
from bot.store.engine import Store
from bot.store.tables import Unit
from tests.cast import Cast, settle_in
from tests.conftest import NOON


@pytest.mark.parametrize("text", ["字" * notify.LONGEST, "&" * 700, "“" * 1500])
def test_the_longest_notice_fits_one_message_with_the_longest_name(text: str) -> None:
    unit = Unit(id=1, kind=UnitKind.COLLEGE, name="院" * 60)
    plain = notify.check_text(text)
    seen = Outlook(20_000, 9_000, 300, 2_000, 5, NOON, 4_000, NOON)
    preview = render.message("notice/preview", text=plain, unit=unit, outlook=seen, ack=True)
    sent = render.message(
        "notice/message", text=plain, from_unit=unit.name, ack=True, acknowledged=True, maybe_twice=True, delivery=1
    )
    assert html.escape(plain) in sent.text
    assert max(len(preview.text), len(sent.text)) <= 4096


@pytest.mark.parametrize(
    ("text", "why"), [("", "空"), (" \n", "空"), ("字" * 1501, "1501 字"), ("<" * 1500, "引号太多")]
)
def test_a_text_that_cannot_be_sent_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        notify.check_text(text)


async def test_a_notice_asks_for_an_answer_only_on_request(session: AsyncSession, cast: Cast, now: datetime) -> None:
    unit = await session.get_one(Unit, cast.software1)
    plain = await notify.send(session, Draft("开会\n地点另行通知", unit), now)
    asking = await notify.send(session, Draft("开会", unit, ack=True), now)
    assert (plain.kind, plain.title, plain.ack_wanted) == (PushKind.NOTICE, "开会", False)
    assert asking.ack_wanted
    assert (await ledgers.ledger_of(session, plain.id)).matched == 2


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the URL of a database with the cast, which the command line opens by itself."""
    url = f"sqlite:///{tmp_path}/jiuye.db"
    monkeypatch.setenv("JIUYE_DATABASE_URL", url)
    monkeypatch.setenv("JIUYE_DATA_DIR", str(tmp_path))

    async def fill() -> None:
        store = Store(url.replace("sqlite:", "sqlite+aiosqlite:"))
        async with store.engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all)
        async with store.writing() as session:
            await settle_in(session, NOON)
        await store.close()

    asyncio.run(fill())
    return url


def test_with_json_the_command_prints_only_json(school: str) -> None:
    done = CliRunner().invoke(app, ["notify", "停电 <二楼>", "--to", "土木2301", "--yes", "--json"])
    assert json.loads(done.stdout) == {"push": 1}


def test_without_yes_the_command_shows_how_many_it_reaches_and_asks(school: str) -> None:
    refused = CliRunner().invoke(app, ["notify", "停电 [二楼]", "--to", "全校", "--json"], input="n\n")
    assert refused.exit_code != 0 and "push" not in refused.stdout
    assert "7 人，其中能送达 5 人。" in refused.stderr and "停电 [二楼]" in refused.stderr
    agreed = CliRunner().invoke(app, ["notify", "停电", "--to", "全校", "--json"], input="y\n")
    assert json.loads(agreed.stdout.splitlines()[-1]) == {"push": 1}


def test_an_unknown_unit_is_refused_by_name(school: str) -> None:
    done = CliRunner().invoke(app, ["notify", "停电", "--to", "土木9999", "--yes"])
    assert done.exit_code == 1 and "土木9999" in done.output


async def test_a_notice_may_go_to_cadres_or_staff_only(session: AsyncSession, cast: Cast, now: datetime) -> None:
    school = await session.get_one(Unit, cast.school)
    computing = await session.get_one(Unit, cast.computing)
    assert await notify.addressees(session, school, Audience.CADRES) == [cast.cadre.person_id]
    assert await notify.addressees(session, computing, Audience.CADRES) == []
    staff = [cast.civil_staff.person_id, cast.computing_staff.person_id, cast.counsellor.person_id]
    assert await notify.addressees(session, school, Audience.STAFF) == staff
    push = await notify.send(session, Draft("周五开会", school, audience=Audience.STAFF), now)
    assert push.matched == 3
