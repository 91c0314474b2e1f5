"""A student who got no posting is told so on Monday at noon, and can relax a wish by one tap."""

from bot.domain.chain.chain import Release
from bot.flows.publishing import publish
from tests.cast import Cast
from tests.chat.chain.test_chain import at_noon
from tests.factories import approved
from tests.live import Live


async def test_a_student_without_postings_relaxes_a_wish_by_one_tap(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        now = live.parts.clock.now()
        announcement = await approved(session, now, "施工员", anywhere=False, regions=["220200"], regions_text="吉林市")
        await publish.publish(session, announcement.id, now, release=Release.IMMEDIATE)
    await live.sees(cast.cadre, "施工员")
    await at_noon(live, days=6)
    await live.sees(cast.li, "本周没有符合您意向的新岗位", "在招的 1 个岗位", "只改一项就能多看到 1 个")
    assert not [text for text in await live.texts(cast.cadre) if "本周没有符合" in text]
    await live.press(cast.li, "＋1")
    await live.sees(cast.li, "已改", "0 → 1 个")
    await live.press(cast.li, "看符合的岗位")
    await live.sees(cast.li, "施工员")
