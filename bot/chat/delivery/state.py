"""/state: how many deliveries of a push arrived, are on their way or failed, with the names behind each number."""

from bot.chat.door.talk import Replies, Reply, Talk
from bot.domain.delivery.delivery import Ledger, State
from bot.domain.errors import Stale
from bot.domain.paging import paged
from bot.flows.delivery import progress, push_control, state, who_sees
from bot.flows.delivery.state import Span, View

A_PAGE, HOMES_A_PAGE, NAMES_A_PAGE = 6, 8, 20
"""The largest numbers of units below a unit, of the speaker's own units, and of names on one screen."""
GROUPS: dict[str, tuple[State, ...]] = {
    "seen": (State.OPENED, State.ACKNOWLEDGED),
    "sent": (State.SENT,),
    "way": (State.WAITING, State.QUEUED, State.SENDING),
    "lost": (State.FAILED, State.BLOCKED, State.UNCERTAIN),
    "skip": (State.SKIPPED, State.RECALLED),
    "told": (State.RELAYED,),
    "none": (State.NO_BOT,),
}
"""Map each number whose names can be listed to the delivery states that it counts."""


async def recent(talk: Talk) -> Replies:
    """Show the latest pushes of a unit. A person with roles in several units chooses a unit first."""
    unit_id = (talk.number() or None) if talk.callback_id and talk.args else None
    homes = await who_sees.homes(talk.session, talk.me)
    if unit_id is None and len(homes) > 1:
        week = await state.period(talk.session, Span.WEEK, None, talk.me, talk.now)
        lines = {line.unit.id: line for line in week.lines}
        shown = paged(homes, talk.page(1), HOMES_A_PAGE)
        return talk.edit(
            "state/choose",
            homes=shown.lines,
            view=week,
            lines=[lines[home.id] for home in shown.lines if home.id in lines],
            **shown.turns,
        )
    unit, rows = await state.recent(talk.session, talk.me, unit_id)
    return talk.edit("state/recent", unit=unit, rows=rows, several=len(homes) > 1)


async def ledger(talk: Talk) -> Reply:
    return _ledger(talk, await _push(talk))


async def period(talk: Talk) -> Replies:
    """Show the sum of all posting pushes of this week or this month (全部岗位)."""
    return _ledger(talk, await _period(talk))


async def picture(talk: Talk) -> Replies:
    """Send a picture of the numbers as a funnel, with every number in words below it."""
    seen = await (_period(talk) if talk.args[:1] and talk.args[0] in set(Span) else _push(talk))
    chart = {
        "kind": "funnel",
        "title": talk.plain("state/label", which="title", view=seen),
        "subtitle": talk.plain("state/label", which="subtitle", view=seen),
        "terms": [(talk.plain("state/label", which=term, view=seen), count) for term, count, _ in _terms(seen.ledger)],
        "tones": [tone for _, _, tone in _terms(seen.ledger)],
    }
    return talk.picture("state/picture", chart, view=seen, push=seen.push, ledger=seen.ledger, of=_of(seen))


def _terms(ledger: Ledger) -> list[tuple[str, int, int]]:
    """(term, count, index of the colour) for each number of the ledger.

    There are different colours for arrived, on its way, not arrived, and told by a classmate.
    """
    return [
        ("matched", ledger.matched, 0),
        ("acknowledged", ledger.acknowledged, 2),
        ("opened", ledger.opened, 2),
        ("sent_only", ledger.sent_only, 0),
        ("relayed", ledger.relayed, 3),
        ("waiting", ledger.waiting, 0),
        ("way", ledger.queued + ledger.sending, 0),
        ("uncertain", ledger.uncertain, 1),
        ("lost", ledger.failed + ledger.blocked, 1),
        ("skipped", sum(ledger.skipped.values()), 1),
        ("recalled", ledger.recalled, 1),
        ("no_bot", ledger.no_bot, 1),
    ]


async def _push(talk: Talk) -> View:
    return await state.view(talk.session, talk.number(), _unit(talk), talk.me)


async def _period(talk: Talk) -> View:
    if not talk.args or talk.args[0] not in set(Span):
        raise Stale
    return await state.period(talk.session, Span(talk.args[0]), _unit(talk), talk.me, talk.now)


def _unit(talk: Talk) -> int | None:
    """The id of the unit in the button data. It is None if there is none or it is 0."""
    return (talk.number(1) or None) if len(talk.args) > 1 else None


def _of(seen: View) -> str:
    """The part of the button data that names the view: the id of a push, or a span of time."""
    return str(seen.push.id) if seen.push is not None else str(seen.span)


def _ledger(talk: Talk, seen: View) -> Reply:
    verb = "ledger" if seen.push is not None else "state_sum"
    manages = seen.push is not None and push_control.may_switch(seen.push, talk.me)
    calls = seen.push is not None and talk.me.holds(*who_sees.NAMES) and progress.to_call(seen.push, seen.ledger)
    shown = paged(seen.lines, talk.page(2), A_PAGE)
    return talk.edit(
        "state/ledger",
        view=seen,
        push=seen.push,
        ledger=seen.ledger,
        of=_of(seen),
        verb=verb,
        manages=manages,
        calls=calls,
        shown=shown.lines,
        **shown.turns,
    )


async def names(talk: Talk) -> Replies:
    if len(talk.args) < 3 or talk.args[2] not in GROUPS:
        raise Stale
    push_id, class_id, group = talk.number(0), talk.number(1), talk.args[2]
    people = await state.names(talk.session, push_id, class_id, GROUPS[group], talk.me)
    shown = paged(people, talk.page(3), NAMES_A_PAGE)
    return talk.edit("state/names", push_id=push_id, class_id=class_id, group=group, people=shown.lines, **shown.turns)


async def doubtful(talk: Talk) -> Replies:
    people = await state.doubtful(talk.session, talk.number())
    return talk.edit("state/doubtful", push_id=talk.number(), people=people)


async def resend(talk: Talk) -> Replies:
    count = await state.settle_doubt(talk.session, talk.number(), True, talk.now)
    return [talk.toast("state/settled", count=count, again=True), await ledger(talk)]


async def ask_assume(talk: Talk) -> Replies:
    """Ask for confirmation before uncertain deliveries count as delivered (按已送达处理)."""
    people = await state.doubtful(talk.session, talk.number())
    return talk.edit("state/ask_assume", push_id=talk.number(), count=len(people))


async def assume(talk: Talk) -> Replies:
    count = await state.settle_doubt(talk.session, talk.number(), False, talk.now)
    return [talk.toast("state/settled", count=count, again=False), await ledger(talk)]
