"""How often a student gets postings (接收节奏), and the hours without postings (免打扰时段)."""

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.chat.wishes import wishes
from bot.domain.errors import Stale
from bot.domain.people import Rhythm
from bot.flows.wishes import rhythm

QUIET_CHOICES = {"none": "关闭", "late": "23:00-07:00"}


async def show(talk: Talk) -> Replies:
    """Show the three rhythms and the pause. A press on another rhythm replaces the choice."""
    await wishes.close(talk)
    return await _screen(talk, "wishes/rhythm")


async def choose(talk: Talk) -> Replies:
    try:
        chosen = Rhythm(talk.args[0])
    except (IndexError, ValueError):
        raise Stale from None
    await rhythm.choose(talk.session, talk.me.person_id, chosen)
    return await _screen(talk, "wishes/rhythm")


async def quiet(talk: Talk) -> Replies:
    """Ask for the quiet hours. Buttons offer a few spans. Any other span can be typed."""
    await forms.open_step(talk, wishes.QUIET_FORM, "quiet")
    return await _screen(talk, "wishes/quiet")


async def put_quiet(talk: Talk) -> Replies:
    chosen = talk.args[0] if talk.args else ""
    if chosen != "school" and chosen not in QUIET_CHOICES:
        raise Stale
    await rhythm.put_quiet(talk.session, talk.me.person_id, QUIET_CHOICES.get(chosen))
    return await _screen(talk, "wishes/quiet")


async def typed(talk: Talk) -> Replies:
    """Read a typed span such as 21:30-07:30, or 关闭 (off). If the span is refused, the form stays open."""
    if talk.speaker is None:
        raise Stale
    await rhythm.put_quiet(talk.session, talk.me.person_id, talk.text)
    await wishes.close(talk)
    return await _screen(talk, "wishes/quiet")


async def _screen(talk: Talk, template: str) -> Reply:
    told = await rhythm.told(talk.session, talk.me.person_id, talk.now, talk.settings.quiet_hours)
    return talk.edit(template, told=told)
