"""The queue of the bot's updates. Updates wait here until a poll confirms them or the webhook accepts them."""

import asyncio
import contextlib
from typing import Any

import aiohttp

from bot.sandbox.errors import OTHER_POLLER, WEBHOOK_ACTIVE, Refusal, bad_request, conflict
from bot.sandbox.faults import UPDATE, Faults
from bot.sandbox.shelf import Json
from bot.sandbox.world import World

NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
SLOWEST_RETRY = 30.0


class Updates:
    def __init__(self, world: World, faults: Faults) -> None:
        self._world, self._faults = world, faults
        stored = sorted(world.shelf.load("update"), key=lambda item: int(item[0]))
        self._waiting: list[Json] = [doc for _, doc in stored]
        self._arrived = asyncio.Event()
        self._poll: asyncio.Future[None] | None = None
        self.webhook: Json | None = world.setting("webhook")
        self.last_error: Json = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def push(self, kind: str, body: Json) -> None:
        allowed: list[str] = self._world.setting("allowed_updates") or []
        if kind not in allowed if allowed else kind in NOT_BY_DEFAULT:
            return
        update = {"update_id": self._world.next_number("updates", start=100_000), kind: body}
        chat = body.get("chat") or body.get("message", {}).get("chat", {})
        if self._faults.strike(UPDATE, chat.get("id")):
            update["planted"] = True
        self._waiting.append(update)
        self._world.shelf.put("update", str(update["update_id"]), update)
        self._arrived.set()

    def _forget(self, update: Json) -> None:
        self._waiting.remove(update)
        self._world.shelf.drop("update", str(update["update_id"]))

    def drop_all(self) -> None:
        for update in list(self._waiting):
            self._forget(update)

    def allow(self, kinds: list[str] | None) -> None:
        """Set the kinds of updates that the bot gets from now on. An empty list means Telegram's default, and ``None``
        changes nothing."""
        if kinds is not None:
            self._world.keep_setting("allowed_updates", kinds)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Confirm the updates below ``offset``, then wait up to ``seconds`` for an update. Return up to ``limit``
        updates.

        A negative ``offset`` counts from the end: -5 confirms all updates except the newest five. As with Telegram, a
        new poll ends a poll that is still waiting, and the response to the older poll is 409 *Conflict*. Raises 409
        while a webhook is set.
        """
        if self.webhook:
            raise conflict(WEBHOOK_ACTIVE)
        self.interrupt(conflict(OTHER_POLLER))
        first = self._waiting[offset:][0]["update_id"] if offset < 0 and self._waiting else offset
        for update in [u for u in self._waiting if u["update_id"] < first]:
            self._forget(update)
        if not self._waiting and seconds > 0:
            await self._wait(seconds)
        return self._waiting[:limit]

    async def _wait(self, seconds: float) -> None:
        self._arrived.clear()
        mine = self._poll = asyncio.get_running_loop().create_future()
        arrival = asyncio.ensure_future(self._arrived.wait())
        try:
            await asyncio.wait({mine, arrival}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if mine.done():
                mine.result()
        finally:
            arrival.cancel()
            if self._poll is mine:
                self._poll = None

    def interrupt(self, reason: Refusal) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(reason)

    def set_webhook(self, webhook: Json | None) -> None:
        self.webhook = webhook
        self.last_error = {}
        self._world.keep_setting("webhook", webhook)
        self._arrived.set()
        if webhook:
            self.interrupt(conflict("terminated by setWebhook request"))

    def webhook_info(self) -> Json:
        webhook = self.webhook or {}
        shown = {key: webhook[key] for key in ("max_connections", "allowed_updates") if webhook.get(key)}
        return {
            "url": webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self._waiting),
            **self.last_error,
            **shown,
        }

    async def call_webhook_forever(self) -> None:
        """Post the waiting updates to the webhook, one by one. A failed call is retried after a pause that grows with
        each failure."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http:
            pause = 0.5
            while True:
                self._arrived.clear()
                if not (self.webhook and self._waiting):
                    await self._arrived.wait()
                    continue
                update = self._waiting[0]
                problem = await self._call(http, self.webhook, update)
                if problem is None:
                    pause = 0.5
                    if update in self._waiting:
                        self._forget(update)
                    continue
                self.last_error = {"last_error_date": self._world.now(), "last_error_message": problem}
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._arrived.wait(), pause)
                pause = min(pause * 2, SLOWEST_RETRY)

    @staticmethod
    async def _call(http: aiohttp.ClientSession, webhook: Json, update: Json) -> str | None:
        secret = webhook.get("secret_token")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            async with http.post(webhook["url"], json=update, headers=headers) as answer:
                if answer.status < 300:
                    return None
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError) as problem:
            return f"Connection failed: {problem}"


def webhook_order(url: str, secret_token: str | None, **rest: Any) -> Json:
    """Return the value that setWebhook stores. Raises 400 unless the address is https, or plain http to this
    machine."""
    local = url.startswith(("http://127.0.0.1", "http://localhost"))
    if not (url.startswith("https://") or local):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    return {"url": url, "secret_token": secret_token, **{k: v for k, v in rest.items() if v is not None}}
