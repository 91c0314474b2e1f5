"""One field of a posting written anew: what of it is stored, and how it is read.

It is read as intake reads it, so that what an edit understands is what a table's cell would have meant.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from bot.domain import degree, employer, majors, position, region
from bot.domain.degree import Degree
from bot.domain.postings.posting import policy
from bot.domain.postings.posting.cells import WorkType
from bot.domain.postings.posting.row import PostingDraft, parse_fields
from bot.domain.postings.posting.template import Field
from bot.domain.postings.salary import Salary, format_salary

POSTING_FIELDS = (
    Field.TITLE, Field.SALARY, Field.REGION, Field.DEGREE, Field.MAJORS, Field.COHORTS, Field.HEADCOUNT,
    Field.DESCRIPTION,
)  # fmt: skip
"""What may be edited of every posting."""
SHARED_FIELDS = (Field.TITLE, Field.APPLY_HOW, Field.DEADLINE)
"""What may be edited of an announcement as a whole; its deadline becomes that of its postings."""
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
"""The columns of a posting that a field decides."""
AS_WRITTEN = frozenset(
    {Field.TITLE, Field.SALARY, Field.REGION, Field.MAJORS, Field.DESCRIPTION, Field.APPLY_HOW, *policy.KEYS}
)
"""Fields whose words are kept and shown; of the others only what was understood is."""
SERIOUS = frozenset(
    {Field.SALARY, Field.REGION, Field.DEADLINE, Field.APPLY_HOW, Field.OPENS, Field.OFFICIAL_LINK, Field.ELIGIBILITY}
)
"""A correction of pay, place, deadline or link is told to those who want the posting (DESIGN §3.8); of a policy post
also who may apply."""
NEVER_EMPTY = frozenset({Field.TITLE})
LONGEST = 3000
"""Characters of a text typed in the chat."""
WORK_TYPES = {WorkType.FULL: "全职", WorkType.INTERN: "实习", WorkType.PART: "兼职"}


class Readable(Protocol):
    """A stored posting, as far as it can be written out again."""

    title: str
    titles: list[str]
    work_type: str | None
    category: str | None
    employer_type: str | None
    salary_text: str
    min_monthly: int | None
    max_monthly: int | None
    months: int | None
    negotiable: bool
    regions_text: str
    regions: list[str]
    degree_floor: int | None
    majors_text: str
    majors: list[str]
    cohorts: list[int]
    headcount: int | None
    experience_years: int | None
    deadline: date | None
    description: str
    unparsed: list[list[str]]


def read(field: Field, text: str, posting: Readable, today: date) -> PostingDraft:
    """A draft in which only ``field`` counts; a major is read in the light of the posting's degree."""
    context: dict[Field, str] = {Field.TITLE: posting.title}
    if field is Field.MAJORS and posting.degree_floor is not None:
        context[Field.DEGREE] = degree.label(Degree(posting.degree_floor))
    return parse_fields(context | {field: text}, today)


def not_understood(field: Field, draft: PostingDraft) -> list[list[str]]:
    """What of the field nobody understood, as a posting keeps it."""
    return [[cell.field, cell.text] for cell in draft.unparsed if cell.field is field]


def written(field: Field, posting: Readable) -> str:
    """The field as a person would write it: the words kept, else what they were understood to mean."""
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
    """What was understood, in short; empty where the words say it themselves."""
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
    """The title that an announcement has by itself: every title of its postings, once."""
    return "、".join(dict.fromkeys(title for each in titles for title in each))


def columns_of(field: Field, every: Mapping[str, Any]) -> dict[str, Any]:
    """Of a draft's columns those that the field decides."""
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
