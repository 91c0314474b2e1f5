"""/policy: the office enters policy posts, one short question at a time, and checks them every 90 days."""

from collections.abc import Mapping
from datetime import date

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.clock import SHANGHAI
from bot.domain.errors import BadInput, NotAllowed, Stale
from bot.domain.paging import paged
from bot.domain.people import Role
from bot.domain.postings import policy as rules
from bot.domain.postings.posting import Field
from bot.flows.postings import policy
from bot.store.postings import policies

FORM = "policy"
PREVIEW = "preview"
PAGE = 6
CHOICES, QUESTIONS = 8, 7
"""The number of kinds, and the number of questions, on one screen."""
MORE = "more"


async def listed(talk: Talk) -> Replies:
    """List the open policy posts.

    The posts to be checked (待核实) come first. An unfinished form can be continued here.
    """
    found = await policies.living(talk.session, _today(talk))
    shown = paged(found, talk.page(), PAGE)
    half = rules.name(_kind(talk)) if talk.form == FORM else ""
    return talk.edit("policy/list", found=shown.lines, **shown.turns, half=half)


async def show(talk: Talk) -> Replies:
    return talk.edit("policy/card", card=await policy.card(talk.session, talk.number(), talk.now), undo="")


async def check(talk: Talk) -> Replies:
    """Set the date of the last check (核实日期) to today (核实无误). This can be undone."""
    before = (await policy.card(talk.session, talk.number(), talk.now)).whole.announcement.policy[rules.CHECKED]
    card = await policy.check(talk.session, talk.number(), talk.now)
    return talk.edit("policy/card", card=card, undo=before)


async def uncheck(talk: Talk) -> Replies:
    try:
        day = date.fromisoformat(talk.args[1])
    except (IndexError, ValueError):
        raise Stale from None
    card = await policy.check(talk.session, talk.number(), talk.now, day)
    return talk.edit("policy/card", card=card, undo="")


async def choose(talk: Talk) -> Replies:
    """Ask for the kind of the new policy post (新建): ``policy_new:PAGE``."""
    shown = paged(rules.kinds(), talk.page(), CHOICES)
    return talk.edit("policy/kinds", kinds=shown.lines, **shown.turns)


async def begin(talk: Talk) -> Replies:
    kind = talk.args[0] if talk.args else ""
    if kind not in {each.code for each in rules.kinds()}:
        raise Stale
    await forms.close(talk)
    talk.form, talk.values = FORM, {"kind": kind, "answers": {}}
    return await _ask(talk, policy.STEPS[0], edit=True)


async def resume(talk: Talk) -> Replies:
    """Continue the form at the question where it was interrupted."""
    _kind(talk)
    return await _preview(talk, edit=True) if talk.step == PREVIEW else await _ask(talk, _key(talk), edit=True)


async def typed(talk: Talk) -> Replies:
    if not talk.me.holds(Role.OFFICE):
        raise NotAllowed
    if talk.upload is not None:
        raise BadInput("这一步请输入文字。要用表格一次录入几条，请先点“取消”，再发 xlsx。")
    if talk.step == PREVIEW:
        raise BadInput("都填好了。请点“提交审核”；要改哪一项，请点“修改”。")
    return await _answer(talk, talk.text, edit=False)


async def pick(talk: Talk) -> Replies:
    """Record the answer of a button. The button data contains the index of the answer in the list of options."""
    found = await policy.options(talk.session, _kind(talk), _key(talk), _today(talk))
    if not 0 <= talk.number() < len(found):
        raise Stale
    return await _answer(talk, found[talk.number()], edit=True)


async def skip(talk: Talk) -> Replies:
    if _key(talk) not in policy.OPTIONAL:
        raise Stale
    return await _answer(talk, "", edit=True)


async def back(talk: Talk) -> Replies:
    """Ask the previous question (返回). At the first question, ask for the kind again."""
    _kind(talk)
    place = len(policy.STEPS) if talk.step == PREVIEW else policy.STEPS.index(_key(talk))
    return await _ask(talk, policy.STEPS[place - 1], edit=True) if place else await choose(talk)


async def change(talk: Talk) -> Replies:
    """Ask one question of the preview again (修改). ``policy_change:more`` lists the questions of the second screen."""
    _kind(talk)
    if not talk.args or talk.args[0] == MORE:
        rest = bool(talk.args)
        return talk.edit(
            "policy/change", keys=policy.STEPS[QUESTIONS:] if rest else policy.STEPS[:QUESTIONS], rest=rest
        )
    if talk.args[0] not in policy.STEPS:
        raise Stale
    return await _ask(talk, Field(talk.args[0]), edit=True, changing=True)


async def save(talk: Talk) -> Replies:
    if talk.form != FORM or talk.step != PREVIEW:
        raise Stale
    entered = await policy.save(talk.session, _kind(talk), _answers(talk), talk.me.person_id, talk.now)
    await forms.close(talk)
    return talk.edit("policy/saved", announcement=entered)


async def _answer(talk: Talk, text: str, edit: bool) -> Reply:
    key, today = _key(talk), _today(talk)
    answers = {**_answers(talk), key.value: text.strip()}
    why = policy.problem(_kind(talk), answers, key, today)
    if why is not None:
        return talk.say("policy/problem", key=key, why=why)
    talk.values["answers"] = answers
    missing = [each for each in policy.STEPS if policy.problem(_kind(talk), answers, each, today)]
    later = policy.STEPS[policy.STEPS.index(key) + 1 :]
    if later and not talk.values.get("changing"):
        return await _ask(talk, later[0], edit)
    return await _ask(talk, missing[0], edit) if missing else await _preview(talk, edit)


async def _ask(talk: Talk, key: Field, edit: bool, changing: bool = False) -> Reply:
    kind = rules.kind(_kind(talk))
    await forms.open_step(talk, FORM, key, kind=kind.code, answers=_answers(talk), changing=changing)
    show = talk.edit if edit else talk.say
    return show(
        "policy/ask",
        kind=kind,
        key=key,
        place=policy.STEPS.index(key) + 1,
        count=len(policy.STEPS),
        options=await policy.options(talk.session, kind.code, key, _today(talk)),
        optional=key in policy.OPTIONAL,
        old=_answers(talk).get(key, ""),
    )


async def _preview(talk: Talk, edit: bool) -> Reply:
    made = policy.batch(_kind(talk), _answers(talk), _today(talk))
    if not made.announcements:
        raise Stale
    await forms.open_step(talk, FORM, PREVIEW, answers=_answers(talk), changing=False)
    draft = made.announcements[0].draft
    facts = dict(draft.policy.facts) if draft.policy else {}
    official = rules.is_official(facts.get(rules.LINK, ""))
    show = talk.edit if edit else talk.say
    return show("policy/preview", draft=draft, kind=_kind(talk), facts=facts, official=official)


def _kind(talk: Talk) -> str:
    """The kind of the open form. Raises Stale if the form is closed."""
    if talk.form != FORM:
        raise Stale
    return str(talk.values["kind"])


def _key(talk: Talk) -> Field:
    if talk.form != FORM or talk.step not in policy.STEPS:
        raise Stale
    return Field(talk.step)


def _answers(talk: Talk) -> Mapping[str, str]:
    found: Mapping[str, str] = talk.values.get("answers", {})
    return found


def _today(talk: Talk) -> date:
    return talk.now.astimezone(SHANGHAI).date()
