"""Objects that stories need without telling about them: an approved announcement, ready to publish."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.postings.announcement import AnnouncementState
from bot.store.postings import postings
from bot.store.tables import Announcement, Employer, Posting


async def approved(
    session: AsyncSession,
    now: datetime,
    *titles: str,
    employer: str = "长春示例设计院",
    deadline: date | None = None,
    **fields: Any,
) -> Announcement:
    """Create an approved announcement with one posting for each title. By default it fits everybody with any wish."""
    who = Employer(name=employer, name_key=employer)
    session.add(who)
    await session.flush()
    announcement = Announcement(
        employer_id=who.id,
        title="、".join(titles) or "结构设计师",
        apply_how="网申 https://jobs.example.com",
        source="校园招聘",
        deadline=deadline,
        content_hash=f"draft of {employer} {titles}",
        created_at=now,
    )
    session.add(announcement)
    await session.flush()
    for title in titles or ("结构设计师",):
        session.add(
            Posting(
                **{
                    "announcement_id": announcement.id,
                    "employer_id": who.id,
                    "title": title,
                    "salary_text": "面议",
                    "negotiable": True,
                    "anywhere": True,
                    "regions_text": "全国",
                    **fields,
                }
            )
        )
    await session.flush()
    whole = await postings.whole(session, announcement.id)
    assert whole is not None
    announcement.content_hash = announcement.approved_hash = whole.hash_now
    announcement.state = AnnouncementState.APPROVED
    await session.flush()
    return announcement
