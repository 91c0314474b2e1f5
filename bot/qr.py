"""Reads the links in the QR codes of a poster. Only this file imports zxingcpp."""

from io import BytesIO

import zxingcpp
from PIL import Image, UnidentifiedImageError

MOST_PIXELS = 40_000_000
"""A larger picture is not unpacked. Telegram's own photos have at most 2560 x 2560."""
MOST = 3
LONGEST = 300
"""Characters. A longer text is no address for people."""


def links(picture: bytes) -> list[str]:
    """The web addresses in the QR codes of a picture, each once, at most ``MOST``. Empty when it is no picture, or too
    large to unpack."""
    try:
        image = Image.open(BytesIO(picture))
        if image.width * image.height > MOST_PIXELS:
            return []
        found = zxingcpp.read_barcodes(image.convert("L"))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return []
    texts = dict.fromkeys(each.text.strip() for each in found)
    return [text for text in texts if text.startswith(("https://", "http://")) and len(text) <= LONGEST][:MOST]
