"""What a graduate chose for themselves: settings, wishes, and their answers to postings."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import position
from bot.domain.wishes.wish_list import WISH_COLUMNS, wish_words
from bot.flows.student.export.lines import Code, Line, code, line, yes
from bot.flows.wishes import mutes
from bot.store import people
from bot.store.student import me
from bot.store.tables import Bookmark, Interest, Student, Wish


async def settings(session: AsyncSession, person_id: int) -> list[Line]:
    student = await session.get(Student, person_id)
    if student is None:
        return []
    muted = await mutes.of(session, person_id)
    return [
        line("settings", Code("intent"), code("intent", student.intent)),
        line("settings", Code("settled"), yes(student.settled)),
        line("settings", Code("keeps"), yes(student.keeps_receiving)),
        line("settings", Code("off"), yes(student.opted_out)),
        line("settings", Code("rhythm"), code("rhythm", student.rhythm)),
        line("settings", Code("quiet"), Code("as_school") if student.quiet is None else student.quiet or Code("none")),
        line("settings", Code("muted"), *(name for _, name in muted.employers), *map(position.name, muted.categories)),
        line("settings", Code("caught_up"), at=student.caught_up_at),
    ]


async def wishes(session: AsyncSession, person_id: int) -> list[Line]:
    """The wishes, those before the last change, and when the student was asked about them and confirmed them."""
    wish = await session.get(Wish, person_id)
    if wish is None:
        return []
    found = [*_wished("wishes", wish.model_dump()), line("wishes", Code("updated"), at=wish.updated_at)]
    found += _wished("before", wish.previous or {})
    found += [line("wishes", Code("asked_wish"), at=wish.asked_at)] if wish.asked_at else []
    return found + ([line("wishes", Code("renewed"), at=wish.renewed_at)] if wish.renewed_at else [])


def _wished(section: str, wish: Mapping[str, Any]) -> list[Line]:
    found = [line(section, word, wish_words(key, wish[key])) for key, word in WISH_COLUMNS.items() if key in wish]
    if "accepts_experience" in wish:
        found.append(line(section, Code("experience"), yes(wish["accepts_experience"])))
    return found


async def postings(session: AsyncSession, person_id: int) -> list[Line]:
    """Answers to postings, consents to be recommended, the lists that named the person, and bookmarks."""
    answers, kept = await me.rows(session, Interest, person_id), await me.rows(session, Bookmark, person_id)
    named = await me.named_in(session, person_id)
    ids = {each.posting_id for each in answers} | {each.posting_id for each in kept} | {posting for _, posting in named}
    titles = await me.titles(session, sorted(ids))
    takers = await people.names(session, sorted({export.by_person for export, _ in named}))
    found = []
    for each in answers:
        title, why = titles[each.posting_id], code("unfit", each.reason)
        found.append(line("applications", code("attitude", each.attitude) or "", title, why, at=each.at))
        if each.recommended_at:
            found.append(line("applications", Code("recommended"), title, at=each.recommended_at))
    for export, posting in named:
        by = ("by", takers.get(export.by_person))
        found.append(line("applications", Code("named"), titles.get(posting), by, at=export.at))
    return found + [line("applications", Code("kept"), titles[each.posting_id], at=each.at) for each in kept]
