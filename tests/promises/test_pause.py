"""No pause is secret and none keeps a health reason, also in a database of an earlier version."""

from pathlib import Path

from alembic import command
from sqlalchemy import text

from bot import render
from bot.domain.care.care import Pause
from bot.render import samples
from bot.store import schema
from bot.store.columns import EncryptedJson
from bot.store.engine import Store
from bot.store.tables import Student

BEFORE = "9b3e6d1f5a08"


def test_no_reason_to_tap_is_about_health() -> None:
    assert {reason.value for reason in Pause} == {"leave", "army", "other", "silent"}
    screen = render.message("students/halt", **samples.of("students/halt").cases[0])
    assert [key.label for row in screen.buttons for key in row] == ["休学", "参军", "其他", "不再联系", "返回"]
    assert "将告知本人，防骗提醒照常发送" in screen.text


async def test_an_upgrade_makes_an_old_illness_neutral_and_deletes_its_note(tmp_path: Path) -> None:
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/old.db")
    seal = EncryptedJson()
    async with store.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(schema._config(sync), BEFORE))
        await connection.execute(text("INSERT INTO unit (id, kind, name, aliases) VALUES (1, 'school', '校', '[]')"))
        for number, why in ((1, "illness"), (2, "leave")):
            note = {"why": why, "note": "记", "by": 1, "at": "2026-11-24T04:00:00+00:00"}
            await connection.execute(
                text("INSERT INTO person (id, number, name, name_key) VALUES (:id, :id, '', '')"), {"id": number}
            )
            await connection.execute(
                text(
                    "INSERT INTO student (person_id, class_id, college_id, major_name, majors, degree, cohort, origin, "
                    "counted, standing, standing_note, settled, keeps_receiving, opted_out, muted_employers, rhythm) "
                    "VALUES (:id, 1, 1, '', '[]', 2, 2027, '', 1, 'paused', :note, 0, 0, 0, '[]', 'noon')"
                ),
                {"id": number, "note": seal.process_bind_param(note, store.engine.dialect)},
            )
    await schema.upgrade(store)
    async with store.reading() as session:
        kept = {number: (await session.get_one(Student, number)).standing_note for number in (1, 2)}
    assert [(note["why"], note["note"]) for note in kept.values() if note] == [("other", ""), ("leave", "记")]
    await store.close()
