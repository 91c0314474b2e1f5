"""Places: the codes of divisions, their tree, and reading the places in the text of a posting."""

from .parse import Regions, parse_region
from .tree import (
    ABROAD,
    HOME_PROVINCE,
    ancestors,
    cities,
    current,
    full_name,
    in_province,
    is_within,
    name,
    provinces,
)

__all__ = [
    "ABROAD",
    "HOME_PROVINCE",
    "Regions",
    "ancestors",
    "cities",
    "current",
    "full_name",
    "in_province",
    "is_within",
    "name",
    "parse_region",
    "provinces",
]
