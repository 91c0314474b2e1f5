"""/publish: the office publishes approved announcements, one by one or all at once."""

from bot.chat.door.talk import Replies, Talk
from bot.domain.postings.announcement import AnnouncementState
from bot.flows.publishing import publish, publish_all
from bot.store.postings import postings


async def listed(talk: Talk) -> Replies:
    """List the approved announcements that are not published."""
    page = talk.page()
    found = await postings.page(talk.session, AnnouncementState.APPROVED, page)
    return talk.edit("postings/publish_list", found=found)


async def preview(talk: Talk) -> Replies:
    shown = await publish.preview(talk.session, talk.number(), talk.now)
    page = talk.page(1)
    return talk.edit("postings/publish_preview", shown=shown, page=page)


async def go(talk: Talk) -> Replies:
    push = await publish.publish(talk.session, talk.number(), talk.now, by=talk.me.person_id)
    deadline = await publish.college_deadline(talk.session, push.not_after, talk.now)
    return talk.watch(push.id, "postings/published", push=push, deadline=deadline)


async def preview_all(talk: Talk) -> Replies:
    """Preview the publishing of all announcements (全部发布), and show which ones cannot be published and why."""
    return talk.edit("postings/publish_all", shown=await publish_all.preview_all(talk.session, talk.now))


async def go_all(talk: Talk) -> Replies:
    """Publish all announcements (确认发布), if their number is still the number that was shown."""
    pushed = await publish_all.publish_all(talk.session, talk.number(), talk.now, by=talk.me.person_id)
    deadlines = [await publish.college_deadline(talk.session, push.not_after, talk.now) for push in pushed]
    matched = sum(push.matched for push in pushed)
    release = pushed[0].release
    return talk.edit("postings/published_all", pushed=pushed, matched=matched, release=release, deadline=max(deadlines))
