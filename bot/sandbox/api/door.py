"""The entry of the bot's requests: check the token, apply a fault, call the method, write the log, send the
response."""

import asyncio
import time
from typing import Any

from aiohttp import web

from bot.sandbox.api.methods import METHODS, NAMES
from bot.sandbox.api.params import read_params
from bot.sandbox.errors import Refusal, bad_request, too_many_requests
from bot.sandbox.faults import Fault, Trouble
from bot.sandbox.files import BIGGEST_DOWNLOAD
from bot.sandbox.shelf import Json
from bot.sandbox.state import SANDBOX, Sandbox
from bot.sandbox.wire import Passage

SILENCE = 300.0
"""The number of seconds for which a request without an answer keeps its connection. Every client stops waiting
sooner."""
ON_PHONES = ("send", "edit", "copy", "forward", "delete", "pin", "unpin")
QUIET = ("sendChatAction", "deleteWebhook", "deleteMyCommands")


class Silence(Exception):
    """The request gets no answer. Its connection stays open for ``seconds`` and is then closed."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


async def method(request: web.Request) -> web.StreamResponse:
    """Serve ``/bot<token>/<method>``."""
    sandbox = request.app[SANDBOX]
    name = request.match_info["method"]
    passage = Passage(NAMES.get(name.lower(), name))
    began = time.perf_counter()
    silence = None
    try:
        answer: Json = {"ok": True, "result": await _pass(sandbox, request, passage)}
        passage.status = 200
    except Refusal as refusal:
        passage.status, passage.description = refusal.status, refusal.description
        answer = _refused(refusal)
    except Silence as caught:
        silence, answer = caught, {}
    sandbox.wire.write(passage, sandbox.clock.now(), (time.perf_counter() - began) * 1000)
    sandbox.live.tell({"event": "wire"})
    if silence is not None:
        return await _fall_silent(request, silence.seconds)
    return web.json_response(answer, status=passage.status)


async def _pass(sandbox: Sandbox, request: web.Request, passage: Passage) -> Any:
    if request.match_info["token"] != sandbox.config.token:
        raise Refusal(401, "Unauthorized")
    try:
        params = await read_params(request)
    except (ValueError, web.HTTPRequestEntityTooLarge) as problem:
        too_large = isinstance(problem, web.HTTPRequestEntityTooLarge)
        raise (Refusal(413, "Request Entity Too Large") if too_large else bad_request("can't parse request")) from None
    passage.chat_id = params.chat_id
    passage.text = next((params.text(key) for key in ("text", "caption") if params.text(key)), None)
    if passage.method not in METHODS:
        raise Refusal(404, "Not Found: method not found")
    fault = sandbox.faults.strike(passage.method, passage.chat_id)
    if fault is not None:
        passage.fault = fault.kind.value
        _before_delivery(fault)
    result = await METHODS[passage.method](sandbox, params)
    _note_delivery(passage, result)
    if fault is not None and fault.kind is Trouble.GARBLED:
        return {"garbled": True}
    if fault is not None:
        raise Silence(SILENCE)
    return result


def _before_delivery(fault: Fault) -> None:
    match fault.kind:
        case Trouble.TOO_MANY_REQUESTS:
            raise too_many_requests(fault.retry_after)
        case Trouble.SERVER_ERROR:
            words = {500: "Internal Server Error", 502: "Bad Gateway", 504: "Gateway Timeout"}
            raise Refusal(fault.status, words.get(fault.status, "Server Error"))
        case Trouble.REJECTED:
            raise bad_request("can't parse entities: Unsupported start tag at byte offset 0")
        case Trouble.TIMEOUT_BEFORE:
            raise Silence(SILENCE)
        case Trouble.OUTAGE | Trouble.REFUSED:
            raise Silence(0)


def _note_delivery(passage: Passage, result: Any) -> None:
    """Record in ``passage`` whether the request reached phones, and the ids and the text of its messages. The text is
    recorded as people read it, without markup."""
    passage.delivered = passage.method.startswith(ON_PHONES) and passage.method not in QUIET
    messages = result if isinstance(result, list) else [result]
    bodies = [m for m in messages if isinstance(m, dict) and "message_id" in m]
    passage.message_ids = tuple(m["message_id"] for m in bodies)
    if bodies and (text := bodies[0].get("text") or bodies[0].get("caption")):
        passage.text = text


def _refused(refusal: Refusal) -> Json:
    answer: Json = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    return {**answer, "parameters": refusal.parameters} if refusal.parameters else answer


async def _fall_silent(request: web.Request, seconds: float) -> web.StreamResponse:
    await asyncio.sleep(seconds)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)


async def download(request: web.Request) -> web.Response:
    """Serve ``/file/bot<token>/<file_path>``."""
    sandbox = request.app[SANDBOX]
    file_id = sandbox.files.by_path(request.match_info["path"])
    if request.match_info["token"] != sandbox.config.token:
        return web.json_response(_refused(Refusal(401, "Unauthorized")), status=401)
    if file_id is None or sandbox.files.about(file_id)["file_size"] > BIGGEST_DOWNLOAD:
        return web.json_response(_refused(Refusal(404, "Not Found")), status=404)
    return web.Response(body=sandbox.files.content(file_id), content_type="application/octet-stream")


def routes() -> list[web.RouteDef]:
    return [
        web.route("*", r"/bot{token}/{method}", method),
        web.get(r"/file/bot{token}/{path:.+}", download),
    ]
