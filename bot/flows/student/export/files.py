"""The files that a graduate sent: papers of destinations and photos of leads, as the export holds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.flows.student.export.lines import Code, Line, line
from bot.store.student import files as store

MOST = 40 * 1024 * 1024
"""The bytes of files in one export. A bot may send a document of 50 MB, and the table needs some room."""


@dataclass(frozen=True)
class File:
    """A file. ``missing`` says why the export does not hold it; the content is then empty."""

    name: str
    at: datetime
    content: bytes = b""
    missing: Code | None = None


async def sent_files(session: AsyncSession, person_id: int) -> list[File]:
    """The files of a person, oldest first: as many as ``MOST`` allows, and for each other the reason."""
    papers, photos = await store.papers(session, person_id), await store.photos(session, person_id)
    asked = [(f"{key}_{name}", at, store.paper, key) for key, _, name, at in papers]
    asked += [(f"{key}.jpg", at, store.photo, key) for key, at in photos]
    found: list[File] = []
    for name, at, read, key in asked:
        content = await read(session, key)
        if not content:
            found.append(File(name, at, missing=Code("file.lost")))
        elif sum(len(each.content) for each in found) + len(content) > MOST:
            found.append(File(name, at, missing=Code("file.large")))
        else:
            found.append(File(name, at, content))
    return found


def listed(found: Sequence[File]) -> list[Line]:
    return [line("files", each.name, each.missing or Code("file.here"), at=each.at) for each in found]
