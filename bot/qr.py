"""QR codes in a picture: what a poster wants its readers to open. The only importer of zxingcpp."""

from io import BytesIO

import zxingcpp
from PIL import Image, UnidentifiedImageError

MOST_PIXELS = 40_000_000
"""A larger picture is not unpacked: Telegram's own photos have at most 2560 x 2560."""
MOST = 3
LONGEST = 300
"""Characters; what is longer is no address for people."""


def links(picture: bytes) -> list[str]:
    """The web addresses of its QR codes, each once; none where it is no picture or too large to unpack."""
    try:
        image = Image.open(BytesIO(picture))
        if image.width * image.height > MOST_PIXELS:
            return []
        found = zxingcpp.read_barcodes(image.convert("L"))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return []
    texts = dict.fromkeys(each.text.strip() for each in found)
    return [text for text in texts if text.startswith(("https://", "http://")) and len(text) <= LONGEST][:MOST]
