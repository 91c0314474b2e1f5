"""The recommendation list (推荐名单, SEED 15): students agree for each posting to be named to the employer.

The office exports the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NeedsConfirmation, NotFound
from bot.domain.people import Trust
from bot.flows.student import applications
from bot.store import people
from bot.store.people import Speaker
from bot.store.student import interests
from bot.store.student.interests import Application, Candidate
from bot.store.tables import Announcement, Employer, RecommendationExport

log = structlog.get_logger()


@dataclass(frozen=True)
class Listing:
    """The current list of one announcement, and its earlier exports, each with the name of the person who made it."""

    announcement: Announcement
    employer: Employer
    candidates: Sequence[Candidate]
    exports: Sequence[tuple[RecommendationExport, str]]
    withdrawn: Sequence[str]
    """The names of students in an earlier export who no longer agree. The employer must be told."""
    names: Sequence[str]
    """The names of ``candidates``, told apart. The file for the employer has plain names."""

    @property
    def people(self) -> int:
        return len({each.person_id for each in self.candidates})


async def agree(session: AsyncSession, by: Speaker, posting_id: int, now: datetime) -> Application:
    """Record that the student agrees (同意) to be named to the employer of this posting.

    Only the student may agree, so a class code is not enough. Raises NeedsConfirmation, and NotFound unless the student
    wants the posting.
    """
    if by.trust != Trust.PERSONAL:
        raise NeedsConfirmation
    found = await applications.one(session, by.person_id, posting_id)
    found.interest.recommended_at = found.interest.recommended_at or now
    return found


async def withdraw(session: AsyncSession, person_id: int, posting_id: int) -> tuple[Application, bool]:
    """Withdraw the consent. Returns the application, and whether an export already names the student for this posting.

    Raises NotFound as ``agree`` does.
    """
    found = await applications.one(session, person_id, posting_id)
    found.interest.recommended_at = None
    taken_out = await interests.exports(session, found.announcement.id)
    return found, any([person_id, posting_id] in export.named for export, _ in taken_out)


async def listed(session: AsyncSession) -> list[tuple[Announcement, Employer, int]]:
    return await interests.recommended(session)


async def of(session: AsyncSession, announcement_id: int) -> Listing:
    """Return the list of an announcement. Raises NotFound."""
    announcement = await session.get(Announcement, announcement_id)
    if announcement is None:
        raise NotFound("announcement")
    candidates = await interests.candidates(session, announcement_id)
    exports = await interests.exports(session, announcement_id)
    standing = {(each.person_id, each.posting_id) for each in candidates}
    gone = {person for export, _ in exports for person, posting in export.named if (person, posting) not in standing}
    names = await people.names(session, {each.person_id for each in candidates} | gone)
    employer = await session.get_one(Employer, announcement.employer_id)
    withdrawn = [names[person] for person in sorted(gone)]
    return Listing(
        announcement, employer, candidates, exports, withdrawn, [names[each.person_id] for each in candidates]
    )


async def take_out(session: AsyncSession, announcement_id: int, by: Speaker, now: datetime) -> Listing:
    """Export the list for the employer, and record who exported it and which students it names.

    Raises NotFound if it is empty.
    """
    listing = await of(session, announcement_id)
    if not listing.candidates:
        raise NotFound("nobody_agreed")
    named = [[each.person_id, each.posting_id] for each in listing.candidates]
    session.add(RecommendationExport(announcement_id=announcement_id, by_person=by.person_id, named=named, at=now))
    log.info("recommend.exported", announcement=announcement_id, by=by.person_id, people=listing.people)
    return listing
