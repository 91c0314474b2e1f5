"""The page /templates: every message as its reader sees it, a field to edit it, and the faults of an edit."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from bot import render
from bot.clock import Clock
from bot.domain.errors import BadInput, Refusal
from bot.flows.office import wording as flow
from bot.messenger import Message
from bot.render import environment, samples, wording
from bot.render.wording import Fault
from bot.store.engine import Store
from bot.store.office import wordings
from bot.store.tables import Wording
from bot.wording.guard import TOKEN, guarded
from jobs import wording as job

PAGE = Path(__file__).parent / "page"
Act = Callable[[AsyncSession, Mapping[str, str], datetime], Awaitable[Sequence[Fault]]]


def routes(store: Store, clock: Clock) -> list[web.RouteDef]:
    """Return the routes of the page and of its actions: try, save, undo, restore."""

    async def listed(_request: web.Request) -> web.Response:
        async with store.reading() as session:
            rows = await wordings.every(session)
        return web.json_response(await asyncio.to_thread(_all, rows))

    async def tried(request: web.Request) -> web.Response:
        given = await _given(request)
        return await _answered(lambda: asyncio.to_thread(_tried, given["name"], flow.tidy(given["body"])))

    def acting(act: Act) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def change(request: web.Request) -> web.Response:
            given = await _given(request)

            async def done() -> dict[str, Any]:
                async with store.writing() as session:
                    faults = await act(session, given, clock.now())
                    row = await session.get(Wording, given["name"])
                await job.tick(store)
                return {"faults": _faults(faults), "row": _row(given["name"], row)}

            return await _answered(done)

        return guarded(change)

    return [
        web.get("/templates", guarded(_index)),
        web.get("/templates/page.{kind:js|css}", guarded(_file)),
        web.get("/templates/all", guarded(listed)),
        web.post("/templates/try", guarded(tried)),
        web.post("/templates/save", acting(lambda s, g, now: flow.save(s, g["name"], g["body"], g["who"], now))),
        web.post("/templates/undo", acting(lambda s, g, now: flow.undo(s, g["name"], g["who"], now))),
        web.post("/templates/restore", acting(lambda s, g, now: flow.restore(s, g["name"], g["who"], now))),
    ]


async def _index(_request: web.Request) -> web.Response:
    page = (PAGE / "index.html").read_text(encoding="utf-8")
    return web.Response(text=page.replace("{{token}}", TOKEN), content_type="text/html")


async def _file(request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / f"page.{request.match_info['kind']}")


async def _given(request: web.Request) -> dict[str, str]:
    """Return the fields of the request as texts. Raises 400 if the JSON is not an object."""
    body = await request.json()
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return {"name": "", "body": "", "who": "", **{str(key): str(value) for key, value in body.items()}}


async def _answered(make: Callable[[], Awaitable[dict[str, Any]]]) -> web.Response:
    """Return the result as JSON. A refusal gives its sentence, with the status 400 for bad input and 409 for others."""
    try:
        return web.json_response(await make())
    except Refusal as refused:
        status = 400 if isinstance(refused, BadInput) else 409
        return web.json_response({"refused": str(refused)}, status=status)


def _all(rows: Mapping[str, Wording]) -> list[dict[str, Any]]:
    return [_row(name, rows.get(name)) for name in samples.names() if name in samples.every()]


def _row(name: str, row: Wording | None) -> dict[str, Any]:
    shipped = flow.tidy(environment.source(name))
    body = row.body if row else shipped
    trying = wording.tried(name, body) if body != shipped else None
    messages = trying.messages if trying and trying.messages else wording.as_shipped(name)
    return {
        "name": name,
        "role": samples.of(name).role,
        "body": body,
        "shipped": shipped,
        "own": body != shipped,
        "changed": bool(row),
        "who": row.changed_by if row else "",
        "when": row.changed_at.isoformat() if row else "",
        "messages": [_bubble(each) for each in messages],
        "faults": _faults(trying.faults) if trying else [],
    }


def _tried(name: str, body: str) -> dict[str, Any]:
    faults = flow.faults(name, body)
    messages = () if faults else wording.tried(name, body).messages
    return {"faults": _faults(faults), "messages": [_bubble(each) for each in messages]}


def _faults(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    return [
        {"line": each.line, "text": render.plain("wording/fault", kind=each.kind, line=each.line, words=each.words)}
        for each in faults
    ]


def _bubble(message: Message) -> dict[str, Any]:
    return {
        "text": message.text,
        "buttons": [[button.label for button in row] for row in message.buttons],
        "lines": wording.shown(message).count("\n") + 1,
        "length": len(wording.shown(message)),
        "long": wording.too_long(message),
    }
