"""An upgrade gives approved announcements the hash in which an employer's name has one spelling."""

import hashlib
import json
from pathlib import Path

from alembic import command
from sqlalchemy import text

from bot.store import schema
from bot.store.engine import Store
from bot.store.postings import postings

EMPLOYER = "长春（虚构）设计院有限公司"
SHOWN = {
    "titles": ["设计师"],
    "work_type": None,
    "salary": "8K",
    "regions": "长春",
    "address": "",
    "degree_floor": 3,
    "language": "",
    "majors": "土木工程",
    "cohorts": [2027],
    "headcount": 2,
    "experience_years": None,
    "deadline": "2026-12-31",
    "description": "画图",
}


def old_hash() -> str:
    """Return the hash as earlier versions computed it: over the employer's name as it was written."""
    row = json.dumps(SHOWN, ensure_ascii=False, sort_keys=True)
    whole = [EMPLOYER, "hr@x.example", "", "2026-12-31", [row]]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


async def test_an_approved_announcement_of_an_older_version_can_still_be_published(tmp_path: Path) -> None:
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/old.db")
    announcement = {
        "id": 1, "employer_id": 1, "title": "设计师", "source": "", "apply_how": "hr@x.example",
        "deadline": "2026-12-31", "state": "approved", "content_hash": old_hash(), "approved_hash": old_hash(),
        "decision_reason": "", "policy": "{}", "cuts": "[]", "recall_reason": "",
        "created_at": "2026-11-24 04:00:00.000000",
    }  # fmt: skip
    posting = {
        "id": 1, "announcement_id": 1, "employer_id": 1, "title": "设计师", "titles": '["设计师"]',
        "salary_text": "8K", "negotiable": False, "regions_text": "长春", "regions": "[]", "anywhere": False,
        "address": "", "degree_floor": 3, "language": "", "majors_text": "土木工程", "majors": "[]",
        "majors_soft": False, "cohorts": "[2027]", "headcount": 2, "deadline": "2026-12-31", "description": "画图",
        "policy": False, "unparsed": "[]",
    }  # fmt: skip
    async with store.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(schema._config(sync), "c47d20be91f6"))
        for table, row in (
            ("employer", {"id": 1, "name": EMPLOYER, "name_key": "x"}),
            ("announcement", announcement),
            ("posting", posting),
        ):
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            await connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
    await schema.upgrade(store)
    async with store.reading() as session:
        whole = await postings.whole(session, 1)
        assert whole is not None and whole.postings[0].notes == []
        assert whole.hash_now == whole.announcement.content_hash == whole.announcement.approved_hash != old_hash()
    assert await schema.drift(store) == []
    await store.close()
