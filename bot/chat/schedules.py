"""/schedule: warnings by the clock, as a list with buttons."""

from bot.chat import forms
from bot.chat.talk import Replies, Talk
from bot.chat.warn import code_of
from bot.domain.errors import BadInput, Stale
from bot.domain.schedule import ScheduleState
from bot.flows import schedules, scope, warn

TIMES: dict[str, tuple[str, str]] = {
    "mon": ("每周一 10:00", "0 10 * * 1"),
    "wed": ("每周三 10:00", "0 10 * * 3"),
    "half": ("每月 1 日、15 日 10:00", "0 10 1,15 * *"),
    "month": ("每月 1 日 10:00", "0 10 1 * *"),
}
SWITCHES = {
    "pause": ScheduleState.PAUSED,
    "resume": ScheduleState.ACTIVE,
    "end": ScheduleState.ENDED,
}


async def listed(talk: Talk) -> Replies:
    return talk.edit("schedule/list", views=await schedules.listed(talk.session, talk.now))


async def show(talk: Talk) -> Replies:
    view = await schedules.view(talk.session, talk.number(), talk.now)
    return talk.edit("schedule/card", view=view, asking=False)


async def switch(talk: Talk) -> Replies:
    """pause, resume, end (asked once more before it is done)."""
    if len(talk.args) < 2:
        raise Stale
    action = talk.args[1]
    if action == "ask_end":
        view = await schedules.view(talk.session, talk.number(), talk.now)
        return talk.edit("schedule/card", view=view, asking=True)
    if action not in SWITCHES:
        raise Stale
    view = await schedules.switch(talk.session, talk.number(), SWITCHES[action], talk.now)
    if action == "end":
        return talk.edit("schedule/list", views=await schedules.listed(talk.session, talk.now))
    return talk.edit("schedule/card", view=view, asking=False)


async def add(talk: Talk) -> Replies:
    """Which kind, to whom, when; the last step shows what was made and its next three times."""
    await forms.close(talk)
    if not talk.args:
        kinds = warn.kinds(talk.now)
        return talk.edit("warning/kinds_list", kinds=kinds, verb="sched_add", back="schedule")
    kind = warn.kind_of(code_of(talk), talk.now)
    if len(talk.args) < 2:
        units = await scope.choices(talk.session, talk.me)
        verb = f"sched_add:{kind.code}"
        return talk.edit("warning/scope", kind=kind, units=units, verb=verb, back="sched_add")
    unit = await scope.chosen(talk.session, talk.number(1), talk.me)
    if len(talk.args) < 3:
        return talk.edit("schedule/when", kind=kind, unit=unit, times=TIMES)
    if talk.args[2] == "typed":
        await forms.open_step(talk, "schedule_cron", "cron", code=kind.code, unit=unit.id)
        return talk.edit("schedule/ask_cron", kind=kind, unit=unit)
    if talk.args[2] not in TIMES:
        raise Stale
    cron = TIMES[talk.args[2]][1]
    view = await schedules.add(talk.session, kind.code, unit, cron, talk.now, talk.me.person_id)
    return talk.edit("schedule/card", view=view, asking=False)


async def cron_typed(talk: Talk) -> Replies:
    if not talk.text.strip():
        raise BadInput("请输入五段时间，例如 0 10 * * 1（每周一 10:00），或发送 /cancel 取消。")
    cron = schedules.check(talk.text)
    unit = await scope.chosen(talk.session, int(talk.values["unit"]), talk.me)
    await forms.close(talk)
    view = await schedules.add(
        talk.session, str(talk.values["code"]), unit, cron, talk.now, talk.me.person_id
    )
    return talk.say("schedule/card", view=view, asking=False)
