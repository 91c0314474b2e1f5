"""The fields of an announcement that may be edited, and their current texts."""

from collections.abc import Sequence

from bot.domain.errors import Stale
from bot.domain.postings.posting import Field, edit, policy
from bot.store.postings.postings import Whole
from bot.store.tables import Posting

TELLING = ("regions_text", "majors_text", "salary_text", "address")
"""The texts that tell postings of one title apart, the best first."""


def present(whole: Whole, posting: int, name: Field) -> str:
    """The current text of a field, as a person would write it. If ``posting`` is 0, it is a field of the announcement.

    Raises Stale if the posting belongs to another announcement.
    """
    if posting:
        return edit.written(name, posting_in(whole, posting))
    if name in policy.KEYS:
        return whole.announcement.policy.get(policy.KEYS[name], "")
    match name:
        case Field.TITLE:
            return whole.announcement.title
        case Field.APPLY_HOW:
            return whole.announcement.apply_how
    return whole.announcement.deadline.isoformat() if whole.announcement.deadline else ""


def fields_of(whole: Whole, posting: int) -> list[Field]:
    """The fields of a posting that may be edited, including those that were not understood.

    If ``posting`` is 0, the fields of the announcement are returned. Raises Stale if the posting belongs to another
    announcement.
    """
    if not posting:
        return [*edit.SHARED_FIELDS, *(policy.KEYS if whole.announcement.policy_kind else ())]
    unread = [Field(name) for name, _ in posting_in(whole, posting).unparsed]
    return list(dict.fromkeys([*edit.POSTING_FIELDS, *(name for name in unread if name in edit.COLUMNS)]))


def names_of(postings: Sequence[Posting]) -> dict[int, str]:
    """Map the id of each posting to a name that no other posting has: its title, and what differs if that is equal."""
    names = {}
    for posting in postings:
        alike = [other for other in postings if other.title == posting.title]
        known = (name for name in TELLING if len({getattr(each, name) for each in alike}) == len(alike))
        telling = next(known, None)
        detail = getattr(posting, telling) if telling else str(alike.index(posting) + 1)
        names[posting.id] = posting.title if len(alike) == 1 else f"{posting.title}（{detail or '未填'}）"
    return names


def posting_in(whole: Whole, posting_id: int) -> Posting:
    """The posting with this id. Raises Stale if the posting belongs to another announcement."""
    for each in whole.postings:
        if each.id == posting_id:
            return each
    raise Stale
