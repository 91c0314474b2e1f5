"""Photos and documents. Each is stored once and read by its ``file_id``."""

import io
import mimetypes
import secrets
from pathlib import PurePosixPath

from PIL import Image, UnidentifiedImageError

from bot.sandbox.errors import Refusal, bad_request
from bot.sandbox.shelf import Json, Shelf

PREFIXES = {
    "photo": "AgACAgUAAxk", "document": "BQACAgUAAxk", "voice": "AwACAgUAAxk", "audio": "CQACAgUAAxk",
    "video": "BAACAgUAAxk", "animation": "CgACAgUAAxk", "video_note": "DQACAgUAAxk", "sticker": "CAACAgUAAxk",
}  # fmt: skip
"""The beginning of a ``file_id`` shows the kind of its file."""
BIGGEST_UPLOAD = 50 * 1024**2
BIGGEST_PHOTO = 10 * 1024**2
BIGGEST_DOWNLOAD = 20 * 1024**2


class Files:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._known: dict[str, Json] = dict(shelf.load("file"))

    def keep(self, name: str, content: bytes, kind: str, facts: Json | None = None) -> str:
        """Store a file and return its ``file_id``. ``facts`` are the further fields of its kind. Raises 413 if the file
        is too large. Raises 400 if it is empty, or if a photo is not a picture, is too large or is too narrow."""
        if len(content) > BIGGEST_UPLOAD:
            raise Refusal(413, "Request Entity Too Large")
        if not content:
            raise bad_request("file must be non-empty")
        picture = _picture(content) if kind == "photo" else {}
        suffix = ".jpg" if kind == "photo" else PurePosixPath(name).suffix
        file_id = PREFIXES[kind] + secrets.token_urlsafe(36)
        self._known[file_id] = {
            "kind": kind,
            "file_name": name,
            "file_size": len(content),
            "file_unique_id": secrets.token_urlsafe(11),
            "mime_type": mimetypes.guess_type(name)[0] or "application/octet-stream",
            "file_path": f"{kind}s/file_{len(self._known)}{suffix}",
            "facts": facts or {},
            **picture,
        }
        self._shelf.put("file", file_id, self._known[file_id])
        self._shelf.put_content(file_id, content)
        return file_id

    def about(self, file_id: str) -> Json:
        if file_id not in self._known:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self._known[file_id]

    def content(self, file_id: str) -> bytes:
        self.about(file_id)
        return self._shelf.content(file_id)

    def by_path(self, path: str) -> str | None:
        return next((i for i, about in self._known.items() if about["file_path"] == path), None)

    def wire(self, file_id: str) -> Json:
        """Return the file as a part of a message: ``{"photo": […]}``, ``{"document": …}`` or another kind. An animation
        is a document too, for bots that do not know animations."""
        about = self.about(file_id)
        common = {
            "file_id": file_id,
            "file_unique_id": about["file_unique_id"],
            "file_size": about["file_size"],
        }
        if about["kind"] == "photo":
            return {"photo": [{**common, "width": about["width"], "height": about["height"]}]}
        document = {"document": {**common, "file_name": about["file_name"], "mime_type": about["mime_type"]}}
        if about["kind"] == "document":
            return document
        own = {about["kind"]: {**common, **about["facts"]}}
        return {**own, **document} if about["kind"] == "animation" else own


def _picture(content: bytes) -> Json:
    if len(content) > BIGGEST_PHOTO:
        raise bad_request(f"file is too big for a photo; the maximum size is {BIGGEST_PHOTO} bytes")
    try:
        with Image.open(io.BytesIO(content)) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return {"width": width, "height": height, "mime_type": f"image/{(image.format or 'jpeg').lower()}"}
