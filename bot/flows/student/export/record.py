"""The destinations that a graduate filed: every record with its fields, every step, and every paper."""

from collections.abc import Iterator, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import region
from bot.domain.destinations import destination
from bot.flows.student.export.lines import Code, Line, Part, code, line
from bot.store import people
from bot.store.student import files, me
from bot.store.tables import Destination, DestinationEvent


async def destinations(session: AsyncSession, person_id: int) -> list[Line]:
    found: list[Line] = []
    for record in await me.destinations(session, person_id):
        found += [*_record(record), *await _steps(session, record), *await _papers(session, record)]
    return found


def _record(record: Destination) -> Iterator[Line]:
    kind = destination.code_of(record.code)
    parts: tuple[Part, ...] = (
        kind.name,
        ("version", str(record.version)),
        ("place", _place(record.region)),
        ("note", record.reason),
        ("filed_first", record.created_at),
        ("superseded", record.superseded_at),
    )
    yield line("destinations", code("destination", record.state) or "", *parts, at=record.changed_at)
    yield from _fields(kind, record.fields)


def _place(code: str | None) -> str | None:
    return region.name(code) if code else None


def _fields(kind: destination.Code, fields: Mapping[str, str]) -> Iterator[Line]:
    for field in kind.fields:
        if fields.get(field.key):
            yield line("destinations", field.label, fields[field.key])


async def _steps(session: AsyncSession, record: Destination) -> list[Line]:
    """The history of a record: each step with its author, and the fields as they were then."""
    events = await me.of_destination(session, DestinationEvent, record.id)
    names = await people.names(session, sorted({event.by_person for event in events}))
    found = []
    for event in events:
        state, version = code("destination", event.state), ("version", str(event.version))
        by = ("by", names.get(event.by_person))
        found.append(line("destinations", Code("step"), state, version, ("note", event.reason), by, at=event.at))
        found += _then(event)
    return found


def _then(event: DestinationEvent) -> Iterator[Line]:
    kept = event.snapshot or {}
    if kept.get("code"):
        kind = destination.code_of(kept["code"])
        fields = kept["fields"]
        labelled = [f"{field.label} {fields[field.key]}" for field in kind.fields if fields.get(field.key)]
        yield line("destinations", Code("then"), kind.name, *labelled, ("place", _place(kept["region"])))


async def _papers(session: AsyncSession, record: Destination) -> list[Line]:
    papers = await files.papers(session, record.person_id)
    return [line("destinations", Code("paper"), name, at=at) for _, owner, name, at in papers if owner == record.id]
