"""Editing one field of a posting. The new text is read as if it were the cell of an imported table."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from bot.domain import degree, employer, majors, position, region
from bot.domain.degree import Degree
from bot.domain.postings.posting import policy
from bot.domain.postings.posting.cells import WorkType
from bot.domain.postings.posting.group import Stored
from bot.domain.postings.posting.row import PostingDraft, parse_fields
from bot.domain.postings.posting.template import Field
from bot.domain.postings.salary import Salary, format_salary

POSTING_FIELDS = (
    Field.TITLE, Field.SALARY, Field.REGION, Field.DEGREE, Field.MAJORS, Field.COHORTS, Field.HEADCOUNT,
    Field.DESCRIPTION,
)  # fmt: skip
"""The fields that may be edited in each posting."""
SHARED_FIELDS = (Field.TITLE, Field.APPLY_HOW, Field.DEADLINE)
"""The fields that may be edited for a whole announcement. A new deadline applies to all its postings."""
COLUMNS: dict[Field, tuple[str, ...]] = {
    Field.TITLE: ("title", "titles"),
    Field.SALARY: ("salary_text", "min_monthly", "max_monthly", "months", "negotiable"),
    Field.REGION: ("regions_text", "regions", "anywhere"),
    Field.DEGREE: ("degree_floor",),
    Field.MAJORS: ("majors_text", "majors", "majors_soft"),
    Field.HEADCOUNT: ("headcount",),
    Field.DESCRIPTION: ("description",),
    Field.COHORTS: ("cohorts",),
    Field.EXPERIENCE: ("experience_years",),
    Field.WORK_TYPE: ("work_type",),
    Field.CATEGORY: ("category",),
    Field.EMPLOYER_TYPE: ("employer_type",),
    Field.DEADLINE: ("deadline",),
}
"""Map each field to the columns of a posting that it sets."""
AS_WRITTEN = frozenset(
    {Field.TITLE, Field.SALARY, Field.REGION, Field.MAJORS, Field.DESCRIPTION, Field.APPLY_HOW, *policy.KEYS}
)
"""Fields whose text is stored and shown as written. For other fields, only the meaning is stored."""
SERIOUS = frozenset(
    {Field.SALARY, Field.REGION, Field.DEADLINE, Field.APPLY_HOW, Field.OPENS, Field.OFFICIAL_LINK, Field.ELIGIBILITY}
)
"""Fields whose correction is notified to the students who want the posting (DESIGN §3.8)."""
NEVER_EMPTY = frozenset({Field.TITLE})
LONGEST = 3000
"""The most characters of a text typed in the chat."""
WORK_TYPES = {WorkType.FULL: "全职", WorkType.INTERN: "实习", WorkType.PART: "兼职"}


class Readable(Stored, Protocol):
    """The columns of a stored posting that are needed to write its fields as text."""

    title: str
    category: str | None
    employer_type: str | None
    min_monthly: int | None
    max_monthly: int | None
    months: int | None
    negotiable: bool
    regions: list[str]
    majors: list[str]
    unparsed: list[list[str]]


def read(field: Field, text: str, posting: Readable, today: date) -> PostingDraft:
    """Return a draft in which only ``field`` is set. Majors are read with the posting's degree in mind."""
    context: dict[Field, str] = {Field.TITLE: posting.title}
    if field is Field.MAJORS and posting.degree_floor is not None:
        context[Field.DEGREE] = degree.label(Degree(posting.degree_floor))
    return parse_fields(context | {field: text}, today)


def not_understood(field: Field, draft: PostingDraft) -> list[list[str]]:
    """Return [field, text] for each part of the field that was not understood, as a posting stores it."""
    return [[cell.field, cell.text] for cell in draft.unparsed if cell.field is field]


def written(field: Field, posting: Readable) -> str:
    """Return the field as text: the stored text, else its meaning, else the text that was not understood."""
    match field:
        case Field.TITLE:
            return posting.title
        case Field.SALARY:
            return posting.salary_text
        case Field.REGION:
            return posting.regions_text
        case Field.MAJORS:
            return posting.majors_text
        case Field.DESCRIPTION:
            return posting.description
    unread = next((text for name, text in posting.unparsed if name == field), "")
    return _meant(field, posting) or unread


def meaning(field: Field, posting: Readable) -> str:
    """Return the meaning of a field as a short text, such as 6000–8000元/月, or empty if only its text is stored."""
    match field:
        case Field.SALARY:
            found = Salary(posting.min_monthly, posting.max_monthly, posting.months, posting.negotiable)
            return format_salary(found) if posting.salary_text else ""
        case Field.REGION:
            return "、".join(region.full_name(code) for code in posting.regions[:5])
        case Field.MAJORS:
            return "、".join(majors.name(code) for code in posting.majors[:5])
        case Field.TITLE | Field.DESCRIPTION:
            return ""
    return _meant(field, posting)


def joined_titles(titles: Sequence[Sequence[str]]) -> str:
    """Return the default title of an announcement: the titles of its postings, without repeats."""
    return "、".join(dict.fromkeys(title for each in titles for title in each))


def columns_of(field: Field, every: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that the field sets. ``every`` maps each column of a draft to its value."""
    return {name: every[name] for name in COLUMNS[field]}


def _meant(field: Field, posting: Readable) -> str:
    match field:
        case Field.DEGREE:
            return "" if posting.degree_floor is None else degree.label(Degree(posting.degree_floor))
        case Field.HEADCOUNT:
            return str(posting.headcount or "")
        case Field.DEADLINE:
            return posting.deadline.isoformat() if posting.deadline else ""
        case Field.COHORTS:
            return "、".join(f"{year}届" for year in sorted(posting.cohorts))
        case Field.EXPERIENCE:
            return "" if posting.experience_years is None else f"{posting.experience_years}年"
        case Field.WORK_TYPE:
            return WORK_TYPES.get(WorkType(posting.work_type), "") if posting.work_type else ""
        case Field.CATEGORY:
            return position.name(posting.category) if posting.category else ""
        case Field.EMPLOYER_TYPE:
            return employer.type_name(posting.employer_type) if posting.employer_type else ""
    return ""
