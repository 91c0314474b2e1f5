"""A cadre is appointed, is relieved and hands over, and every person uses a real phone."""

from tests.cast import Cast
from tests.live import Live


async def test_the_counsellor_appoints_relieves_and_undoes_it(live: Live, cast: Cast) -> None:
    await live.say(cast.counsellor, "/cadres")
    await live.press(cast.counsellor, "土木2301")
    await live.sees(cast.counsellor, "土木2301 班干部", "张强")
    await live.press(cast.counsellor, "任命替补")
    await live.press(cast.counsellor, "李娜")
    await live.sees(cast.counsellor, "已任命 李娜", "李娜（替补）")
    await live.sees(cast.li, "您现在是 土木2301 的替补班干部")
    await live.press(cast.counsellor, "任命班干部")
    await live.say(cast.counsellor, "王五")
    await live.sees(cast.counsellor, "名单里没有“王五”")
    await live.say(cast.counsellor, "王伟")
    await live.sees(cast.counsellor, "王伟　⚠️ 收不到消息")
    await live.say(cast.cadre, "/handover")
    await live.sees(cast.cadre, "交给谁")
    await live.press(cast.counsellor, "张强 不再担任")
    await live.sees(cast.counsellor, "让 张强 不再担任")
    await live.press(cast.counsellor, "确认不再担任")
    await live.sees(cast.counsellor, "张强 不再担任班干部")
    await live.say(cast.cadre, "李娜")
    await live.sees(cast.cadre, "需要相应的身份")
    await live.say(cast.cadre, "/handover")
    await live.last(cast.cadre, "需要相应的身份")
    await live.press(cast.counsellor, "撤销")
    await live.sees(cast.counsellor, "张强 已恢复")


async def test_a_cadre_hands_over_and_the_successor_accepts(live: Live, cast: Cast) -> None:
    await live.say(cast.cadre, "/handover")
    await live.say(cast.cadre, "赵磊")
    await live.sees(cast.cadre, "现在不能接任")
    await live.press(cast.cadre, "李娜")
    await live.sees(cast.cadre, "请 李娜（20230102）接任 土木2301")
    await live.press(cast.cadre, "确认，发给对方")
    await live.sees(cast.cadre, "等对方答复")
    await live.press(cast.cadre, "撤回")
    await live.sees(cast.cadre, "已撤回")
    await live.press(cast.cadre, "重新交接")
    await live.press(cast.cadre, "李娜")
    await live.press(cast.cadre, "确认，发给对方")
    await live.quiet()
    await live.press(cast.li, "接任")
    await live.sees(cast.li, "您已接任 土木2301")
    await live.sees(cast.cadre, "李娜 已接任")
    await live.say(cast.cadre, "/handover")
    await live.sees(cast.cadre, "需要相应的身份")
    await live.press(cast.li, "看待办")
    await live.sees(cast.li, "现在没有要处理的事")
