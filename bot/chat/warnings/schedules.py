"""/schedule: warnings that are sent at set times, as a list with buttons."""

from bot.chat.delivery import scopes
from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.chat.warnings.warn import code_of
from bot.domain.errors import BadInput, Stale
from bot.domain.paging import paged
from bot.domain.warnings.schedule import ScheduleState
from bot.flows import scope
from bot.flows.warnings import schedules, warn

FORM = "schedule_cron"
TIMES: dict[str, str] = {
    "mon": "0 {hour} * * 1",
    "wed": "0 {hour} * * 3",
    "half": "0 {hour} 1,15 * *",
    "month": "0 {hour} 1 * *",
}
"""The times that buttons offer, as cron. The template ``schedule/when`` contains their labels."""
A_PAGE = 6
HOURS = (8, 10, 12, 16, 19)
USUAL_HOUR = 10
SWITCHES = {
    "pause": ScheduleState.PAUSED,
    "resume": ScheduleState.ACTIVE,
    "end": ScheduleState.ENDED,
}
UNDO = {"undo_active": ScheduleState.ACTIVE, "undo_paused": ScheduleState.PAUSED}


async def listed(talk: Talk) -> Replies:
    await forms.close(talk)
    return await _list(talk, talk.page())


async def _list(talk: Talk, page: int = 0, ended: schedules.View | None = None, was: str = "") -> Reply:
    """Show the list. ``ended`` is the schedule that was just ended. A button restores it to the state ``was``."""
    shown = paged(await schedules.listed(talk.session, talk.now), page, A_PAGE)
    return talk.edit("schedule/list", views=shown.lines, ended=ended, was=was, **shown.turns)


async def show(talk: Talk) -> Replies:
    return _card(talk, await schedules.view(talk.session, talk.number(), talk.now))


def _card(talk: Talk, view: schedules.View, asking: bool = False) -> Reply:
    return talk.edit("schedule/card", view=view, asking=asking)


async def switch(talk: Talk) -> Replies:
    """Pause, resume or end a schedule. Ending needs a confirmation, and one tap undoes it."""
    action = talk.args[1] if len(talk.args) > 1 else ""
    if action in UNDO:
        return _card(talk, await schedules.restore(talk.session, talk.number(), UNDO[action], talk.now))
    if action != "ask_end" and action not in SWITCHES:
        raise Stale
    before = await schedules.view(talk.session, talk.number(), talk.now)
    if action == "ask_end":
        return _card(talk, before, asking=True)
    was = before.schedule.state.value
    view = await schedules.switch(talk.session, talk.number(), SWITCHES[action], talk.now)
    return await _list(talk, ended=view, was=was) if action == "end" else _card(talk, view)


async def noted(talk: Talk) -> Replies:
    """Confirm that the message about a missed warning was read (知道了)."""
    return talk.edit("schedule/noted")


async def add(talk: Talk) -> Replies:
    """Ask for the kind, the addressees and the time. Then show the new schedule and its next three times."""
    await forms.close(talk)
    if not talk.args:
        kinds = warn.kinds(talk.now)
        return talk.edit("warning/kinds_list", kinds=kinds, verb="sched_add", back="schedule")
    kind = warn.kind_of(code_of(talk), talk.now)
    word = talk.args[1] if len(talk.args) > 1 else scopes.FIRST
    if scopes.is_list(word):
        units, verb = await scopes.page(talk, word), f"sched_add:{kind.code}"
        return talk.edit("warning/scope", kind=kind, scope=units, verb=verb, back="sched_add")
    unit = await scope.chosen(talk.session, talk.number(1), talk.me)
    if talk.args[2:] == ("typed",):
        await forms.open_step(talk, FORM, "cron", code=kind.code, unit=unit.id)
        return talk.edit("schedule/ask_cron", kind=kind, unit=unit)
    hour = talk.number(3) if len(talk.args) > 3 else USUAL_HOUR
    time = talk.args[2] if len(talk.args) > 2 else "at"
    if hour not in HOURS or time not in ("at", "hours", *TIMES):
        raise Stale
    if time in ("at", "hours"):
        picking = time == "hours"
        return talk.edit("schedule/when", kind=kind, unit=unit, times=TIMES, hours=HOURS, hour=hour, picking=picking)
    cron = TIMES[time].format(hour=hour)
    return _card(talk, await schedules.add(talk.session, kind.code, unit, cron, talk.now, talk.me.person_id))


async def time_typed(talk: Talk) -> Replies:
    if not talk.text.strip():
        raise BadInput("请用文字写日子和钟点，例如“每周三 9:30”，或发送 /cancel 取消。")
    cron = schedules.cron_of(talk.text)
    unit = await scope.chosen(talk.session, int(talk.values["unit"]), talk.me)
    await forms.close(talk)
    view = await schedules.add(talk.session, str(talk.values["code"]), unit, cron, talk.now, talk.me.person_id)
    return _card(talk, view)
