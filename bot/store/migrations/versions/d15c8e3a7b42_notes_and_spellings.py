"""Notes and spellings: cells that no field reads are kept, and an employer's spelling does not change the content."""

import hashlib
import json
import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "d15c8e3a7b42"
down_revision = "c47d20be91f6"
branch_labels = None
depends_on = None

ROWS = sa.text(
    "SELECT a.id, a.content_hash, a.approved_hash, a.apply_how, a.deadline, a.policy_kind, a.policy, e.name"
    " FROM announcement a JOIN employer e ON e.id = a.employer_id"
)
POSTINGS = sa.text(
    "SELECT titles, work_type, salary_text, regions_text, address, degree_floor, language, majors_text, cohorts,"
    " headcount, experience_years, deadline, description FROM posting WHERE announcement_id = :id"
)


def upgrade() -> None:
    with op.batch_alter_table("posting") as batch_op:
        batch_op.add_column(
            sa.Column(
                "notes",
                sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"),
                nullable=False,
                server_default="[]",
            )
        )
    _spell_alike()


def downgrade() -> None:
    with op.batch_alter_table("posting") as batch_op:
        batch_op.drop_column("notes")


def _spell_alike() -> None:
    """Give each unchanged announcement the hash in which the employer's name has one spelling."""
    connection = op.get_bind()
    taken = set(connection.scalars(sa.text("SELECT content_hash FROM announcement")))
    update = sa.text("UPDATE announcement SET content_hash = :new, approved_hash = :approved WHERE id = :id")
    for row in connection.execute(ROWS).mappings().all():
        postings = [_shown(each) for each in connection.execute(POSTINGS, {"id": row["id"]}).mappings()]
        old, new = _hash(row, postings, " ".join(row["name"].split())), _hash(row, postings, _one_spelling(row["name"]))
        if old == row["content_hash"] and new not in taken:
            taken.add(new)
            approved = new if row["approved_hash"] == old else row["approved_hash"]
            connection.execute(update, {"new": new, "approved": approved, "id": row["id"]})


def _hash(row: Any, postings: list[dict[str, Any]], employer: str) -> str:
    ordered = sorted(json.dumps(_even(each), ensure_ascii=False, sort_keys=True) for each in postings)
    whole: list[Any] = [employer, _even(row["apply_how"]), "", str(row["deadline"] or ""), ordered]
    if row["policy_kind"]:
        facts = {"kind": row["policy_kind"]} | _json(row["policy"])
        facts.pop("checked_on", None)
        whole.append(sorted([key, _even(fact)] for key, fact in facts.items()))
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def _shown(row: Any) -> dict[str, Any]:
    return {
        "titles": _json(row["titles"]),
        "work_type": row["work_type"],
        "salary": row["salary_text"],
        "regions": row["regions_text"],
        "address": row["address"],
        "degree_floor": row["degree_floor"],
        "language": row["language"],
        "majors": row["majors_text"],
        "cohorts": sorted(_json(row["cohorts"])),
        "headcount": row["headcount"],
        "experience_years": row["experience_years"],
        "deadline": str(row["deadline"]) if row["deadline"] else None,
        "description": row["description"],
    }


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _even(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return {key: _even(inner) for key, inner in value.items()}
    return [_even(inner) for inner in value] if isinstance(value, list) else value


def _one_spelling(name: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", name).split()).upper()
    plain = plain.replace("有限责任公司", "有限公司").replace("股份公司", "股份有限公司")
    return re.sub(r"[()\[\]【】<>《》·.,，。、\"'“”‘’—_-]", "", plain)
