"""Protects the page of templates. It has no login, so only a browser on this machine may use it."""

import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
TOKEN = secrets.token_urlsafe(24)
"""A secret in the page that every change must send back. Each start of the bot creates a new one."""
TOKEN_HEADER = "X-Token"
CONTENT = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


def guarded(handler: Handler) -> Handler:
    """Refuse unsafe requests with 403.

    Requests must come from this machine, without a proxy, and name it as their host. A change must come from the page
    itself.
    """

    async def answer(request: web.Request) -> web.StreamResponse:
        if not _is_here(request) or (request.method != "GET" and not _from_the_page(request)):
            return web.Response(status=403, text="403")
        response = await handler(request)
        response.headers["Content-Security-Policy"] = CONTENT
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return answer


def _is_here(request: web.Request) -> bool:
    """Whether the client and the requested host name are both loopback, because a foreign name may point to this
    machine.
    """
    if any(name in request.headers for name in _PASSED_ON):
        return False
    return _loopback(request.remote or "") and _loopback(request.url.host or "")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _from_the_page(request: web.Request) -> bool:
    same = request.headers.get("Origin") == f"{request.scheme}://{request.host}"
    known = hmac.compare_digest(request.headers.get(TOKEN_HEADER, ""), TOKEN)
    return same and known and request.content_type == "application/json"
