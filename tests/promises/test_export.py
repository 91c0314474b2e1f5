"""/me promises a file with everything that is kept about a person: every column of every table is held to it here."""

import io
import zipfile
from datetime import datetime
from enum import StrEnum

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import LargeBinary, Table, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot import render
from bot.chat.door.talk import Talk, listed
from bot.chat.student import me
from bot.domain import people as roles
from bot.domain.care.care import CallOutcome, Need, Pause, QuestionState
from bot.domain.delivery.delivery import Skip, State
from bot.domain.delivery.push import PushKind
from bot.domain.destinations.destination import DestinationState
from bot.domain.postings.announcement import Attitude, ComplaintState, LeadState, Unfit
from bot.domain.postings.complaint import Reason
from bot.flows.care import calls, standing
from bot.flows.student.export import everything
from bot.flows.student.export import files as kept_files
from bot.messenger import Attachment
from bot.settings import Settings
from bot.store.tables import (
    Evidence,
    Student,
)
from tests.cast import Cast
from tests.flows.student.test_recommend import speaker
from tests.promises.kept import filed, keep

EXPORTED: dict[str, str] = {
    "person": "number name",
    "student": "class_id college_id major_name majors degree cohort origin counted standing standing_note intent "
    "settled keeps_receiving opted_out muted_employers muted_categories lifted rhythm quiet caught_up_at",
    "membership": "role unit_id since until substitute",
    "handover": "unit_id from_person to_person state offered_at decided_at",
    "bond": "telegram_id state trust reach consented_at overseas_consented_at bound_at ended_at",
    "invite": "expires_at created_at",
    "bindtry": "at",
    "erasure": "by_person at",
    "wish": "regions employer_types categories floor negotiable own_major_only accepts_experience previous updated_at "
    "asked_at renewed_at",
    "interest": "posting_id attitude reason at recommended_at",
    "bookmark": "posting_id at",
    "recommendation_export": "named by_person at",
    "question": "announcement_id text state level follows_id asked_at answer answered_by answered_at",
    "complaint": "announcement_id reason note state answer decided_at due_at at",
    "lead": "text photo state reason decided_at at",
    "call": "by_person outcome note needs at",
    "destination": "code fields region state version reason created_at changed_at superseded_at",
    "destination_event": "version state by_person at reason snapshot",
    "evidence": "filename content added_at",
    "delivery": "state reason score values queued_at sent_at opened_at acknowledged_at reminded_at relayed_at "
    "relay_kind",
}
"""Table → its columns that the file shows, as values or in words."""

OWNER = "it says whose row it is"
KEY = "the key of the row"
WORK = "an act of the office, a college or a counsellor, kept with the thing that they decided"
HOW = "how a message is sent and mended; it says nothing about the reader"
EXPLAINED: dict[str, str] = {
    "person.id student.person_id membership.person_id bond.person_id invite.person_id wish.person_id": OWNER,
    "interest.person_id bookmark.person_id question.person_id complaint.person_id lead.person_id": OWNER,
    "call.person_id destination.person_id delivery.person_id destination_event.destination_id": OWNER,
    "evidence.destination_id bindtry.telegram_id": OWNER,
    "membership.id handover.id erasure.id bond.id invite.id bindtry.id question.id complaint.id lead.id call.id": KEY,
    "destination.id destination_event.id evidence.id delivery.id recommendation_export.id": KEY,
    "person.name_key": "the name again, for comparison",
    "invite.code_hash invite.unit_id invite.uses_left": "a secret, and the code of a class",
    "question.class_id question.college_id delivery.class_id delivery.college_id": "those of the roster",
    "recommendation_export.announcement_id": "the posting that is named belongs to it",
    "complaint.decided_by lead.decided_by": WORK,
    "erasure.person_id": OWNER,
    "erasure.counts": "the numbers of rows that are gone",
    "evidence.sha256": "computed from the content",
    "student.fitted": "computed from the roster and the wishes",
    "delivery.push_id delivery.part delivery.priority delivery.bundled delivery.carrier_id delivery.outdated": HOW,
    "delivery.chat_id delivery.message_id delivery.not_before delivery.attempts delivery.maybe_twice": HOW,
    "delivery.sending_at delivery.detail": HOW,
    "unit.weekly_by announcement.submitted_by announcement.decided_by change.by_person push.created_by": WORK,
    "setting.changed_by schedule.created_by": WORK,
    "rung.acted_by class_report.relayed_by class_group.bound_by": "an act of a cadre, kept with the class",
    "dialog.telegram_id draft.telegram_id": "a half-filled form: its owner sees it in the chat; gone after three days",
    "graduate_change.person_id": "a number in a technical log of changed rows, without any content",
}
"""Columns that the file does not show → why."""


def explained() -> set[str]:
    return {column for columns in EXPLAINED for column in columns.split()}


def exported() -> set[str]:
    return {f"{table}.{column}" for table, columns in EXPORTED.items() for column in columns.split()}


def names_a_person(table: Table) -> set[str]:
    """The columns of a table that point to a person, or to a Telegram account."""
    pointing = {
        column.name for column in table.columns for key in column.foreign_keys if key.column.table.name == "person"
    }
    return pointing | {column.name for column in table.columns if column.name in ("person_id", "telegram_id")}


def test_every_column_that_names_a_person_is_exported_or_explained() -> None:
    found = {f"{table.name}.{name}" for table in SQLModel.metadata.tables.values() for name in names_a_person(table)}
    assert found
    assert not found - exported() - explained()


