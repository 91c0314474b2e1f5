"""All lines about a person, section by section."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NeedsConfirmation
from bot.domain.people import Trust
from bot.flows.student.export import own, received, record, said, school
from bot.flows.student.export.lines import Line
from bot.store.people import Speaker
from bot.store.tables import Student

SECTIONS = (
    *(school.pause, own.settings, own.wishes, own.postings),
    *(said.questions, said.complaints, said.leads, said.calls, record.destinations, received.deliveries),
)
"""What is kept about a graduate; everybody has the sections before these."""


async def everything(session: AsyncSession, by: Speaker) -> list[Line]:
    """Everything kept about the person. Raises NeedsConfirmation when only a class code proves who they are."""
    if by.trust != Trust.PERSONAL:
        raise NeedsConfirmation
    student = await session.get(Student, by.person_id)
    lines = await school.roster(session, by, student)
    lines += await school.erasures(session, by.person_id)
    lines += [*await school.roles(session, by.person_id), *await school.bonds(session, by.person_id)]
    for section in SECTIONS:
        lines += await section(session, by.person_id)
    return lines
