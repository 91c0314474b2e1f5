"""需求库 and 求职意向库 (SEED 12): open postings and students' wishes can be searched, counted and exported."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import employer, position
from bot.domain.errors import NotAllowed, NotFound, Stale
from bot.domain.matching import library as rule
from bot.domain.matching.library import FEW, WISHED, Facet, Offer, Search
from bot.domain.matching.matching import Opening
from bot.domain.paging import paged
from bot.domain.people import Role
from bot.domain.postings import posting as drafts
from bot.domain.postings.posting import Field, edit
from bot.flows.postings.fields import present
from bot.store.matching import library
from bot.store.people import Speaker
from bot.store.postings import announcements
from bot.store.postings.postings import Whole
from bot.store.wishes import graduates
from bot.store.wishes.graduates import Candidate

A_PAGE = 8
NAMES = (Role.OFFICE, Role.COLLEGE)
"""The roles that see names. Leaders see only numbers."""
NAMES_A_PAGE = 15
MOST_VALUES = 24
"""The most values of a facet that are offered as filters."""
OF_EMPLOYER = (Field.EMPLOYER, Field.EMPLOYER_TYPE, Field.CATEGORY)
SHARED = (Field.DEADLINE, Field.APPLY_HOW)
COLUMNS = (*edit.POSTING_FIELDS, *SHARED)
"""The columns of an export, after ``OF_EMPLOYER``.

They are columns of the posting table, so that the export can be imported again.
"""


@dataclass(frozen=True)
class Home:
    """The numbers of both libraries.

    ``unstated`` is the number of postings that state no number of vacancies. Each of them counts as one vacancy.
    """

    postings: int
    employers: int
    heads: int
    unstated: int
    looking: int
    wishing: int


@dataclass(frozen=True)
class Offers:
    """A page of open postings. ``page`` counts from 0.

    ``postings``, ``heads`` and ``unstated`` count all pages together.
    """

    lines: Sequence[Offer]
    page: int
    pages: int
    postings: int
    heads: int
    unstated: int
    """The number of postings that state no number of vacancies. Each of them counts as one vacancy."""


async def home(session: AsyncSession, by: Speaker, now: datetime) -> Home:
    """The numbers of all open postings, and of the students of the school or of the speaker's college.

    Raises NotAllowed.
    """
    found = await library.offers(session, now)
    looking, wishing = await library.count_looking(session, colleges_of(by))
    return Home(
        postings=len(found),
        employers=len({offer.opening.employer_id for offer in found}),
        heads=sum(offer.heads for offer in found),
        unstated=sum(not offer.headcount for offer in found),
        looking=looking,
        wishing=wishing,
    )


async def offers(session: AsyncSession, search: Search, page: int, now: datetime) -> Offers:
    """A page of the open postings that meet the search. A ``page`` after the last page returns the last page."""
    found = await _found(session, search, now)
    shown = paged(found, page, A_PAGE)
    return Offers(
        shown.lines,
        shown.page,
        shown.pages,
        shown.total,
        sum(offer.heads for offer in found),
        sum(not offer.headcount for offer in found),
    )


async def values(session: AsyncSession, facet: Facet, search: Search, now: datetime) -> list[tuple[str, int]]:
    """(value, number of postings) for each value of a facet that can narrow the search, the most frequent first.

    A value that the search already has for this facet is ignored.
    """
    found = await _found(session, search.with_(facet, ""), now)
    named = Counter(value for offer in found for value in set(rule.values_of(facet, offer.opening)))
    wanted = {value: search.with_(facet, value) for value, _ in named.most_common(MOST_VALUES)}
    counts = {value: sum(each.meets(offer) for offer in found) for value, each in wanted.items()}
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


async def one(session: AsyncSession, posting_id: int, now: datetime) -> tuple[Whole, int]:
    """(the announcement, ``posting_id``) of an open posting. Raises NotFound if the posting is closed or withdrawn."""
    offer = next((each for each in await library.offers(session, now) if each.opening.id == posting_id), None)
    found = await announcements.wholes(session, [offer.announcement_id]) if offer else []
    if not found:
        raise NotFound("offer")
    return found[0], posting_id


async def offer_rows(session: AsyncSession, search: Search, now: datetime) -> tuple[list[str], list[list[str]]]:
    """(headers, rows) of the open postings that meet the search, in the columns of the posting table."""
    found = await _found(session, search, now)
    ids = sorted({offer.announcement_id for offer in found})
    whole = {each.announcement.id: each for each in await announcements.wholes(session, ids)}
    rows = [
        [offer.employer, *_kinds(offer.opening)]
        + [present(whole[offer.announcement_id], 0 if name in SHARED else offer.opening.id, name) for name in COLUMNS]
        for offer in found
    ]
    return [drafts.label(name) for name in (*OF_EMPLOYER, *COLUMNS)], rows


def _kinds(opening: Opening) -> tuple[str, str]:
    """(employer type, kind of work) in words that intake can read. A word is empty if the posting does not have it."""
    kind, category = opening.employer_type, opening.category
    return employer.type_name(kind).split("(")[0] if kind else "", position.name(category) if category else ""


async def _found(session: AsyncSession, search: Search, now: datetime) -> list[Offer]:
    return [offer for offer in await library.offers(session, now, search.words) if search.meets(offer)]


def colleges_of(by: Speaker) -> tuple[int, ...] | None:
    """The ids of the colleges whose students the speaker may count. None means all colleges.

    Raises NotAllowed for other roles than the office, leaders and colleges.
    """
    if by.holds(Role.OFFICE, Role.LEADER):
        return None
    if not by.holds(Role.COLLEGE):
        raise NotAllowed
    return by.units(Role.COLLEGE)


def may_name(by: Speaker) -> bool:
    """Whether one of the speaker's roles sees names."""
    return by.holds(*NAMES)


