"""Code tables as data: one CSV file for each table, in UTF-8, with the column names in the first line.

The office may edit these files. A running process reads a file once, so an edit takes effect at the next start.
"""

import csv
from functools import cache
from importlib.resources import files
from io import StringIO


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``NAME.csv`` in file order. Every value is a string, and a missing value is ``""``.

    All callers share the result, so they must not change it. Raises FileNotFoundError if there is no such table.
    """
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8-sig")
    return tuple(csv.DictReader(StringIO(text, newline=""), restval=""))
