"""政策性岗位: the office writes a policy post field by field, and checks it against its source every 90 days (SEED 16).

The answers become a row of the posting table and go through intake. So a form, a file and a pasted text are read and
reviewed in the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.errors import AlreadyDone, NotFound, Stale
from bot.domain.postings import policy
from bot.domain.postings import posting as drafts
from bot.domain.postings.posting import Field
from bot.domain.register import cohort
from bot.flows.postings import intake
from bot.flows.postings.intake import EXPIRED, Batch
from bot.store import choices
from bot.store.postings import policies, postings
from bot.store.postings.postings import Whole

STEPS: tuple[Field, ...] = (
    Field.TITLE, Field.EMPLOYER, Field.DEGREE, Field.COHORTS, Field.MAJORS, Field.ELIGIBILITY, Field.SERVICE,
    Field.OPENS, Field.DEADLINE, Field.OFFICIAL_LINK, Field.CONTACT_NAME, Field.CONTACT_PHONE, Field.CHECKED_ON,
)  # fmt: skip
OPTIONAL = frozenset({Field.SERVICE, Field.OPENS, Field.DEADLINE})
LONGEST = 300
"""The most characters of an answer."""


@dataclass(frozen=True)
class Card:
    """A stored policy post.

    ``unchecked``: whether the last check is too old (待核). ``official``: whether its link leads to an official site.
    """

    whole: Whole
    unchecked: bool
    official: bool


def problem(kind: str, answers: Mapping[str, str], key: Field, today: date) -> str | None:
    """The fault of the answer to ``key``; None if the answer is good.

    A fault is a key of the template ``postings/_faults``, or ``not_understood``. ``kind`` is the code of the kind of
    policy post, for example ``V02``. ``answers`` contains all answers so far.
    """
    text = answers.get(key, "").strip()
    if not text:
        return None if key in OPTIONAL else "missing"
    if len(text) > LONGEST:
        return "policy_long"
    draft = drafts.parse_row(_cells(kind, answers), today)
    faults = [fault.why_key for fault in draft.problems if fault.field == key]
    if not faults and any(cell.field == key for cell in draft.unparsed):
        faults = ["not_understood"]
    if not faults and key is Field.DEADLINE and draft.deadline is not None and draft.deadline < today:
        faults = [EXPIRED]
    return faults[0] if faults else None


async def options(session: AsyncSession, kind: str, key: Field, today: date) -> list[str]:
    """The answers that are offered as buttons; empty if the person must type the answer."""
    about = policy.kind(kind)
    match key:
        case Field.TITLE:
            return [about.name]
        case Field.DEGREE:
            return ["专科及以上", "本科及以上", "硕士及以上", "不限"]
        case Field.COHORTS:
            begins = await choices.get(session, "year_begins", cohort.BEGINS)
            return [f"{cohort.graduating(today, begins)}届", "不限"]
        case Field.MAJORS:
            return ["不限"]
        case Field.SERVICE:
            return [about.service] if about.service else []
        case Field.OFFICIAL_LINK:
            return [f"https://{about.site}"] if about.site else []
        case Field.CHECKED_ON:
            return [today.isoformat()]
        case _:
            return []


def batch(kind: str, answers: Mapping[str, str], today: date) -> Batch:
    """The answers, read like a row of the posting table."""
    return intake.read_table([(1, _cells(kind, answers))], today)


async def save(session: AsyncSession, kind: str, answers: Mapping[str, str], by: int, now: datetime) -> int:
    """Store the policy post and return the id of its announcement. The announcement then waits for review.

    Raises Stale if the answers do not make an announcement, and AlreadyDone if the same content is stored already.
    """
    made = batch(kind, answers, _today(now))
    if not made.announcements:
        raise Stale
    if not (await intake.enter(session, made, now, by=by)).announcements:
        raise AlreadyDone("policy_entered")
    entered = await policies.by_hash(session, made.announcements[0].content_hash)
    if entered is None:
        raise LookupError("what was just entered is not there")
    return entered


async def card(session: AsyncSession, announcement_id: int, now: datetime, *, lock: bool = False) -> Card:
    """The card of a policy post. If ``lock`` is True, the announcement's row is locked.

    Raises NotFound if the announcement does not exist or is not a policy post.
    """
    whole = await postings.whole(session, announcement_id, lock=lock)
    if whole is None or whole.announcement.policy_kind is None:
        raise NotFound("policy")
    facts = whole.announcement.policy
    return Card(whole, policy.unchecked(facts, _today(now)), policy.is_official(facts.get(policy.LINK, "")))


async def check(session: AsyncSession, announcement_id: int, now: datetime, day: date | None = None) -> Card:
    """Record that the post was checked against its source today (核实). With ``day`` the check is undone instead.

    ``day`` is the previous date of the check, which is then restored. An approved post stays approved, because its hash
    does not include 核实日期.

    Raises NotFound, AlreadyDone if the post was already checked today, and Stale if there is no check of today to undo.
    """
    found = await card(session, announcement_id, now, lock=True)
    announcement, today = found.whole.announcement, _today(now)
    checked_today = announcement.policy.get(policy.CHECKED) == today.isoformat()
    if day is None and checked_today:
        raise AlreadyDone("policy_checked")
    if day is not None and (day >= today or not checked_today):
        raise Stale
    announcement.policy = {**announcement.policy, policy.CHECKED: (day or today).isoformat()}
    await session.flush()
    return await card(session, announcement_id, now)


def _cells(kind: str, answers: Mapping[str, str]) -> dict[str, str]:
    """Map each header to its cell. A field without an answer becomes an empty cell."""
    texts: dict[Field, str] = {key: answers.get(key, "") for key in STEPS} | {Field.POLICY_KIND: kind}
    return {drafts.label(key): text for key, text in texts.items()}


def _today(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()
