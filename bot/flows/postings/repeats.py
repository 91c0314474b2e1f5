"""Find the announcements that are stored already.

They have the same content as a stored announcement, or the same vacancies from another site.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.postings.posting import vacancy
from bot.flows.postings.entries import Screened, employer_of
from bot.store.postings import intake
from bot.store.postings.intake import SEVERAL, EmployerKey, Vacancy


@dataclass
class _Known:
    """A stored announcement: its employer, its sources and the vacancies that it offers."""

    id: int
    uscc: str | None
    name_key: str
    sources: set[str]
    offers: set[tuple[object, ...]] = field(default_factory=set)

    def repeated_by(self, each: Screened, employer: EmployerKey) -> bool:
        """Whether ``each``, an announcement of ``employer``, repeats this stored announcement.

        It must have the same employer and come from another site. All its vacancies must be among the stored ones.
        """
        same = self.uscc == employer.uscc if self.uscc and employer.uscc else self.name_key == employer.name_key
        if not same or not self.sources or each.draft.source in self.sources:
            return False
        mine = {vacancy(row.titles, row.regions_text, row.salary_text) for row in each.draft.postings}
        return mine <= self.offers


async def known(session: AsyncSession, announcements: Sequence[Screened], now: datetime) -> dict[str, int]:
    """Map the content hash of each repeated announcement to the id of the stored announcement that it repeats.

    An announcement with different content is a repeat only if it comes from another site. From the same site it counts
    as a new announcement.
    """
    found = await intake.ids_of(session, [each.content_hash for each in announcements])
    others = [each for each in announcements if each.content_hash not in found and each.draft.source]
    employers = {each.content_hash: employer_of(each.draft) for each in others}
    standing = _by_employer(await intake.vacancies(session, list(employers.values()), now))
    for each in others:
        employer = employers[each.content_hash]
        for old in (*standing.get(employer.uscc or "", ()), *standing.get(employer.name_key, ())):
            if old.repeated_by(each, employer):
                found[each.content_hash] = old.id
                break
    return found


def _by_employer(rows: Sequence[Vacancy]) -> dict[str, list[_Known]]:
    """Map each employer's credit code, and each employer's name, to the announcements of that employer.

    The announcements are in the order of ``rows``.
    """
    standing: dict[int, _Known] = {}
    for row in rows:
        sources = {name for name in row.source.split(SEVERAL) if name}
        old = standing.setdefault(row.announcement_id, _Known(row.announcement_id, row.uscc, row.name_key, sources))
        old.offers.add(vacancy(row.titles, row.regions_text, row.salary_text))
    found: dict[str, list[_Known]] = {}
    for old in standing.values():
        for key in filter(None, (old.uscc, old.name_key)):
            found.setdefault(key, []).append(old)
    return found