async def seeking(session: AsyncSession, by: Speaker) -> list[Candidate]:
    """The students who look for work, in the school or in the speaker's college. Raises NotAllowed."""
    return await graduates.candidates(session, await library.looking(session, colleges_of(by)))


async def wishes(session: AsyncSession, facet: Facet, by: Speaker) -> list[tuple[str, int]]:
    """(value, number of students who look for it). The numbers are exact, and the template hides small numbers.

    Raises Stale if the facet is not in ``WISHED``, and NotAllowed.
    """
    if facet not in WISHED:
        raise Stale
    return await asyncio.to_thread(rule.tally, facet, [each.graduate for each in await seeking(session, by)])


async def who(session: AsyncSession, facet: Facet, value: str, by: Speaker) -> list[tuple[str, str, str]]:
    """(class, student number, name) of the students who look for ``value``.

    Raises Stale if the facet is not in ``WISHED``, and NotAllowed if ``may_name`` is False.
    """
    if facet not in WISHED:
        raise Stale
    if not may_name(by):
        raise NotAllowed
    chosen = [each for each in await seeking(session, by.under(*NAMES)) if value in rule.wished(facet, each.graduate)]
    return await named(session, chosen)


async def named(session: AsyncSession, chosen: Sequence[Candidate]) -> list[tuple[str, str, str]]:
    """(class, student number, name) of the candidates, sorted by class."""
    known = await library.names(session, [each.graduate.person_id for each in chosen])
    units = await library.unit_names(session)
    return sorted((units[each.class_id], *known[each.graduate.person_id][:2]) for each in chosen)


@dataclass(frozen=True)
class Seeker:
    """A student who looks for work, as a row of the export with names."""

    college: str
    class_name: str
    number: str
    name: str
    major: str
    candidate: Candidate


async def seekers(session: AsyncSession, by: Speaker) -> list[Seeker]:
    """The students in ``seeking`` with their names. Raises NotAllowed if ``may_name`` is False."""
    if not may_name(by):
        raise NotAllowed
    found = await seeking(session, by.under(*NAMES))
    known = await library.names(session, [each.graduate.person_id for each in found])
    units = await library.unit_names(session)
    return [
        Seeker(units[each.college_id], units[each.class_id], *known[each.graduate.person_id], each) for each in found
    ]


async def summary_rows(session: AsyncSession, by: Speaker) -> list[tuple[Facet, str, int | None]]:
    """(facet, value, number of students) for the export that may leave the office.

    The number is None if it is below ``FEW``. Raises NotAllowed.
    """
    found = [each.graduate for each in await seeking(session, by)]
    tallies = {facet: await asyncio.to_thread(rule.tally, facet, found) for facet in WISHED}
    return [
        (facet, value, count if count >= FEW else None) for facet, tally in tallies.items() for value, count in tally
    ]