def test_every_column_of_a_table_about_a_person_is_exported_or_explained() -> None:
    columns = {f"{name}.{column.name}" for name in EXPORTED for column in SQLModel.metadata.tables[name].columns}
    assert not columns - exported() - explained()
    assert not exported() & explained()
    every = {f"{table.name}.{each.name}" for table in SQLModel.metadata.tables.values() for each in table.columns}
    assert not (exported() | explained()) - every


WORDED: dict[str, type[StrEnum]] = {
    "standing": roles.Standing,
    "pause": Pause,
    "role": roles.Role,
    "handover": roles.HandoverState,
    "bond": roles.BondState,
    "trust": roles.Trust,
    "reach": roles.Reach,
    "intent": roles.Intent,
    "rhythm": roles.Rhythm,
    "attitude": Attitude,
    "unfit": Unfit,
    "question": QuestionState,
    "level": roles.UnitKind,
    "complaint": Reason,
    "verdict": ComplaintState,
    "lead": LeadState,
    "call": CallOutcome,
    "need": Need,
    "destination": DestinationState,
    "push": PushKind,
    "delivery": State,
    "skip": Skip,
}


@pytest.mark.parametrize("kind", WORDED)
def test_every_code_has_chinese_words(kind: str) -> None:
    for member in WORDED[kind]:
        key = f"{kind}.{member.value}"
        assert render.plain("me/export_words", which=key) != key


async def test_the_file_shows_pause_and_call_notes_all_messages_and_whatever_else_is_kept(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    await keep(session, cast, now, cast.li)
    counsellor = await speaker(session, cast.counsellor)
    call = await calls.note_call(session, cast.li.person_id, CallOutcome.SPOKE, counsellor, now)
    await calls.write_note(session, call.id, "记通话", counsellor)
    await standing.pause(session, cast.li.person_id, Pause.LEAVE, counsellor, now)
    await standing.write_note(session, cast.li.person_id, "记暂停", counsellor)
    (await session.get_one(Student, cast.li.person_id)).lifted = True
    await session.flush()
    text = await file_of(session, cast, now)
    for words in (
        *("记问", "答复 记答，经办：马丽", "收费，记举报", "记核实", "记线索，附照片一张", "记未采用"),
        *("通了话 说明：记通话", "原因：休学，说明：记暂停，经办：马丽", "优先帮扶（岗位排序靠前） 是"),
        *("记通知 未发送，当天条数已满", "已转告，转告：2026-11-24 12:00，电话转告", "推送记录 我的登记"),
        *("不合适 长春示例设计院：施工员，薪资不合适", "同意推荐 长春示例设计院", "列入推荐名单并导出", "收藏 长春"),
        *("记单位", "记旧单位", "记退回", "说明：记步骤", "记协议.jpg", "版本：2", "长春"),
        *("被邀请接任", "个人绑定码", "绑定没有成功", "使用中 1006", "生源地", "接收频率 随到随发"),
    ):
        assert words in text, f"{words}\n{text}"
    assert "None" not in text


async def attachment_of(session: AsyncSession, cast: Cast, now: datetime) -> Attachment:
    """The file that 李娜 gets."""
    chat = cast.li.telegram_id
    talk = Talk(session, Settings(_env_file=None), now, chat, chat, await speaker(session, cast.li), callback_id="1")
    attachment = listed(await me.export(talk))[0].message.attachment
    assert attachment is not None
    return attachment


async def file_of(session: AsyncSession, cast: Cast, now: datetime) -> str:
    """The rows of 李娜's table, each as 'section item content time'."""
    attachment = await attachment_of(session, cast, now)
    archive = zipfile.ZipFile(io.BytesIO(attachment.content))
    title = attachment.filename.replace(".zip", ".xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(archive.read(title))).get_sheet_by_index(0).to_python()
    return "\n".join(" ".join(str(cell) for cell in row if cell) for row in rows)


async def test_the_files_themselves_are_inside_and_a_lost_one_is_named_with_the_reason(
    session: AsyncSession, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(session, cast, now, cast.li)
    paper = (await session.scalars(select(Evidence))).one()
    more = {"destination_id": paper.destination_id, "sha256": "", "added_at": now}
    for name, content in (("协议/一.jpg", b"jpeg"), ("合同.pdf", b"sealed"), ("大.pdf", b"x" * 9)):
        session.add(Evidence(filename=name, content=content, **more))
    await session.flush()
    broken = update(Evidence.__table__).where(col(Evidence.filename) == "合同.pdf")  # type: ignore[arg-type]
    await session.execute(broken.values(content=type_coerce(b"no key opens this", LargeBinary)))
    monkeypatch.setattr(kept_files, "MOST", 8)
    attachment = await attachment_of(session, cast, now)
    archive = zipfile.ZipFile(io.BytesIO(attachment.content))
    assert {name.partition("_")[2] for name in archive.namelist()} == {"2026-11-24.xlsx", "协议_一.jpg", ""}
    assert b"jpeg" in [archive.read(name) for name in archive.namelist()]
    text = await file_of(session, cast, now)
    for name, what in (
        ("协议/一.jpg", "已附在"),
        ("合同.pdf", "文件已损坏"),
        ("大.pdf", "文件加起来太大"),
    ):
        assert [row for row in text.splitlines() if row.startswith("附带文件") and name in row and what in row], text


async def test_the_file_holds_nothing_about_others(session: AsyncSession, cast: Cast, now: datetime) -> None:
    await filed(session, cast.li, now)
    lines = await everything(session, await speaker(session, cast.sun))
    assert {line.section for line in lines} == {"roster", "pause", "roles", "bonds", "settings", "wishes"}
