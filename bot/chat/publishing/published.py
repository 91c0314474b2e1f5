"""/published: the published announcements and how many students they reached. Each can be corrected or withdrawn."""

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Talk
from bot.chat.postings import changed, edit
from bot.domain.errors import BadInput, NotAllowed, Stale
from bot.domain.people import Role
from bot.domain.postings.announcement import RecallKind
from bot.flows.publishing import published, recall
from bot.flows.publishing.recall import LONGEST
from bot.store.postings import announcements

FORM = "recall"


async def listed(talk: Talk) -> Replies:
    """List the published announcements, newest first."""
    page = talk.page()
    return talk.edit("published/list", found=await announcements.published(talk.session, page))


async def card(talk: Talk) -> Replies:
    if talk.form in (FORM, edit.FORM):
        await forms.close(talk)
    return talk.edit("published/card", card=await published.card(talk.session, talk.number(), talk.now))


async def ask(talk: Talk) -> Replies:
    """Ask why the announcement is withdrawn (撤回), then preview the withdrawal.

    Text that is typed at the preview is added to the reason.
    """
    announcement_id = talk.number()
    shown = await published.card(talk.session, announcement_id, talk.now)
    if len(talk.args) < 2:
        return talk.edit("published/ask_recall", card=shown, kinds=list(RecallKind))
    kind = _kind(talk.args[1])
    await forms.open_fresh(talk, FORM, "confirm", announcement=announcement_id, kind=kind.value, words="")
    return talk.edit("published/recall_preview", shown=await recall.preview(talk.session, announcement_id, kind, ""))


async def words(talk: Talk) -> Replies:
    """Read the typed reason, which students will see. Raises NotAllowed if the person has left the office meanwhile."""
    if talk.speaker is None or not talk.speaker.holds(Role.OFFICE):
        raise NotAllowed
    if talk.upload is not None or not talk.text.strip():
        raise BadInput("这里只能输入文字，作为给同学看的撤回原因；不需要补充请直接点“确认撤回”。")
    if len(talk.text.strip()) > LONGEST:
        raise BadInput(f"原因最多 {LONGEST} 字，请缩短后再发一次。")
    await forms.open_step(talk, FORM, "confirm", words=talk.text.strip())
    kind = RecallKind(talk.values["kind"])
    shown = await recall.preview(talk.session, talk.values["announcement"], kind, talk.text)
    return talk.say("published/recall_preview", shown=shown)


async def go(talk: Talk) -> Replies:
    """Withdraw the announcement (确认撤回)."""
    announcement_id = talk.number()
    if talk.form != FORM or talk.values["announcement"] != announcement_id:
        raise Stale
    kind = RecallKind(talk.values["kind"])
    await recall.recall(talk.session, announcement_id, kind, talk.values["words"], talk.me.person_id, talk.now)
    await forms.close(talk)
    return await changed.card(talk, announcement_id)


def _kind(word: str) -> RecallKind:
    try:
        return RecallKind(word)
    except ValueError:
        raise Stale from None
