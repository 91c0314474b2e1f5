"""Server-sent events for the page, so that its phones show each change when it happens."""

import asyncio
import json

from aiohttp import web

from bot.sandbox.state import SANDBOX

HEARTBEAT_SECONDS = 15.0


async def events(request: web.Request) -> web.StreamResponse:
    """Serve ``/sandbox/events?users=1,2``: the JSON events of these users, and the events for everyone."""
    users = {int(part) for part in request.query.get("users", "").split(",") if part}
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    with request.app[SANDBOX].live.page(users) as queue:
        await response.write(b": here\n\n")
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                await response.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
            except TimeoutError:
                await response.write(b": still here\n\n")
