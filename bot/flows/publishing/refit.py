"""Match students again after anything that matching reads about them has changed.

A roster import changes majors, degrees and cohorts. A pause ends, a student returns from 休学, an employer is unmuted.
Then waiting postings lose reasons that are no longer true, and open postings that fit now come with the next digest.
The log of changed graduates says who may have changed, and a hash of what matching reads says who really has.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery.delivery import LIFTED, UNSENT, Skip, State, move
from bot.domain.people import Reach
from bot.flows.delivery.pushing import first_state
from bot.flows.matching import fitting
from bot.flows.matching.fitting import Fit
from bot.flows.publishing import enrol
from bot.flows.publishing.catch_up import REST
from bot.flows.publishing.rematch import told_now
from bot.store import choices
from bot.store.chain import chain
from bot.store.delivery import pushes
from bot.store.postings import postings
from bot.store.publishing import catch_up, refits
from bot.store.tables import Delivery, Push, Rung
from bot.store.wishes import graduate_log, graduates
from bot.store.wishes.graduate_log import Mark
from bot.store.wishes.graduates import Candidate

AT_ONCE = 50
MARK = "refit_mark"
"""The setting that holds how far the log of changed graduates was read."""


def fingerprint(candidate: Candidate) -> str:
    """Return a hash of everything that matching reads about a graduate, and of their pause."""
    read = json.dumps([_plain(candidate.graduate), candidate.opted_out], sort_keys=True, ensure_ascii=False)
    return hashlib.blake2s(read.encode(), digest_size=16).hexdigest()


async def due(session: AsyncSession, now: datetime) -> tuple[list[int], Mark]:
    """Return (the ids of the students to match again, the mark to keep when all of them are done).

    Students who changed their wishes a few minutes ago are left out, because they may still be changing them. The mark
    then stays where it is.
    """
    stored = await choices.get(session, MARK, None)
    if stored is None:
        return [], await graduate_log.mark(session)
    seen = Mark(*stored)
    found = await graduate_log.since(session, seen)
    ids, after = found if found else (await refits.everybody(session), await graduate_log.mark(session))
    busy = await refits.changing_wishes(session, now - REST)
    known = await refits.fitted(session, sorted(ids - busy))
    changed = [
        each.graduate.person_id
        for each in await graduates.candidates(session, sorted(ids - busy))
        if known.get(each.graduate.person_id) != fingerprint(each)
    ]
    return changed, seen if ids & busy else after


async def is_new(session: AsyncSession, mark: Mark) -> bool:
    """Whether the mark differs from the one that is kept."""
    return bool(await choices.get(session, MARK, None) != [mark.row, mark.tx])


async def keep(session: AsyncSession, mark: Mark) -> None:
    await choices.put(session, MARK, [mark.row, mark.tx])


async def some(session: AsyncSession, person_ids: Sequence[int], now: datetime) -> None:
    """Match these students with the open postings again, and remember what matching read about them."""
    opened = await postings.open_postings(session, now)
    announced: dict[int, list[Any]] = {}
    for posting in opened:
        announced.setdefault(posting.announcement_id, []).append(postings.opening(posting))
    running = await catch_up.pushes_of(session, sorted(announced))
    found = await fitting.of_several(session, {key: announced[key] for key in running}, person_ids)
    known = await catch_up.rows(session, [push.id for push in running.values()], person_ids)
    reach = await pushes.reachable(session, person_ids)
    late_too = await choices.catch_up(session)
    for announcement_id, push in running.items():
        fits = {fit.candidate.graduate.person_id: fit for fit in found[announcement_id].everybody}
        rungs = {rung.unit_id: rung for rung in await chain.rungs_of(session, push.id)}
        for delivery in known.get(push.id, []):
            _again(push, delivery, fits.pop(delivery.person_id, None), rungs, reach, now)
        if fits and late_too:
            await enrol.enrol(session, push, list(fits.values()), now, late=True)
    candidates = await graduates.candidates(session, person_ids)
    await refits.remember(session, {each.graduate.person_id: fingerprint(each) for each in candidates})


def _again(
    push: Push,
    delivery: Delivery,
    fit: Fit | None,
    rungs: Mapping[int, Rung],
    reach: Mapping[int, Reach],
    now: datetime,
) -> None:
    """Correct the reasons of a row that was not sent. Skip it if nothing fits, and revive it if its reason ended."""
    if delivery.state in UNSENT or delivery.state == State.NO_BOT:
        told = told_now(delivery, fit)
        delivery.values, delivery.score = {**delivery.values, **told.dump()}, told.score
        if fit is None and delivery.state == State.NO_BOT:
            delivery.state, delivery.reason = move(delivery.state, State.SKIPPED), Skip.UNFIT
    elif fit and not fit.candidate.opted_out and delivery.state == State.SKIPPED and delivery.reason in LIFTED:
        open_state = State.QUEUED if enrol.passed(push, dict(rungs), fit) else State.WAITING
        state, reason = first_state(reach.get(delivery.person_id), open_state)
        if state in (State.QUEUED, State.WAITING, State.NO_BOT):
            delivery.state, delivery.reason = move(delivery.state, state), reason
            delivery.values, delivery.score = {**delivery.values, **fit.told.dump()}, fit.told.score
            delivery.bundled, delivery.queued_at = True, now


def _plain(value: Any) -> Any:
    """Return dataclasses, sets and enums as JSON values with a fixed order."""
    if is_dataclass(value) and not isinstance(value, type):
        return {key: _plain(inner) for key, inner in asdict(value).items()}
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset | list | tuple):
        return sorted((_plain(inner) for inner in value), key=str)
    return value if value is None or isinstance(value, bool | int | str) else str(value)
