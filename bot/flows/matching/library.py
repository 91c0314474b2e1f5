"""需求库 and 求职意向库 (SEED 12): what is open, and what is looked for, searched, counted and taken out as files."""

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
from bot.domain.people import Role
from bot.domain.postings import posting as drafts
from bot.domain.postings.posting import Field, edit
from bot.flows.postings.draft import present
from bot.store.matching import library
from bot.store.people import Speaker
from bot.store.postings import announcements
from bot.store.postings.postings import Whole
from bot.store.wishes import graduates
from bot.store.wishes.graduates import Candidate

A_PAGE = 8
NAMES_A_PAGE = 15
MOST_VALUES = 24
OF_EMPLOYER = (Field.EMPLOYER, Field.EMPLOYER_TYPE, Field.CATEGORY)
SHARED = (Field.DEADLINE, Field.APPLY_HOW)
COLUMNS = (*edit.POSTING_FIELDS, *SHARED)
"""The posting sheet's, the employer before them: what is taken out can be entered again."""


@dataclass(frozen=True)
class Home:
    """Both libraries in numbers."""

    postings: int
    employers: int
    heads: int
    unstated: int
    looking: int
    wishing: int


@dataclass(frozen=True)
class Offers:
    """A page of open postings."""

    lines: Sequence[Offer]
    page: int
    pages: int
    postings: int
    heads: int
    unstated: int
    """Postings that give no number, counted as one each."""


async def home(session: AsyncSession, by: Speaker, now: datetime) -> Home:
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
    found = await _found(session, search, now)
    pages = max(1, -(-len(found) // A_PAGE))
    page = min(max(page, 0), pages - 1)
    return Offers(
        found[page * A_PAGE : (page + 1) * A_PAGE],
        page,
        pages,
        len(found),
        sum(offer.heads for offer in found),
        sum(not offer.headcount for offer in found),
    )


async def values(session: AsyncSession, facet: Facet, search: Search, now: datetime) -> list[tuple[str, int]]:
    """What the postings that meet the rest of the search may be parted by: value, how many it finds; most first."""
    found = await _found(session, search.with_(facet, ""), now)
    named = Counter(value for offer in found for value in set(rule.values_of(facet, offer.opening)))
    wanted = {value: search.with_(facet, value) for value, _ in named.most_common(MOST_VALUES)}
    counts = {value: sum(each.meets(offer) for offer in found) for value, each in wanted.items()}
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


async def one(session: AsyncSession, posting_id: int, now: datetime) -> tuple[Whole, int]:
    """(its announcement, the posting's id). Raises NotFound once it is closed or withdrawn."""
    offer = next((each for each in await library.offers(session, now) if each.opening.id == posting_id), None)
    found = await announcements.wholes(session, [offer.announcement_id]) if offer else []
    if not found:
        raise NotFound("这个岗位")
    return found[0], posting_id


async def offer_rows(session: AsyncSession, search: Search, now: datetime) -> tuple[list[str], list[list[str]]]:
    """(headers, a row for each open posting that meets the search), as the posting sheet has them."""
    found = await _found(session, search, now)
    whole = {each.announcement.id: each for each in await announcements.wholes(session, _announcements(found))}
    rows = [
        [offer.employer, *_kinds(offer.opening)]
        + [present(whole[offer.announcement_id], 0 if name in SHARED else offer.opening.id, name) for name in COLUMNS]
        for offer in found
    ]
    return [drafts.label(name) for name in (*OF_EMPLOYER, *COLUMNS)], rows


def _kinds(opening: Opening) -> tuple[str, str]:
    """Kind of employer and of work, in words that the posting sheet reads again."""
    kind, category = opening.employer_type, opening.category
    return employer.type_name(kind).split("(")[0] if kind else "", position.name(category) if category else ""


def _announcements(found: Sequence[Offer]) -> list[int]:
    return sorted({offer.announcement_id for offer in found})


async def _found(session: AsyncSession, search: Search, now: datetime) -> list[Offer]:
    return [offer for offer in await library.offers(session, now, search.words) if search.meets(offer)]


def colleges_of(by: Speaker) -> tuple[int, ...] | None:
    """Whose students one may count: None: everybody's. Raises NotAllowed."""
    if by.holds(Role.OFFICE, Role.LEADER):
        return None
    if not by.holds(Role.COLLEGE):
        raise NotAllowed
    return by.units(Role.COLLEGE)


def may_name(by: Speaker) -> bool:
    """A leader reads numbers only."""
    return by.holds(Role.OFFICE, Role.COLLEGE)


async def seeking(session: AsyncSession, by: Speaker) -> list[Candidate]:
    """The students who look for work, of the school or one's own college."""
    return await graduates.candidates(session, await library.looking(session, colleges_of(by)))


async def wishes(session: AsyncSession, facet: Facet, by: Speaker) -> list[tuple[str, int]]:
    """How many look for each value; exact: who hides small numbers is the template."""
    if facet not in WISHED:
        raise Stale
    return await asyncio.to_thread(rule.tally, facet, [each.graduate for each in await seeking(session, by)])


async def who(session: AsyncSession, facet: Facet, value: str, by: Speaker) -> list[tuple[str, str, str]]:
    """(class, number, name) of those who look for a value. Raises NotAllowed for who may see numbers only."""
    if facet not in WISHED:
        raise Stale
    if not may_name(by):
        raise NotAllowed
    chosen = [each for each in await seeking(session, by) if value in rule.wished(facet, each.graduate)]
    return await named(session, chosen)


async def named(session: AsyncSession, chosen: Sequence[Candidate]) -> list[tuple[str, str, str]]:
    """(class, number, name), class by class."""
    known = await library.names(session, [each.graduate.person_id for each in chosen])
    units = await library.unit_names(session)
    return sorted((units[each.class_id], *known[each.graduate.person_id][:2]) for each in chosen)


@dataclass(frozen=True)
class Seeker:
    """Somebody who looks for work, as a row of the file with names."""

    college: str
    class_name: str
    number: str
    name: str
    major: str
    candidate: Candidate


async def seekers(session: AsyncSession, by: Speaker) -> list[Seeker]:
    """Everyone of the school or one's own college who looks for work. Raises NotAllowed for who sees numbers only."""
    if not may_name(by):
        raise NotAllowed
    found = await seeking(session, by)
    known = await library.names(session, [each.graduate.person_id for each in found])
    units = await library.unit_names(session)
    return [
        Seeker(units[each.college_id], units[each.class_id], *known[each.graduate.person_id], each) for each in found
    ]


async def summary_rows(session: AsyncSession, by: Speaker) -> list[tuple[Facet, str, int | None]]:
    """(facet, value, how many) for the file that may leave the office; None: too few to be shown."""
    found = [each.graduate for each in await seeking(session, by)]
    tallies = {facet: await asyncio.to_thread(rule.tally, facet, found) for facet in WISHED}
    return [
        (facet, value, count if count >= FEW else None) for facet, tally in tallies.items() for value, count in tally
    ]
