"""Editing (修改): edits are collected field by field, shown as before → after, then saved or sent together."""

from typing import Any

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.chat.postings import changed
from bot.domain.employer import only_facts
from bot.domain.errors import BadInput, Stale
from bot.domain.paging import paged
from bot.domain.postings.posting import Field, label, trim
from bot.domain.postings.posting.edit import LONGEST, NEVER_EMPTY
from bot.domain.postings.screening import Action
from bot.flows.postings import edit
from bot.flows.postings.draft import Draft, Edit, draft
from bot.flows.postings.edit import Mode
from bot.flows.postings.fields import fields_of, names_of, present
from bot.flows.postings.review import SEEN
from bot.flows.publishing import correct
from bot.flows.publishing.correct import Correction
from bot.render import plain
from bot.store.postings.postings import Whole

FORM = "edit"
PAGE = 8
REASONS = ("description", "verified", "employer_agreed")
"""The codes of the reasons why the office accepts doubtful text. The review offers the same reasons."""


async def begin(talk: Talk) -> Replies:
    """Begin to edit (修改) or correct (更正) an announcement. Unsaved edits are dropped."""
    return _menu(talk, await _begin(talk, talk.number()), 0)


async def back(talk: Talk) -> Replies:
    """Begin a correction that reverses the last correction (改回去), and preview it before it is sent."""
    whole = await _begin(talk, talk.number())
    edits = await correct.reverse(talk.session, whole.announcement.id)
    made = draft(whole, edits, talk.now)
    await forms.open_step(talk, FORM, "preview", edits=[each.dump() for each in edits])
    return await _preview(talk, made)


async def _begin(talk: Talk, announcement_id: int) -> Whole:
    whole, mode = await edit.begin(talk.session, announcement_id, talk.me)
    await forms.close(talk)
    values: dict[str, Any] = {
        "announcement": announcement_id,
        "seen": whole.announcement.content_hash[:SEEN],
        "mode": mode.value,
        "edits": [],
    }
    talk.form, talk.values = FORM, values
    await forms.open_step(talk, FORM, "menu", **values)
    return whole


async def menu(talk: Talk) -> Replies:
    """List the fields to choose from. If there are several postings, a posting is chosen first: ``edit_more:PAGE``."""
    whole = await _open(talk)
    await forms.open_step(talk, FORM, "menu")
    return _menu(talk, whole, talk.number() if talk.args else 0)


async def posting(talk: Talk) -> Replies:
    """List the fields of one posting."""
    whole = await _open(talk)
    chosen = talk.number()
    fields = [(name.value, label(name), present(whole, chosen, name)) for name in fields_of(whole, chosen)]
    title = names_of(whole.postings)[chosen]
    return talk.edit("edit/posting", posting=chosen, title=title, fields=fields)


async def field(talk: Talk) -> Replies:
    """Ask for the new value of a field: ``edit_field:POSTING:FIELD``."""
    whole = await _open(talk)
    chosen, name = talk.number(), _field(talk.args[1] if len(talk.args) > 1 else "")
    if name not in fields_of(whole, chosen):
        raise Stale
    await forms.open_step(talk, FORM, "value", posting=chosen, field=name.value)
    now_is = _text(talk, whole, chosen, name)
    return talk.edit(
        "edit/ask",
        name=name.value,
        label=label(name),
        now_is=now_is,
        cuts=[now_is[slice(*trim.clause_of(now_is, words))] for words in _blocking(whole, now_is)],
        may_clear=name not in NEVER_EMPTY,
        shared=not chosen,
    )


async def typed(talk: Talk) -> Replies | None:
    """Read the typed text as the new value.

    After a save, the form contains only the data for an undo (撤销), so that typed text is not for this form.
    """
    if talk.step == "saved":
        await forms.leave(talk)
        return None
    if talk.step != "value":
        raise BadInput("请先点要修改的那一项，再输入新的内容；不改了请点“不改了”或“放弃修改”，也可以发送 /cancel。")
    if talk.upload is not None:
        raise BadInput("这里只能输入文字。请直接输入新的内容。")
    if len(talk.text) > LONGEST:
        raise BadInput(f"内容超过 {LONGEST} 字，请删减后再发；很长的说明请用审核表修改。")
    if talk.values["mode"] == Mode.CORRECT:  # its words stand in class groups, before → after
        only_facts(talk.text)
    return await _take(talk, talk.text)


async def cut(talk: Talk) -> Replies:
    """Delete the clauses that contain forbidden words, and keep the rest of the text (删去)."""
    whole = await _open(talk)
    if talk.step != "value":
        raise Stale
    text = _text(talk, whole, talk.values["posting"], _field(talk.values["field"]))
    return await _take(talk, trim.without(text, _blocking(whole, text)))


async def show(talk: Talk) -> Replies:
    """Preview the edits made so far."""
    whole = await _open(talk)
    await forms.open_step(talk, FORM, "preview")
    return await _preview(talk, draft(whole, _edits(talk), talk.now))


