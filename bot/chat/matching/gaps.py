"""The gaps between wishes and postings, as text and as a picture."""

from bot.chat.door.talk import Replies, Talk
from bot.domain.errors import Stale
from bot.domain.matching.gaps import COMPARED
from bot.domain.matching.library import Facet
from bot.flows.matching import gaps


async def show(talk: Talk) -> Replies:
    return talk.edit("library/gaps", view=await gaps.view(talk.session, _facet(talk), talk.me, talk.now))


async def picture(talk: Talk) -> Replies:
    """Draw the widest gaps as bars. Each gap has one bar for the students and one bar for the vacancies."""
    seen = await gaps.view(talk.session, _facet(talk), talk.me, talk.now, gaps.DRAWN)
    seeking = "looking" if seen.facet is Facet.MAJOR else "wishing"
    lines = [*seen.wanting, *seen.spare]
    chart = {
        "kind": "bars",
        "title": talk.plain("library/label", which="gaps"),
        "subtitle": talk.plain("library/gap_subtitle", view=seen),
        "labels": [talk.plain("library/value", facet=seen.facet.value, value=line.gap.value) for line in lines],
        "series": {
            talk.plain("library/label", which=seeking): [line.gap.wishing for line in lines],
            talk.plain("library/label", which="vacancies"): [line.gap.vacancies for line in lines],
        },
        "unit": "",
    }
    return talk.picture("library/gap_picture", chart, view=seen)


def _facet(talk: Talk) -> Facet:
    if not talk.args:
        return Facet.MAJOR
    if talk.args[0] not in COMPARED:
        raise Stale
    return Facet(talk.args[0])
