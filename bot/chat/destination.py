"""/destination: a graduate tells where he goes, one short question at a time, and confirms the audited record."""

from collections.abc import Mapping
from typing import Any

from bot.chat import forms
from bot.chat.talk import Replies, Reply, Talk
from bot.clock import SHANGHAI
from bot.domain import destination as rules
from bot.domain.destination import Code, FieldKind
from bot.domain.errors import BadEvidence, BadInput, Stale
from bot.flows import destinations
from bot.flows.destinations import Paper
from bot.reference import rows

FORM = "destination"
SUMMARY = "summary"
GROUPS: dict[str, tuple[str, ...]] = {
    "unit": ("10", "11", "12", "271", "46", "502", "503", "512", "519"),
    "own": ("75", "76"),
    "study": ("801", "802", "85"),
    "none": ("703", "701", "702", "71", "721", "722"),
}
"""The main codes as a student looks for them; the codes' names stand in the reference."""
LONGEST_ANSWER = 200
LONGEST_REASON = 200
STARTUPS = ("A 创立公司", "B 在孵化机构未注册", "C 电子商务")


async def show(talk: Talk) -> Replies:
    """The record as it stands, or the first question."""
    await forms.close(talk)
    if not talk.settings.filing_permit:
        return talk.edit("destination/not_permitted", url=talk.settings.register_url)
    card = await destinations.mine(talk.session, talk.me)
    if card is None:
        return talk.edit("destination/groups", changing=False)
    return talk.edit("destination/mine", card=card, lines=lines_of(card.code, card.record.fields))


async def group(talk: Talk) -> Replies:
    if not talk.args:
        return talk.edit("destination/groups", changing=True)
    if talk.args[0] not in GROUPS:
        raise Stale
    codes = [rules.code_of(code) for code in GROUPS[talk.args[0]]]
    return talk.edit("destination/codes", codes=codes)


async def begin(talk: Talk) -> Replies:
    """A code is chosen: ask its fields."""
    await destinations.mine(talk.session, talk.me)
    code = _code(talk.args[0] if talk.args else "")
    await forms.open_step(talk, FORM, _keys(code)[0], code=code.code, fields={})
    talk.values = {"code": code.code, "fields": {}}
    return _ask(talk, code, _keys(code)[0], edit=True)


async def mend(talk: Talk) -> Replies:
    """修改 of a returned record: every answer is there, any of them may be changed."""
    card = await destinations.mine(talk.session, talk.me)
    if card is None or card.record.state.value not in ("returned", "draft"):
        raise Stale
    await forms.open_step(talk, FORM, SUMMARY, code=card.code.code, fields=card.record.fields)
    talk.values = {"code": card.code.code, "fields": card.record.fields}
    return _summary(talk, card.code, edit=True)


async def withdraw(talk: Talk) -> Replies:
    await destinations.withdraw(talk.session, talk.me, talk.now)
    return await mend(talk)


async def typed(talk: Talk) -> Replies:
    """An answer, or at the end the evidence."""
    code = _code(str(talk.values.get("code", "")))
    if talk.step == SUMMARY:
        if talk.upload is None:
            return _summary(talk, code, edit=False)
        return await _file(talk, code)
    return await _answer(talk, code, talk.step, talk.text)


async def pick(talk: Talk) -> Replies:
    """An answer by button: its place in the list of choices."""
    code = _open(talk)
    field = _field(code, talk.step)
    options = _choices(field.key)
    place = talk.number()
    if not 0 <= place < len(options):
        raise Stale
    return await _answer(talk, code, field.key, options[place], edit=True)


async def skip(talk: Talk) -> Replies:
    code = _open(talk)
    if _field(code, talk.step).required:
        raise Stale
    return await _answer(talk, code, talk.step, "", edit=True)


async def today(talk: Talk) -> Replies:
    return await _answer(
        talk, _open(talk), talk.step, talk.now.astimezone(SHANGHAI).date().isoformat(), edit=True
    )


async def back(talk: Talk) -> Replies:
    """上一步."""
    code = _open(talk)
    keys = _keys(code)
    place = len(keys) if talk.step == SUMMARY else keys.index(talk.step)
    if place == 0:
        return talk.edit("destination/codes", codes=[rules.code_of(each) for each in _siblings(code.code)])
    await forms.open_step(talk, FORM, keys[place - 1])
    return _ask(talk, code, keys[place - 1], edit=True)


async def change(talk: Talk) -> Replies:
    """One answer of the summary is to be changed."""
    code = _open(talk)
    key = talk.args[0] if talk.args else ""
    if key not in _keys(code):
        return talk.edit("destination/change", code=code, keys=_labels(code))
    await forms.open_step(talk, FORM, key, changing=True)
    return _ask(talk, code, key, edit=True)


