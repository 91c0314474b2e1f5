"""线索: a person sends a vacancy that they saw elsewhere, and the office uses or refuses it.

The sender is notified once about the decision.
"""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.domain.delivery.push import PushKind
from bot.domain.employer import only_facts
from bot.domain.errors import AlreadyDone, BadInput, NotFound, Stale
from bot.domain.people import Role
from bot.domain.postings.announcement import LeadState
from bot.flows.delivery import pushing
from bot.flows.delivery.pushing import Notice
from bot.store import people
from bot.store.people import Speaker
from bot.store.postings import leads
from bot.store.tables import Lead, Person, Unit

LONGEST = 2000
"""The most characters of a lead."""
A_DAY = 5
"""The most leads that a person may send in a day."""
LARGEST_PHOTO = 5 * 1024 * 1024
HEADS = (b"\xff\xd8\xff", b"\x89PNG")
"""The first bytes of a JPEG and of a PNG. They are checked because a file name can be wrong."""
QUOTED = 60
"""The most characters of the lead that the answer quotes, so that the sender knows which lead it is about."""
LONGEST_REASON = 200
ROLE_ORDER = (Role.STUDENT, Role.COUNSELLOR, Role.ADVISOR, Role.COLLEGE, Role.OFFICE)
"""If a sender has several roles, they are shown with the first of these roles."""


@dataclass(frozen=True)
class Card:
    """A lead with the sender's name and the name of their unit."""

    lead: Lead
    sender: str
    place: str


async def check_quota(session: AsyncSession, by: Speaker, now: datetime) -> None:
    """Check how many leads the speaker sent today. Raises BadInput if it is ``A_DAY`` or more."""
    midnight = datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI)
    if await leads.count_since(session, by.person_id, midnight) >= A_DAY:
        raise BadInput(f"谢谢您的热心！每人每天最多发 {A_DAY} 条线索，请明天再发；急的话请直接联系就业处。")


async def write(session: AsyncSession, by: Speaker, now: datetime, text: str = "", photo: bytes | None = None) -> Lead:
    """Save a text or a photo in the speaker's draft. It replaces an earlier text or photo.

    Raises BadInput for a text that is too long, a photo that cannot be used, and an empty message.
    """
    words = text.strip()
    if len(words) > LONGEST:
        raise BadInput(f"这条有 {len(words)} 字，最多 {LONGEST} 字。请只留招聘内容再发一次，或发截图。")
    if photo is not None and not photo.startswith(HEADS):
        raise BadInput("请发文字或一张照片（JPG、PNG）。表格和文件请把其中的招聘内容复制成文字再发。")
    if photo is not None and len(photo) > LARGEST_PHOTO:
        raise BadInput("照片超过 5 MB，请压缩后再发，或只截招聘的部分。")
    if not words and photo is None:
        raise BadInput("没有收到内容。请把招聘信息的文字粘贴过来，或发一张截图。")
    draft = await leads.draft_of(session, by.person_id)
    if draft is None:
        draft = Lead(person_id=by.person_id, text="", state=LeadState.DRAFT, at=now)
        session.add(draft)
    draft.text = words or draft.text
    draft.photo = photo or draft.photo
    draft.at = now
    await session.flush()
    return draft


async def send(session: AsyncSession, by: Speaker, now: datetime, written: str | None = None) -> Lead:
    """Send the draft to the office. ``written`` is the time at which the previewed draft was written.

    Raises Stale if there is no draft or if it was written again, and BadInput as ``check_quota`` does.
    """
    await check_quota(session, by, now)
    draft = await leads.draft_of(session, by.person_id)
    if draft is None or written not in (None, draft.at.isoformat()):
        raise Stale
    draft.state, draft.at = LeadState.NEW, now
    return draft


async def card(session: AsyncSession, lead_id: int) -> Card:
    """A lead as the office sees it. Raises NotFound if the lead does not exist or is still a draft."""
    lead = await session.get(Lead, lead_id)
    if lead is None or lead.state == LeadState.DRAFT:
        raise NotFound("lead")
    person = await session.get_one(Person, lead.person_id)
    return Card(lead, person.name, await _place(session, lead.person_id))


async def waiting(session: AsyncSession, lead_id: int) -> Card:
    """The card of a lead that waits for a decision. Raises NotFound, and AlreadyDone if the lead is decided."""
    found = await card(session, lead_id)
    if found.lead.state != LeadState.NEW:
        raise AlreadyDone("lead_decided")
    return found


async def refuse(session: AsyncSession, lead_id: int, by: int, reason: str, now: datetime) -> Card:
    """Refuse a lead (不采用) and notify the sender with the reason.

    Raises NotFound, AlreadyDone if the lead is decided, and BadInput if the reason is empty, too long or accusing.
    """
    found = await waiting(session, lead_id)
    why = only_facts(reason.strip().rstrip("。"))
    if not why or len(why) > LONGEST_REASON:
        raise BadInput(f"不采用的原因要写 1 到 {LONGEST_REASON} 个字，会转告提供线索的人。请重新输入。")
    await _decide(session, found.lead, LeadState.REFUSED, by, now, why)
    return found


async def take(session: AsyncSession, lead_id: int, by: int, now: datetime) -> None:
    """Record that postings of the lead were stored (已采用), and notify the sender. A decided lead does not change."""
    lead = await session.get(Lead, lead_id, with_for_update=True)
    if lead is not None and lead.state == LeadState.NEW:
        await _decide(session, lead, LeadState.TAKEN, by, now, "")


async def _decide(session: AsyncSession, lead: Lead, state: LeadState, by: int, now: datetime, reason: str) -> None:
    lead.state, lead.reason = state, reason
    lead.decided_by, lead.decided_at = by, now
    notice = Notice(
        PushKind.RECORD,
        "leads/taken" if state == LeadState.TAKEN else "leads/refused",
        key=f"lead:{lead.id}",
        values={"words": lead.text[:QUOTED], "reason": reason},
        created_by=by,
    )
    await pushing.to_people(session, notice, [lead.person_id], now)


async def _place(session: AsyncSession, person_id: int) -> str:
    """The name of the sender's unit: a student's class, else the unit of the first role in ``ROLE_ORDER``.

    The name is empty if the sender has none of these roles.
    """
    seats = sorted(
        (seat for seat in await people.seats(session, person_id) if seat.role in ROLE_ORDER),
        key=lambda seat: ROLE_ORDER.index(seat.role),
    )
    if not seats:
        return ""
    unit = await session.get_one(Unit, seats[0].unit_id)
    return unit.name
