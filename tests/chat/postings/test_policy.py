"""The office writes a policy post tap by tap, and students can read it regardless of their wishes."""

from tests.cast import Cast
from tests.live import Live


async def test_a_policy_post_is_written_reviewed_published_and_read(live: Live, cast: Cast) -> None:
    await live.say(cast.office, "/policy")
    await live.press(cast.office, "新建")
    await live.press(cast.office, "三支一扶")
    await live.sees(cast.office, "1/13", "名称")
    await live.press(cast.office, "三支一扶")
    await live.sees(cast.office, "2/13")
    await live.say(cast.office, "吉林省人力资源和社会保障厅")
    await live.sees(cast.office, "3/13")
    await live.press(cast.office, "本科及以上")
    await live.sees(cast.office, "4/13")
    await live.press(cast.office, "2027届")
    await live.sees(cast.office, "5/13")
    await live.press(cast.office, "不限")
    await live.sees(cast.office, "6/13")
    await live.say(cast.office, "年龄 30 周岁以内")
    await live.sees(cast.office, "7/13")
    await live.press(cast.office, "跳过")
    await live.sees(cast.office, "8/13")
    await live.press(cast.office, "跳过")
    await live.say(cast.office, "/policy")
    await live.press(cast.office, "继续填写")
    await live.sees(cast.office, "报名截止", "9/13")
    await live.say(cast.office, "2026-12-31")
    await live.say(cast.office, "hrss.jl.gov.cn")
    await live.sees(cast.office, "完整的 https 网址")
    await live.say(cast.office, "https://jobs.example.com/szyf")
    await live.say(cast.office, "陈敏")
    await live.say(cast.office, "0431-85100000")
    await live.press(cast.office, "2026-11-24")
    await live.sees(cast.office, "学生将看到", "不是 gov.cn")
    await live.press(cast.office, "修改")
    await live.press(cast.office, "其他几项")
    await live.press(cast.office, "官方链接")
    await live.say(cast.office, "https://hrss.jl.gov.cn/szyf")
    await live.press(cast.office, "提交审核")
    await live.press(cast.office, "去审核")
    await live.press(cast.office, "通过")
    await live.press(cast.office, "发布")
    await live.sees(cast.office, "发布前确认")
    await live.press(cast.office, "发布")
    await live.press(cast.computing_staff, "1")
    await live.press(cast.computing_staff, "下发")
    await live.sees(cast.zhou, "三支一扶", "hrss.jl.gov.cn", "核实日期")


async def test_a_new_check_moves_the_date(live: Live, cast: Cast) -> None:
    await live.say(
        cast.office,
        "政策类型：西部计划\n岗位名称：西部计划志愿者\n单位名称：共青团吉林省委\n报名条件：应届毕业生\n"
        "官方链接：https://xibu.youth.cn/\n责任人：陈敏\n咨询电话：0431-85100000\n核实日期：2026-11-01",
    )
    await live.press(cast.office, "提交审核")
    await live.sees(cast.office, "已录入")
    await live.say(cast.office, "/policy")
    await live.press(cast.office, "1 西部计划")
    await live.press(cast.office, "已核实")
    await live.sees(cast.office, "核实日期：2026-11-24")
    await live.press(cast.office, "撤销")
    await live.sees(cast.office, "核实日期：2026-11-01")
