"""Tables that people send. A process with limits parses the file, because the file may be hostile."""

import json
import subprocess
import sys
from pathlib import Path, PurePath
from typing import Any

from bot.domain.errors import BadSheet, FileTooLarge, Locked, Undecodable, WrongFileType
from bot.sheets import child
from bot.sheets.table import Sheet, assemble

MAX_BYTES = 10 * 1024 * 1024
LONGEST_SECONDS = 30
ACCEPTED = ".xlsx、.xls、.ods 或 .csv"


def read_sheet(data: bytes, filename: str, *, form: str | None = None, max_rows: int = 20_000) -> Sheet:
    """Return the rows of every sheet that has the columns of ``form``, with every cell as text.

    Hidden sheets are not read. Integers have no ``.0``, and days are YYYY-MM-DD. The last digits of a number with more
    than 15 digits are lost, so it is written as 2.02E+17. If the file cannot be read, raises a ``BadSheet`` that tells
    the person what to do.
    """
    if len(data) > MAX_BYTES:
        raise FileTooLarge(MAX_BYTES // 1024 // 1024)
    return assemble(_parsed(data, PurePath(filename).suffix.lower()), form, max_rows)


def read_text(data: bytes) -> str:
    """Decode a file in UTF-8, UTF-16 or GB 18030. Raises Undecodable."""
    try:
        return child._decode(data)
    except child.Refused:
        raise Undecodable from None


def _parsed(data: bytes, suffix: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-I", "-X", "utf8", str(Path(child.__file__)), suffix]
    try:
        ended = subprocess.run(command, input=data, capture_output=True, timeout=LONGEST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise FileTooLarge(MAX_BYTES // 1024 // 1024) from None
    if ended.returncode:  # it was killed by one of its limits
        raise FileTooLarge(MAX_BYTES // 1024 // 1024)
    found: Any = json.loads(ended.stdout)
    if isinstance(found, dict):
        raise _refusal(found["refused"])
    return list(found)


def _refusal(reason: str) -> BadSheet:
    match reason:
        case "size":
            return FileTooLarge(MAX_BYTES // 1024 // 1024)
        case "encoding":
            return Undecodable()
        case "password":
            return Locked()
        case _:
            return WrongFileType(ACCEPTED)