async def leave(talk: Talk) -> Replies:
    """Ask whether to drop the unsaved edits (放弃修改, 放弃更正)."""
    whole = await _open(talk)
    await forms.open_step(talk, FORM, "leave")
    return talk.edit("edit/leave", whole=whole, mode=talk.values["mode"], count=len(talk.values["edits"]))


async def clear(talk: Talk) -> Replies:
    """Empty a field that may be empty (清空)."""
    if talk.form != FORM or talk.step != "value":
        raise Stale
    return await _take(talk, "")


async def save(talk: Talk) -> Replies:
    """Save the edits (保存), submit them for review again (重新提交), or send the correction (发出更正)."""
    whole = await _open(talk)
    if talk.step != "preview":
        raise Stale
    announcement_id, seen, edits = whole.announcement.id, talk.values["seen"], _edits(talk)
    if talk.values["mode"] == Mode.CORRECT:
        reason = _reason(talk)
        await correct.correct(talk.session, Correction(announcement_id, seen, edits, reason), talk.me, talk.now)
        await forms.close(talk)
        return await changed.card(talk, announcement_id)
    saved = await edit.save(talk.session, announcement_id, seen, edits, talk.me, talk.now)
    await forms.open_fresh(talk, FORM, "saved", announcement=announcement_id, before=saved.before)
    return talk.edit("edit/saved", whole=saved.whole, lines=saved.lines, mode=talk.values["mode"])


async def undo(talk: Talk) -> Replies:
    """Undo the last save (撤销)."""
    if talk.form != FORM or talk.step != "saved" or talk.values["announcement"] != talk.number():
        raise Stale
    whole = await edit.restore(talk.session, talk.number(), talk.values["before"], talk.me, talk.now)
    await forms.close(talk)
    return talk.edit("edit/undone", whole=whole)


async def _take(talk: Talk, text: str) -> Replies:
    """Add an edit, and preview all edits."""
    whole = await _open(talk)
    chosen, name = talk.values["posting"], _field(talk.values["field"])
    if trim.ARROW in text and (changed := trim.replaced(_text(talk, whole, chosen, name), text)) is not None:
        text = changed
    fresh = Edit(chosen, name, text)
    edits = [each for each in _edits(talk) if (each.posting, each.field) != (fresh.posting, fresh.field)]
    made = draft(whole, [*edits, fresh], talk.now)
    kept = [
        each for each in [*edits, fresh] if any((x.posting, x.field) == (each.posting, each.field) for x in made.lines)
    ]
    await forms.open_step(talk, FORM, "preview", edits=[each.dump() for each in kept])
    return await _preview(talk, made)


async def _preview(talk: Talk, made: Draft) -> Reply:
    mode = talk.values["mode"]
    effect = await correct.preview(talk.session, made) if mode == Mode.CORRECT else None
    added = {found.action for found in made.added}
    values = {"made": made, "mode": mode, "effect": effect, "added": added, "reasons": REASONS}
    if talk.callback_id:
        return talk.edit("edit/preview", **values)
    return talk.say("edit/preview", **values)


async def _open(talk: Talk) -> Whole:
    """The announcement of the open form. Raises Stale if it has changed since, or if it may no longer be edited."""
    if talk.form != FORM or talk.step == "saved" or talk.speaker is None:
        raise Stale
    whole, mode = await edit.begin(talk.session, talk.values["announcement"], talk.me)
    if mode != talk.values["mode"] or whole.announcement.content_hash[:SEEN] != talk.values["seen"]:
        raise Stale
    return whole


def _text(talk: Talk, whole: Whole, posting: int, name: Field) -> str:
    """The text of the field after the edits made so far."""
    mine = [each.text for each in _edits(talk) if (each.posting, each.field) == (posting, name)]
    return mine[-1] if mine else present(whole, posting, name)


def _blocking(whole: Whole, text: str) -> list[str]:
    """The forbidden words that ``text`` contains."""
    return [found.words for found in whole.findings if found.action == Action.BLOCK and found.words in text]


def _menu(talk: Talk, whole: Whole, page: int) -> Reply:
    shown = paged(whole.postings, page, PAGE)
    only = whole.postings[0] if len(whole.postings) == 1 else None
    return talk.edit(
        "edit/menu",
        whole=whole,
        mode=talk.values["mode"],
        count=len(talk.values["edits"]),
        shared=[(name.value, label(name)) for name in fields_of(whole, 0)],
        only=only,
        own=[(name.value, label(name)) for name in fields_of(whole, only.id)] if only else [],
        shown=shown.lines,
        names=names_of(whole.postings),
        **shown.turns,
    )


def _edits(talk: Talk) -> list[Edit]:
    return [Edit.load(row) for row in talk.values["edits"]]


def _field(name: str) -> Field:
    try:
        return Field(name)
    except ValueError:
        raise Stale from None


def _reason(talk: Talk) -> str:
    if not talk.args:
        return ""
    if talk.args[0] not in REASONS:
        raise Stale
    return plain("review/approve_reason", code=talk.args[0])