async def submit(talk: Talk) -> Replies:
    """提交 of a record that needs no evidence."""
    code = _open(talk)
    if code.settled:
        raise BadEvidence("missing")
    return await _file(talk, code)


async def _file(talk: Talk, code: Code) -> Replies:
    upload = talk.upload
    paper = Paper(upload.filename, upload.content, talk.text) if upload else None
    fields = _fields(talk)
    await destinations.file(talk.session, talk.me, code.code, fields, paper, talk.now)
    await forms.close(talk)
    return talk.say("destination/filed", code=code)


async def _answer(talk: Talk, code: Code, key: str, text: str, edit: bool = False) -> Replies:
    field = _field(code, key)
    text = text.strip()
    if len(text) > LONGEST_ANSWER:
        raise BadInput(f"这一项最多 {LONGEST_ANSWER} 字，请缩短后再发一次。")
    problem = destinations.problem_with(code.code, key, text, talk.now)
    if problem is not None:
        return talk.say("destination/problem", problem=problem, field=field, options=_choices(key))
    fields = {**_fields(talk), key: text}
    keys = _keys(code)
    following = keys[keys.index(key) + 1 :]
    step = SUMMARY if talk.values.get("changing") or not following else following[0]
    await forms.open_step(talk, FORM, step, fields=fields, changing=False)
    talk.values["fields"] = fields
    return _summary(talk, code, edit) if step == SUMMARY else _ask(talk, code, step, edit)


def _ask(talk: Talk, code: Code, key: str, edit: bool) -> Reply:
    field = _field(code, key)
    keys = _keys(code)
    values: dict[str, Any] = {
        "code": code,
        "field": field,
        "place": keys.index(key) + 1,
        "count": len(keys),
        "options": _choices(key),
        "old": _fields(talk).get(key, ""),
        "is_date": field.kind == FieldKind.PAST_DATE,
    }
    return talk.edit("destination/ask", **values) if edit else talk.say("destination/ask", **values)


def _summary(talk: Talk, code: Code, edit: bool) -> Reply:
    values: dict[str, Any] = {"code": code, "lines": lines_of(code, _fields(talk))}
    return talk.edit("destination/summary", **values) if edit else talk.say("destination/summary", **values)


async def confirm(talk: Talk) -> Replies:
    card = await destinations.confirm(talk.session, talk.number(), talk.me, talk.now)
    return talk.edit("destination/mine", card=card, lines=lines_of(card.code, card.record.fields))


async def contest(talk: Talk) -> Replies:
    """有误: the next thing typed is what is wrong."""
    await destinations.mine(talk.session, talk.me)
    await forms.open_step(talk, "destination_contest", "reason", destination=talk.number())
    return talk.edit("destination/ask_wrong")


async def contest_typed(talk: Talk) -> Replies:
    reason = talk.text.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise BadInput(f"请用一句话（{LONGEST_REASON} 字以内）说明哪里不对，或发送 /cancel 取消。")
    await destinations.contest(talk.session, int(talk.values["destination"]), talk.me, reason, talk.now)
    await forms.close(talk)
    return talk.say("destination/contested")


async def later(talk: Talk) -> Replies:
    """还没有: quietly."""
    return talk.edit("destination/later")


def _open(talk: Talk) -> Code:
    """The code of the open form. A button of a form that was closed is stale."""
    if talk.form != FORM:
        raise Stale
    return _code(str(talk.values.get("code", "")))


def _code(code: str) -> Code:
    if not any(code in codes for codes in GROUPS.values()):
        raise Stale
    return rules.code_of(code)


def _keys(code: Code) -> list[str]:
    return [field.key for field in code.fields]


def _labels(code: Code) -> list[tuple[str, str]]:
    return [(field.key, field.label) for field in code.fields]


def _field(code: Code, key: str) -> rules.Field:
    for field in code.fields:
        if field.key == key:
            return field
    raise Stale


def _fields(talk: Talk) -> dict[str, str]:
    found: dict[str, str] = talk.values.get("fields", {})
    return found


def lines_of(code: Code, fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(field.label.split("（")[0], fields[field.key]) for field in code.fields if fields.get(field.key)]


def _siblings(code: str) -> tuple[str, ...]:
    return next(codes for codes in GROUPS.values() if code in codes)


def _choices(key: str) -> list[str]:
    """What may be chosen by button, in the words of the reference."""
    match key:
        case "employer_type":
            return [row["name"] for row in rows("employer_types") if row["scheme"] == "current"]
        case "industry":
            return [row["name"] for row in rows("industries")]
        case "position":
            return [row["name"] for row in rows("position_types")]
        case "startup_kind":
            return list(STARTUPS)
        case _:
            return []
