"""The parsers of the domain as cell readers, which return ``(value, understood)``."""

import re
from collections.abc import Callable

from bot.domain.degree import Degree, parse_degree
from bot.domain.employer import NO_OWNERSHIP, parse_employer_type
from bot.domain.majors import Majors, parse_majors
from bot.domain.postings.posting.cells import read_experience, read_headcount
from bot.domain.postings.posting.template import Field
from bot.domain.postings.salary import Salary, Unit, parse_salary
from bot.domain.region import Regions, parse_region


def known(parse: Callable[[str], str | None]) -> Callable[[str], tuple[str | None, bool]]:
    """Turn ``parse``, which returns None for a text that it does not understand, into a cell reader."""

    def read(text: str) -> tuple[str | None, bool]:
        code = parse(text) if text else None
        return code, code is not None or not text

    return read


def read_employer_type(text: str) -> tuple[str | None, bool]:
    code, understood = known(parse_employer_type)(text)
    return code, understood or text in NO_OWNERSHIP


def read_degree(text: str) -> tuple[Degree | None, bool]:
    found = parse_degree(text)
    return found.floor, found.understood


def read_salary(text: str, unit: Unit | None) -> tuple[Salary, bool]:
    if re.search(r"\d{12}", text):  # a telephone or account number is no pay
        return Salary(), False
    salary = parse_salary(text, unit)
    return salary, salary.understood or not text


def read_regions(text: str, near: tuple[str, ...] = ()) -> tuple[Regions, bool]:
    """Read the places of a posting. ``near`` has its address and its employer's name.

    If they name one city, a district that several cities have is the one in this city.
    """
    regions = parse_region(text)
    if regions.ambiguous:
        cities = [found.codes[0] for each in near if len((found := parse_region(each)).codes) == 1]
        regions = parse_region(text, cities[0]) if cities else regions
    return regions, regions.understood or not text


def read_major_phrase(text: str) -> tuple[Majors, bool]:
    majors = parse_majors(text)
    return majors, majors.understood


OF_PHRASE: dict[Field, Callable[[str], tuple[object, bool]]] = {
    Field.DEGREE: read_degree,
    Field.MAJORS: read_major_phrase,
    Field.EXPERIENCE: read_experience,
    Field.HEADCOUNT: read_headcount,
}
