"""Code tables as data: one CSV file per table, first line the column names, UTF-8.

The office may edit these files; what a deployment reads is settled when it starts.
"""

import csv
from functools import cache
from importlib.resources import files
from io import StringIO


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``NAME.csv`` in file order, every value a string, an absent one ``""``.

    The result is shared: read it, never change it. Raises FileNotFoundError for a table that does not exist.
    """
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8-sig")
    return tuple(csv.DictReader(StringIO(text, newline=""), restval=""))
