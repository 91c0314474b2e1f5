"""Photos, documents, albums and their download."""

from typing import Any

from bot.sandbox.api.content import caption_of, deliver
from bot.sandbox.api.params import Params
from bot.sandbox.errors import bad_request
from bot.sandbox.files import BIGGEST_DOWNLOAD
from bot.sandbox.shelf import Json
from bot.sandbox.state import Sandbox


async def send_photo(sandbox: Sandbox, params: Params) -> Json:
    return _send_file(sandbox, params, "photo")


async def send_document(sandbox: Sandbox, params: Params) -> Json:
    return _send_file(sandbox, params, "document")


def _send_file(sandbox: Sandbox, params: Params, kind: str) -> Json:
    caption = caption_of(params)
    sandbox.world.writable_chat(params.chat_id)
    file = file_of(sandbox, params, kind, params.values.get(kind))
    return deliver(sandbox, params, {**file, **caption})


async def send_media_group(sandbox: Sandbox, params: Params) -> list[Json]:
    items = params.structure("media") or []
    if not 2 <= len(items) <= 10:
        raise bad_request("group send failed: album must have 2-10 items")
    contents = [media_of(sandbox, params, item) for item in items]
    if len({next(iter(content)) for content in contents}) > 1:
        raise bad_request("document can't be mixed with other media types")
    chat = sandbox.world.writable_chat(params.chat_id)
    sandbox.limits.spend(chat.id, len(contents) - 1)
    album = {"media_group_id": str(sandbox.world.next_number("albums", start=13_000_000_000))}
    bare = params.with_(reply_markup=None)
    return [deliver(sandbox, bare, {**content, **album}) for content in contents]


def media_of(sandbox: Sandbox, params: Params, item: Any) -> Json:
    """Return the file and the caption of one InputMedia."""
    if not isinstance(item, dict) or item.get("type") not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: type must be specified")
    return {**file_of(sandbox, params, item["type"], item.get("media")), **caption_of(Params(item))}


def file_of(sandbox: Sandbox, params: Params, kind: str, given: Any) -> Json:
    """Return the file of a message. The file is either uploaded with this request (directly or as ``attach://name``),
    or it was stored before and the request gives its ``file_id``."""
    name = given.removeprefix("attach://") if isinstance(given, str) else kind
    if (upload := params.uploads.get(name)) is not None:
        return sandbox.files.wire(sandbox.files.keep(upload.name, upload.content, kind))
    if not given or str(given).startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    if str(given).startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    if sandbox.files.about(str(given))["kind"] != kind:
        raise bad_request(f"can't use file of type {sandbox.files.about(str(given))['kind'].title()} as {kind.title()}")
    return sandbox.files.wire(str(given))


async def get_file(sandbox: Sandbox, params: Params) -> Json:
    file_id = params.text("file_id")
    about = sandbox.files.about(file_id)
    if about["file_size"] > BIGGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file_id, "file_unique_id": about["file_unique_id"], "file_size": about["file_size"],
        "file_path": about["file_path"],
    }  # fmt: skip
