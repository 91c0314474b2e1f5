"""The columns of a posting table: their names in our template and on job sites."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.headers import columns, names, squeeze


class Field(StrEnum):
    TITLE = "title"
    EMPLOYER = "employer"
    USCC = "uscc"
    EMPLOYER_TYPE = "employer_type"
    INDUSTRY = "industry"
    EMPLOYER_INFO = "employer_info"  # 性质| 规模| 行业 in one cell
    REGION = "region"
    ADDRESS = "address"
    CATEGORY = "category"
    WORK_TYPE = "work_type"
    SALARY = "salary"
    DEGREE = "degree"
    MAJORS = "majors"
    COHORTS = "cohorts"
    HEADCOUNT = "headcount"
    EXPERIENCE = "experience"
    DEADLINE = "deadline"
    PUBLISHED = "published"
    DESCRIPTION = "description"
    APPLY_HOW = "apply_how"
    SOURCE = "source"
    LANGUAGE = "language"  # not in the template: job sites put it into other columns
    POLICY_KIND = "policy_kind"  # this and all fields below are for policy posts only (SEED 16)
    ELIGIBILITY = "eligibility"
    SERVICE = "service"
    OPENS = "opens"
    OFFICIAL_LINK = "official_link"
    CONTACT_NAME = "contact_name"
    CONTACT_PHONE = "contact_phone"
    CHECKED_ON = "checked_on"


HEADERS = {field: names("postings")[field] for field in Field}
"""Map each field to its names. The first name is the one in our template."""

_LEFT_OUT = frozenset(
    {
        Field.EMPLOYER_INFO, Field.ADDRESS, Field.PUBLISHED, Field.LANGUAGE,
        Field.POLICY_KIND, Field.ELIGIBILITY, Field.SERVICE, Field.OPENS,
        Field.OFFICIAL_LINK, Field.CONTACT_NAME, Field.CONTACT_PHONE, Field.CHECKED_ON,
    }
)  # fmt: skip
TEMPLATE = tuple(HEADERS[field][0] for field in Field if field not in _LEFT_OUT)
REQUIRED = (Field.TITLE, Field.EMPLOYER)


@dataclass(frozen=True)
class HeaderMap:
    """The headers of a table. ``fields`` maps each header to its field.

    ``missing`` lists the required fields without a column. ``repeated`` lists second columns for a field, which are
    ignored.
    """

    fields: dict[str, Field]
    unrecognised: tuple[str, ...]
    missing: tuple[Field, ...]
    repeated: tuple[str, ...]


def label(field: Field) -> str:
    """Return the name of a field in our template."""
    return HEADERS[field][0]


def map_headers(headers: Iterable[str]) -> HeaderMap:
    """Find the field of each header. Blanks, ``*``, colons and remarks in brackets are ignored."""
    by_name = columns("postings")
    fields: dict[str, Field] = {}
    unrecognised: list[str] = []
    repeated: list[str] = []
    for header in headers:
        field = by_name.get(squeeze(header))
        if field is None:
            unrecognised.append(header)
        elif field in fields.values():
            repeated.append(header)
        else:
            fields[header] = Field(field)
    missing = tuple(field for field in REQUIRED if field not in fields.values())
    return HeaderMap(fields, tuple(h for h in unrecognised if h.strip()), missing, tuple(repeated))


def field_of(name: str) -> Field | None:
    """Return the field with this name, such as 单位名称, or None if no field has it."""
    field = columns("postings").get(squeeze(name))
    return Field(field) if field else None


def clean_cell(text: str) -> str:
    """Return the text of a cell. Some copied tables contain Python lists: ``['本科']`` →
    本科, ``[]`` → an empty text.
    """
    plain = text.strip()
    if plain == "[]":
        return ""
    if plain[:2] not in ("['", '["') or not plain.endswith("]"):
        return plain
    try:
        items = ast.literal_eval(plain)
    except (ValueError, SyntaxError, MemoryError, RecursionError):  # the text is not a Python list
        return plain
    return "；".join(str(item).strip() for item in items)
