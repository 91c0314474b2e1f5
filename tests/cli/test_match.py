"""The command ``jiuye match``: the answers of the index agree with the readable rule."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import SQLModel
from typer.testing import CliRunner

from bot.cli.app import app
from bot.domain.matching.matching import Match, match
from bot.store.engine import Store
from bot.store.postings import postings
from bot.store.tables import Posting
from bot.store.wishes import graduates
from tests.cast import settle_in
from tests.conftest import NOON
from tests.postings import ENGINEER, PROGRAMMER, approved

POSTINGS = (1, 2)


@pytest.fixture
def by_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[int, dict[str, list[str]]]:
    """Write the cast and two postings into a database that the command line opens by itself. Return the rule's answers:
    which people the postings fit."""
    monkeypatch.setenv("JIUYE_DATABASE_URL", f"sqlite:///{tmp_path}/jiuye.db")
    monkeypatch.setenv("JIUYE_DATA_DIR", str(tmp_path))

    async def fill() -> dict[int, dict[str, list[str]]]:
        store = Store(f"sqlite+aiosqlite:///{tmp_path}/jiuye.db")
        async with store.engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all)
        async with store.writing() as session:
            await settle_in(session, NOON)
            await approved(session, NOON, ENGINEER)
            await approved(session, NOON, PROGRAMMER)
            openings = {each: postings.opening(await session.get_one(Posting, each)) for each in POSTINGS}
            everybody, numbers = await graduates.candidates(session), await graduates.numbers(session)
        await store.close()
        return {
            posting: {
                numbers[each.graduate.person_id]: [str(why) for why in found.reasons]
                for each in everybody
                if each.graduate.wishes.filled and isinstance(found := match(opening, each.graduate), Match)
            }
            for posting, opening in openings.items()
        }

    return asyncio.run(fill())


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collect every statement of every database while the block runs."""
    heard: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        heard.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    yield heard
    event.remove(Engine, "before_cursor_execute", hear)


@pytest.mark.parametrize("posting", POSTINGS)
def test_a_small_school_too_is_answered_by_the_index(by_rule: dict[int, dict[str, list[str]]], posting: int) -> None:
    with listening() as heard:
        done = CliRunner().invoke(app, ["match", str(posting), "--json"])
    told = json.loads(done.stdout)
    assert told == {"matched": sorted(by_rule[posting]), "reasons": by_rule[posting]}
    assert told["matched"] and all(told["reasons"].values())
    assert any("graduate_change" in statement for statement in heard)  # only the index reads this table


@pytest.mark.parametrize("posting", POSTINGS)
def test_the_best_are_asked_for_by_number(by_rule: dict[int, dict[str, list[str]]], posting: int) -> None:
    def asked(*more: str) -> list[str]:
        done = CliRunner().invoke(app, ["match", str(posting), "--json", *more])
        told = json.loads(done.stdout)
        assert list(told["reasons"]) == told["matched"] and "score" not in done.stdout
        return list(told["matched"])

    everybody = asked("--best", "1000")
    assert set(by_rule[posting]) <= set(everybody)
    assert len(everybody) > 1
    for most in range(1, len(everybody)):
        assert asked("--best", str(most)) == everybody[:most]


def test_a_posting_that_nobody_knows_is_named(by_rule: dict[int, dict[str, list[str]]]) -> None:
    done = CliRunner().invoke(app, ["match", "999", "--json"])
    assert done.exit_code == 1 and "999" in done.output
