"""Reads the links in the QR codes of a poster. Only this file imports zxingcpp."""

from io import BytesIO

import zxingcpp
from PIL import Image, UnidentifiedImageError

MOST_PIXELS = 40_000_000
"""A larger picture is not decoded. Telegram's own photos have at most 2560 x 2560 pixels."""
MOST = 3
LONGEST = 300
"""The most characters of a link. A longer text is not an address for people."""


def links(picture: bytes) -> list[str]:
    """Return the different web addresses in the QR codes of a picture, at most ``MOST``.

    A file that is not a picture, or is too large, has none.
    """
    try:
        image = Image.open(BytesIO(picture))
        if image.width * image.height > MOST_PIXELS:
            return []
        found = zxingcpp.read_barcodes(image.convert("L"))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return []
    texts = dict.fromkeys(each.text.strip() for each in found)
    return [text for text in texts if text.startswith(("https://", "http://")) and len(text) <= LONGEST][:MOST]
