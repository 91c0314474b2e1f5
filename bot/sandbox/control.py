"""The control API under ``/sandbox``: people, groups, acts, faults, the clock and the wire log, as JSON.

The page and ``SandboxClient`` use this API. Its shapes are simple enough for ``curl``.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from bot.clock import SHANGHAI
from bot.sandbox import acts, groups, views
from bot.sandbox.errors import Refusal, Unplayable
from bot.sandbox.faults import Fault, Trouble
from bot.sandbox.shelf import Json
from bot.sandbox.state import SANDBOX, Sandbox
from bot.sandbox.world import Person

Handler = Callable[[Sandbox, Json], Any]


def _json(handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Give the handler one dict with the query, the body and the numbers of the path. If an act cannot be done, the
    response is 400 with the reason."""

    async def answer(request: web.Request) -> web.Response:
        body: Json = dict(request.query)
        if request.can_read_body:
            body |= await request.json()
        body |= {key: int(value) for key, value in request.match_info.items()}
        try:
            return web.json_response(handler(request.app[SANDBOX], body))
        except (Unplayable, Refusal, ValueError, KeyError, TypeError) as problem:
            return web.json_response({"error": str(problem)}, status=400)

    return answer


# people and groups


def add_user(sandbox: Sandbox, body: Json) -> Json:
    started = body.pop("started", False)
    user_id = body.pop("id", None) or sandbox.world.next_number("people", start=700_000_000)
    someone = Person(id=user_id, **body)
    sandbox.world.save_person(someone)
    if started:
        chat = sandbox.world.chats[someone.id]
        chat.bot = "member"
        sandbox.world.save_chat(chat)
    return views.person(sandbox, someone)


def set_user(sandbox: Sandbox, body: Json) -> Json:
    someone = acts.person(sandbox, body["user_id"])
    if "blocked" in body:
        acts.block(sandbox, someone.id, bool(body["blocked"]))
    if "deactivated" in body:
        acts.deactivate(sandbox, someone.id, bool(body["deactivated"]))
    return views.person(sandbox, someone)


def set_group(sandbox: Sandbox, body: Json) -> Json:
    """Set the bot's status (``bot``), add a member (``add``), remove a member (``remove``) and migrate the group
    (``migrate``), in this order."""
    chat = groups.group(sandbox, -body["group"])
    if "bot" in body:
        groups.set_bot(sandbox, chat, body["bot"], body.get("by"))
    if "add" in body:
        groups.set_member(sandbox, chat, body["add"], True)
    if "remove" in body:
        groups.set_member(sandbox, chat, body["remove"], False)
    if body.get("migrate"):
        chat = groups.migrate(sandbox, chat)
    return views.chat(sandbox, chat)


# acts


def read(sandbox: Sandbox, body: Json) -> Json:
    sandbox.world.mark_read(body["user_id"], body["chat_id"], body["message_id"])
    return {}


async def attach(request: web.Request) -> web.Response:
    """Send a file as a person. The multipart body has ``file`` and the fields user_id, caption, as_photo and
    chat_id."""
    form = await request.post()
    upload = form["file"]
    if not isinstance(upload, web.FileField):
        return web.json_response({"error": "file is not a file"}, status=400)
    chat_id = str(form["chat_id"]) if "chat_id" in form else ""
    try:
        message = acts.attach(
            request.app[SANDBOX],
            int(str(form["user_id"])),
            upload.filename,
            upload.file.read(),
            str(form.get("caption", "")),
            str(form.get("as_photo", "")) == "true",
            int(chat_id) if chat_id else None,
        )
    except (Unplayable, Refusal) as problem:
        return web.json_response({"error": str(problem)}, status=400)
    return web.json_response(message)


async def content(request: web.Request) -> web.Response:
    """Return the content of a file. Only photos keep their type, so that the browser never runs an uploaded file."""
    sandbox = request.app[SANDBOX]
    file_id = request.match_info["file_id"]
    try:
        about = sandbox.files.about(file_id)
    except Refusal as refusal:
        raise web.HTTPNotFound(text=str(refusal)) from None
    safe = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    kind = about["mime_type"] if about["kind"] == "photo" else "application/octet-stream"
    return web.Response(body=sandbox.files.content(file_id), content_type=kind, headers=safe)


# faults, limits, clock, wire


