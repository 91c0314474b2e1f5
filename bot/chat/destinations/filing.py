"""The form of /destination: one short question at a time, then the evidence."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.clock import SHANGHAI
from bot.domain import region
from bot.domain.destinations import destination as rules
from bot.domain.destinations.destination import Code, FieldKind, Problem
from bot.domain.errors import BadInput, FilingNotPermitted, Stale
from bot.domain.paging import paged
from bot.flows.destinations import destinations, filing
from bot.flows.destinations.filing import Paper

FORM = "destination"
SUMMARY = "summary"
GROUPS: dict[str, tuple[str, ...]] = {
    "unit": ("10", "11", "12", "271"),
    "base": ("46", "502", "503", "512", "519"),
    "own": ("75", "76"),
    "study": ("801", "802", "85"),
    "none": ("703", "702", "701", "704", "705", "71", "722", "721"),
}
"""The main Ministry codes, grouped as a student looks for them. The reference tables contain their names."""
LONGEST_ANSWER = 200
CHOICES_A_PAGE = 8


async def begin(talk: Talk) -> Replies:
    """Ask the first question about the chosen code."""
    check_permit(talk)
    await destinations.mine(talk.session, talk.me)
    code = _code(talk.args[0] if talk.args else "")
    await forms.open_step(talk, FORM, _keys(code)[0], code=code.code, fields={}, changing=False)
    talk.values = {"code": code.code, "fields": {}}
    return _ask(talk, code, _keys(code)[0], edit=True)


async def mend(talk: Talk) -> Replies:
    """Open the form with all answers of a returned record (修改), so that each answer can be changed."""
    check_permit(talk)
    card = await destinations.mine(talk.session, talk.me)
    if card is None or card.record.state not in filing.MENDABLE:
        raise Stale
    fields = card.record.fields
    await forms.open_step(talk, FORM, SUMMARY, code=card.code.code, fields=fields, changing=False)
    talk.values = {"code": card.code.code, "fields": fields}
    return await _summary(talk, card.code, edit=True)


async def withdraw(talk: Talk) -> Replies:
    await destinations.withdraw(talk.session, talk.me, talk.now)
    return await mend(talk)


async def resume(talk: Talk) -> Replies:
    """Continue the form at the question where it was interrupted."""
    code = _open(talk)
    return await _summary(talk, code, edit=True) if talk.step == SUMMARY else _ask(talk, code, talk.step, edit=True)


async def typed(talk: Talk) -> Replies:
    """Read the typed answer. After the last question, read the evidence."""
    code = _open(talk)
    if talk.step == SUMMARY:
        if talk.upload is None:
            return await _summary(talk, code, edit=False)
        return await _file(talk, code)
    if talk.upload is not None:
        raise BadInput("材料最后再发。请先回答上面的问题，填过的都还在。")
    return await _answer(talk, code, talk.step, talk.text)


async def pick(talk: Talk) -> Replies:
    """Record the answer of a button. The button data contains the index of the answer in the list of choices."""
    code = _open(talk)
    field = _field(code, talk.step)
    options = filing.choices(field.key)
    place = talk.number()
    if not 0 <= place < len(options):
        raise Stale
    return await _answer(talk, code, field.key, options[place], edit=True)


async def show_page(talk: Talk) -> Replies:
    """Show another page of the choices (``dest_page:PAGE``)."""
    code = _open(talk)
    return _ask(talk, code, _field(code, talk.step).key, edit=True, page=talk.page())


async def skip(talk: Talk) -> Replies:
    code = _open(talk)
    if _field(code, talk.step).required:
        raise Stale
    return await _answer(talk, code, talk.step, "", edit=True)


async def today(talk: Talk) -> Replies:
    return await _answer(talk, _open(talk), talk.step, talk.now.astimezone(SHANGHAI).date().isoformat(), edit=True)


async def back(talk: Talk) -> Replies:
    """Ask the previous question (上一步)."""
    code = _open(talk)
    keys = _keys(code)
    place = len(keys) if talk.step == SUMMARY else keys.index(talk.step)
    if place == 0:
        return talk.edit("destination/codes", codes=[rules.code_of(each) for each in _siblings(code.code)])
    await forms.open_step(talk, FORM, keys[place - 1])
    return _ask(talk, code, keys[place - 1], edit=True)


async def change(talk: Talk) -> Replies:
    """Ask one question again, after its answer was shown in the summary."""
    code = _open(talk)
    key = talk.args[0] if talk.args else ""
    if key not in _keys(code):
        return talk.edit("destination/change", code=code, keys=_labels(code))
    await forms.open_step(talk, FORM, key, changing=True)
    return _ask(talk, code, key, edit=True)


async def submit(talk: Talk) -> Replies:
    """File a record that needs no evidence or already has it (提交)."""
    code = _open(talk)
    if talk.step != SUMMARY:
        raise Stale
    return await _file(talk, code)


async def _file(talk: Talk, code: Code) -> Replies:
    check_permit(talk)
    upload = talk.upload
    paper = Paper(upload.filename, upload.content, talk.text) if upload else None
    fields = _fields(talk)
    await filing.file(talk.session, talk.me, code.code, fields, paper, talk.now)
    await forms.close(talk)
    return talk.say("destination/filed", code=code)


async def _answer(talk: Talk, code: Code, key: str, text: str, edit: bool = False) -> Replies:
    field = _field(code, key)
    text = text.strip()
    if len(text) > LONGEST_ANSWER:
        raise BadInput(f"这一项最多 {LONGEST_ANSWER} 字，请缩短后再发一次。")
    if (options := filing.choices(key)) and text not in options:
        raise BadInput("请点上面的按钮选一个；要改前一项请点“上一步”。")
    fields = {**_fields(talk), key: text}
    found = filing.problems(code.code, fields, talk.now)
    problem = next((each for each in found if each.key == key), None)
    if problem is not None:
        return talk.say("destination/problem", problem=problem, field=field)
    changing = bool(talk.values.get("changing"))
    step = _following(code, key, found, changing)
    await forms.open_step(talk, FORM, step, fields=fields, changing=changing and step != SUMMARY)
    talk.values["fields"] = fields
    if step == SUMMARY:
        return await _summary(talk, code, edit)
    return _ask(talk, code, step, edit, read=_place(fields) if field.kind == FieldKind.PLACE else "")


def _following(code: Code, key: str, found: Sequence[Problem], changing: bool) -> str:
    """The key of the next question, or ``SUMMARY`` if no question is left.

    After the last question, an answer that another answer made necessary is asked for. For example, 创业类型 A needs a
    credit code.
    """
    later = _keys(code)[_keys(code).index(key) + 1 :]
    if later and not changing:
        return later[0]
    return found[0].key if found else SUMMARY


def _ask(talk: Talk, code: Code, key: str, edit: bool, read: str = "", page: int = 0) -> Reply:
    """Ask the question ``key``. ``read`` is the place that the bot understood from the previous answer."""
    field = _field(code, key)
    keys = _keys(code)
    shown = paged(filing.choices(key), page, CHOICES_A_PAGE)
    values: dict[str, Any] = {
        "code": code,
        "field": field,
        "place": keys.index(key) + 1,
        "count": len(keys),
        "options": shown.lines,
        "first": shown.page * CHOICES_A_PAGE,
        "page": shown.page,
        "pages": shown.pages,
        "old": _fields(talk).get(key, ""),
        "read": read,
        "is_date": field.kind == FieldKind.PAST_DATE,
    }
    return talk.edit("destination/ask", **values) if edit else talk.say("destination/ask", **values)


async def _summary(talk: Talk, code: Code, edit: bool) -> Reply:
    has_paper = await filing.has_paper(talk.session, talk.me, code.code)
    values: dict[str, Any] = {"code": code, "lines": lines_of(code, _fields(talk)), "has_paper": has_paper}
    return talk.edit("destination/summary", **values) if edit else talk.say("destination/summary", **values)


def check_permit(talk: Talk) -> None:
    """Raise FilingNotPermitted if filing is not permitted.

    The check is needed, because an old button can still be pressed after the permit ended.
    """
    if not talk.settings.filing_permit:
        raise FilingNotPermitted


def _open(talk: Talk) -> Code:
    """The code of the open form. Raises Stale if the form is closed."""
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
    """(label, answer) for each answer.

    A place is shown as the bot understood it, with the typed text in parentheses.
    """
    shown = {**fields, "place": _place(fields)} if fields.get("place") else fields
    return [(field.label.split("（")[0], shown[field.key]) for field in code.fields if shown.get(field.key)]


def _place(fields: Mapping[str, Any]) -> str:
    typed, code = str(fields["place"]).strip(), filing.place_of(fields)
    name = region.full_name(code) if code else typed
    return name if name == typed else f"{name}（{typed}）"


def _siblings(code: str) -> tuple[str, ...]:
    return next(codes for codes in GROUPS.values() if code in codes)
