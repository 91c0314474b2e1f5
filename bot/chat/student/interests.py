"""The buttons of a posting in a student's chat."""

from bot.chat.door.talk import Replies, Reply, ReplyKind, Talk
from bot.chat.student import recommend
from bot.chat.wishes import mutes
from bot.domain.errors import Stale
from bot.domain.postings.announcement import Attitude, Unfit
from bot.flows.delivery import compose
from bot.flows.delivery.opened import opened
from bot.flows.student import bookmarks, interests
from bot.store.tables import Delivery, Push


def _posting(talk: Talk) -> int | None:
    return talk.number(1) if len(talk.args) > 1 and talk.args[1] else None


async def shown_again(talk: Talk, delivery: Delivery) -> Reply:
    """Show the posting's message with its present state again, in place of the pressed message."""
    push = await talk.session.get_one(Push, delivery.push_id)
    return Reply(ReplyKind.EDIT, await compose.message_for(talk.session, push, delivery, talk.now))


async def item(talk: Talk) -> Replies:
    """Show one announcement in place of its digest. If it was withdrawn meanwhile, show the digest again."""
    delivery = await interests.item(talk.session, talk.number(), talk.me, talk.now)
    return await shown_again(talk, delivery)


async def to_digest(talk: Talk) -> Replies:
    """Show the digest again (返回汇总)."""
    delivery = await opened(talk.session, talk.number(), talk.me, talk.now)
    return await shown_again(talk, delivery)


async def detail(talk: Talk) -> Replies:
    """Send the whole text below (详情/投递方式), so that the short message stays in its place.

    If there are many postings, a list comes first. The posting that is pressed there (``detail:D:P``) replaces the
    list. The back button (返回) shows the list again (``detail:D::page``).
    """
    delivery = await opened(talk.session, talk.number(), talk.me, talk.now)
    values = await interests.detail(talk.session, delivery)
    posting_id = _posting(talk)
    chosen = None if posting_id is None else interests.one_of(delivery, posting_id)
    page = talk.page(2)
    asked = [chosen] if chosen else delivery.told.postings
    saved = await bookmarks.kept(talk.session, talk.me.person_id, asked) >= set(asked)
    show = talk.edit if len(talk.args) > 1 else talk.say
    return show("student/detail", delivery=delivery.id, chosen=chosen, page=page, saved=saved, **values)


async def back(talk: Talk) -> Replies:
    """Show the posting's message again (返回). No answer is recorded."""
    delivery = await opened(talk.session, talk.number(), talk.me, talk.now)
    return await shown_again(talk, delivery)


async def want(talk: Talk) -> Replies:
    delivery = await opened(talk.session, talk.number(), talk.me, talk.now)
    posting_id = interests.one_of(delivery, _posting(talk))
    if posting_id is None:
        return await _choose(talk, delivery, "want")
    news = await interests.want(talk.session, delivery, posting_id, talk.now)
    question = await recommend.question(talk, posting_id) if news else []
    return [talk.toast("receipts/wanted"), await shown_again(talk, delivery), *question]


async def stage(talk: Talk) -> Replies:
    """Set the stage of the application: 已投递, 有面试 or 被录用."""
    delivery = await opened(talk.session, talk.number(), talk.me, talk.now)
    posting_id = interests.one_of(delivery, talk.number(1))
    try:
        chosen = Attitude(talk.args[2])
    except (IndexError, ValueError):
        raise Stale from None
    if posting_id is None:
        raise Stale
    await interests.move_on(talk.session, delivery, posting_id, chosen, talk.now)
    return [talk.toast("receipts/stage", stage=chosen.value), await shown_again(talk, delivery)]


async def unfit(talk: Talk) -> Replies:
    """Record that a posting does not suit the student (不合适).

    The student first chooses the posting, then the reason. The back button (返回) leaves each step.
    """
    delivery = await opened(talk.session, talk.number(), talk.me, talk.now)
    posting_id = interests.one_of(delivery, _posting(talk))
    if posting_id is None:
        return await _choose(talk, delivery, "unfit")
    if len(talk.args) < 3:
        values = await interests.detail(talk.session, delivery)
        return talk.edit("receipts/why_not", delivery=delivery.id, posting=posting_id, reasons=list(Unfit), **values)
    try:
        reason = Unfit(talk.args[2])
    except ValueError:
        raise Stale from None
    await interests.say(talk.session, delivery, posting_id, Attitude.UNFIT, talk.now, reason)
    mute = await mutes.offered(talk, posting_id, reason)
    return [talk.toast("receipts/not_wanted"), await shown_again(talk, delivery), *mute]


async def unsay(talk: Talk) -> Replies:
    """Undo the last answer (撤销)."""
    delivery = await opened(talk.session, talk.number(), talk.me, talk.now)
    posting_id = interests.one_of(delivery, _posting(talk))
    if posting_id is None:
        raise Stale
    await interests.step_back(talk.session, delivery, posting_id, talk.now)
    return [talk.toast("receipts/unsaid"), await shown_again(talk, delivery)]


async def _choose(talk: Talk, delivery: Delivery, verb: str) -> Reply:
    values = await interests.detail(talk.session, delivery)
    return talk.edit("receipts/choose", delivery=delivery.id, verb=verb, **values)