def add_fault(sandbox: Sandbox, body: Json) -> Json:
    fault = sandbox.faults.add(Fault.ordered(body))
    if fault.kind in (Trouble.OUTAGE, Trouble.REFUSED):
        sandbox.updates.interrupt(Refusal(502, "Bad Gateway"))
    if fault.kind is Trouble.REFUSED:
        sandbox.stop_listening(float(fault.seconds or 0))
    sandbox.live.tell({"event": "faults"})
    return fault.as_json()


def clear_faults(sandbox: Sandbox, body: Json) -> Json:
    sandbox.faults.clear(int(body["id"]) if "id" in body else None)
    sandbox.live.tell({"event": "faults"})
    return {}


def limits(sandbox: Sandbox, body: Json) -> Json:
    if "enforced" in body:
        sandbox.limits.enforced = bool(body["enforced"])
    return {"enforced": sandbox.limits.enforced}


def clock(sandbox: Sandbox, body: Json) -> Json:
    now = sandbox.clock.now().astimezone(SHANGHAI)
    return {"now": now.isoformat(), "offset": sandbox.clock.offset().total_seconds()}


def jump(sandbox: Sandbox, body: Json) -> Json:
    """Move the clock to the ISO moment ``to`` (in Shanghai time if it has no time zone), or by ``minutes``. The clock
    moves only forward."""
    if "minutes" in body:
        moment = sandbox.clock.now() + timedelta(minutes=float(body["minutes"]))
    else:
        moment = datetime.fromisoformat(body["to"])
        moment = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    sandbox.clock.jump_to(moment)
    sandbox.live.tell({"event": "clock"})
    return clock(sandbox, {})


def wire(sandbox: Sandbox, body: Json) -> list[Json]:
    limit = int(body["limit"]) if "limit" in body else None
    return sandbox.wire.entries(int(body.get("since", 0)), limit, **_equal(body))


def wire_count(sandbox: Sandbox, body: Json) -> Json:
    return {
        "count": sandbox.wire.count(int(body.get("since", 0)), **_equal(body)),
        "last_id": sandbox.wire.last_id(),
    }


def _equal(body: Json) -> Json:
    equal = {key: value for key, value in body.items() if key not in ("since", "limit")}
    if "delivered" in equal:
        equal["delivered"] = str(equal["delivered"]).lower() in ("true", "1")
    return equal


def routes() -> list[web.RouteDef]:
    get: dict[str, Handler] = {
        "/sandbox/users": lambda s, body: views.people(s, **body),
        "/sandbox/chats": lambda s, body: views.chats(s, int(body["user_id"])),
        "/sandbox/messages": views.messages,
        "/sandbox/faults": lambda s, body: [fault.as_json() for fault in s.faults.standing()],
        "/sandbox/limits": limits,
        "/sandbox/clock": clock,
        "/sandbox/bot": lambda s, body: views.bot(s),
        "/sandbox/wire": wire,
        "/sandbox/wire/count": wire_count,
    }
    post: dict[str, Handler] = {
        "/sandbox/users": add_user,
        "/sandbox/users/many": lambda s, body: [add_user(s, one) for one in body["users"]],
        r"/sandbox/users/{user_id:\d+}": set_user,
        "/sandbox/groups": lambda s, body: views.chat(s, groups.found(s, **body)),
        r"/sandbox/groups/-{group:\d+}": set_group,
        "/sandbox/say": lambda s, body: acts.say(s, **body),
        "/sandbox/give": lambda s, body: acts.give(s, **body),
        "/sandbox/rewrite": lambda s, body: acts.rewrite(s, **body),
        "/sandbox/press": lambda s, body: acts.press(s, **body),
        "/sandbox/forward": lambda s, body: acts.forward(s, **body),
        "/sandbox/open": lambda s, body: acts.open_link(s, **body),
        "/sandbox/read": read,
        "/sandbox/faults": add_fault,
        "/sandbox/faults/clear": clear_faults,
        "/sandbox/limits": limits,
        "/sandbox/clock": jump,
    }
    return [
        *(web.get(path, _json(handler)) for path, handler in get.items()),
        *(web.post(path, _json(handler)) for path, handler in post.items()),
        web.post("/sandbox/attach", attach),
        web.get("/sandbox/files/{file_id}", content),
    ]
