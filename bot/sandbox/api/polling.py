"""The two ways in which the bot gets its updates: long polling and a webhook."""

from bot.sandbox.api.params import Params
from bot.sandbox.shelf import Json
from bot.sandbox.state import Sandbox
from bot.sandbox.updates import webhook_order

LONGEST_POLL = 50


async def get_updates(sandbox: Sandbox, params: Params) -> list[Json]:
    sandbox.updates.allow(params.structure("allowed_updates") if "allowed_updates" in params else None)
    limit = max(1, min(params.number("limit") or 100, 100))
    seconds = max(0, min(params.number("timeout") or 0, LONGEST_POLL))
    return await sandbox.updates.poll(params.number("offset") or 0, limit, seconds)


async def set_webhook(sandbox: Sandbox, params: Params) -> bool:
    if not params.text("url"):
        return await delete_webhook(sandbox, params)
    kinds = params.structure("allowed_updates")
    order = webhook_order(
        params.text("url"),
        params.text("secret_token") or None,
        max_connections=params.number("max_connections") or 40,
        allowed_updates=kinds,
    )
    sandbox.updates.allow(kinds)
    return _set(sandbox, params, order)


async def delete_webhook(sandbox: Sandbox, params: Params) -> bool:
    return _set(sandbox, params, None)


async def get_webhook_info(sandbox: Sandbox, params: Params) -> Json:
    return sandbox.updates.webhook_info()


def _set(sandbox: Sandbox, params: Params, webhook: Json | None) -> bool:
    if params.flag("drop_pending_updates"):
        sandbox.updates.drop_all()
    sandbox.updates.set_webhook(webhook)
    return True
