"""The recommendation list (推荐名单): the question that follows 有意向, and /recommend for the office."""

from bot import sheets
from bot.chat.door.talk import Replies, Reply, Talk
from bot.clock import SHANGHAI
from bot.domain import degree
from bot.domain.paging import paged
from bot.domain.people import Trust
from bot.flows.student import applications, recommend
from bot.flows.student.recommend import Listing
from bot.messenger import Attachment

PAGE = 8
SHOWN = 10
"""The largest number of names on the office's screen. The file contains all names."""


async def question(talk: Talk, posting_id: int) -> list[Reply]:
    """Ask once with each new 有意向 whether the school may recommend the student.

    For a policy post the question is not asked, because the school recommends no students there.
    """
    if talk.me.trust != Trust.PERSONAL:
        return []
    found = await applications.one(talk.session, talk.me.person_id, posting_id)
    if found.announcement.policy_kind or found.interest.recommended_at:
        return []
    return [talk.say("recommend/ask", employer=found.employer, posting=found.posting)]


async def ask(talk: Talk) -> Replies:
    """Ask the same question, because the student pressed for it."""
    found = await applications.one(talk.session, talk.me.person_id, talk.number())
    return talk.edit("recommend/ask", employer=found.employer, posting=found.posting)


async def agree(talk: Talk) -> Replies:
    found = await recommend.agree(talk.session, talk.me, talk.number(), talk.now)
    return talk.edit("recommend/agreed", employer=found.employer, posting=found.posting)


async def refuse(talk: Talk) -> Replies:
    """Record that the student does not want to be recommended (不用), or withdraw an agreement (撤回)."""
    found, named = await recommend.withdraw(talk.session, talk.me.person_id, talk.number())
    return talk.edit("recommend/refused", employer=found.employer, posting=found.posting, named=named)


async def show(talk: Talk) -> Replies:
    """List the announcements for which students agreed to be recommended."""
    found = await recommend.listed(talk.session)
    shown = paged(found, talk.page(), PAGE)
    return talk.edit("recommend/list", lines=shown.lines, **shown.turns)


async def card(talk: Talk) -> Replies:
    return talk.edit("recommend/card", listing=await recommend.of(talk.session, talk.number()), shown=SHOWN)


async def export(talk: Talk) -> Replies:
    """Export the file for the employer (导出). The card then shows who exported it and when."""
    listing = await recommend.take_out(talk.session, talk.number(), talk.me, talk.now)
    await talk.session.flush()
    name = talk.plain("recommend/file_name", listing=listing, day=talk.now.astimezone(SHANGHAI).date())
    file = Attachment(f"{name}.xlsx", _sheet(talk, listing, name))
    sent = talk.say("recommend/file", attachment=file, listing=listing)
    again = await recommend.of(talk.session, talk.number())
    return [talk.edit("recommend/card", listing=again, shown=SHOWN), sent]


def _sheet(talk: Talk, listing: Listing, name: str) -> bytes:
    """The sheet with only the data that the students agreed to give. Its last line states its purpose."""
    headers = talk.plain("recommend/columns").split("|")
    rows: list[list[sheets.Cell]] = [
        [each.name, each.college, each.major, degree.label(degree.Degree(each.degree)), each.cohort, each.posting]
        for each in listing.candidates
    ]
    rows += [[], [talk.plain("recommend/purpose", name=name)]]
    return sheets.write_sheet(name, headers, rows, [12, 18, 20, 8, 10, 30])
