"""Four colleges, 24 classes and 960 graduates in the form of an office's import. Every call returns the same people."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

SCHOOL = "长春示范大学"
CONTACT = "电话 0431-00000000，行政楼 203 室"
COHORT = 2027
CLASS_SIZE = 40
SEED = 19
FIRST_TELEGRAM_ID = 700_000_000
WITHOUT_BOT = 0.15
WITHOUT_WISH = 0.1

COLLEGES: dict[str, tuple[tuple[str, str], ...]] = {
    "土木工程学院": (("土木工程", "土木"), ("水利水电工程", "水电"), ("工程造价", "造价")),
    "机电工程学院": (("机械设计制造及其自动化", "机械"), ("电气工程及其自动化", "电气"), ("自动化", "自动化")),
    "计算机学院": (("计算机科学与技术", "计科"), ("软件工程", "软件"), ("通信工程", "通信")),
    "管理学院": (("会计学", "会计"), ("工商管理", "工商"), ("英语", "英语")),
}
"""Map each college to its (major, short name of the major's classes), for example 土木 of 土木2301."""

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    "伟 芳 娜 敏 静 磊 洋 勇 艳 杰 涛 明 超 霞 平 刚 桂英 建华 文 辉 玲 丹 健 宇 鑫 雪 浩然 子涵 雨桐 "
    "欣怡 梓轩 思远 佳琪 天宇 嘉怡 志强 晓东 海燕 立新 春梅 俊杰 诗涵 一鸣 博文 若曦 泽宇 可欣 梦瑶 家豪 雅婷"
).split()
HOMES = (
    "吉林长春",
    "吉林四平",
    "吉林松原",
    "辽宁沈阳",
    "黑龙江哈尔滨",
    "山东济南",
    "河南郑州",
    "河北保定",
    "四川成都",
    "贵州遵义",
)
REGION_WISHES = (
    "长春",
    "省内",
    "长春、沈阳",
    "北京、上海",
    "大连、沈阳",
    "省内、北京",
    "江浙沪",
    "广东",
    "不限",
    "成都、重庆",
    "",
)
TYPE_WISHES = ("不限", "不限", "国有企业", "国有企业、其他企业", "其他企业", "机关、其他事业单位", "外商投资企业", "")
CATEGORY_WISHES = {
    "土木工程学院": ("工程技术人员", "工程技术人员", "不限", ""),
    "机电工程学院": ("工程技术人员", "工程技术人员、生产和运输设备操作人员", "不限", ""),
    "计算机学院": ("工程技术人员", "不限", "工程技术人员、其他专业技术人员", ""),
    "管理学院": ("经济业务人员", "办事人员和有关人员、商业和服务业人员", "不限", ""),
}
FLOORS = ("", "3500", "4000", "5000", "6000", "8000")


@dataclass(frozen=True)
class Graduate:
    number: str
    name: str
    college: str
    major: str
    class_name: str
    origin: str
    cadre: bool
    substitute: bool
    telegram_id: int | None
    wish: dict[str, str] | None


@dataclass(frozen=True)
class Staff:
    number: str
    name: str
    role: str
    units: tuple[str, ...]
    telegram_id: int


def graduates() -> list[Graduate]:
    """Return all 960 graduates, class by class. The first graduate of each class is its cadre, and the second is the
    cadre's substitute."""
    pick = random.Random(SEED)
    found: list[Graduate] = []
    for college_place, (college, major, class_name) in enumerate(_classes()):
        for seat in range(CLASS_SIZE):
            cadre = seat == 0
            bound = cadre or pick.random() >= WITHOUT_BOT
            place = len(found)
            wish = None if pick.random() < WITHOUT_WISH else _wish(pick, college)
            found.append(
                Graduate(
                    number=f"2023{college_place + 1:02d}{seat + 1:02d}",
                    name=_name(pick),
                    college=college,
                    major=major,
                    class_name=class_name,
                    origin=pick.choice(HOMES),
                    cadre=cadre,
                    substitute=seat == 1,
                    telegram_id=FIRST_TELEGRAM_ID + 1000 + place if bound else None,
                    wish=wish,
                )
            )
    return found


def staff() -> list[Staff]:
    """Return two people of the office, one school leader, and one member and one counsellor of each college. The
    counsellor has the six classes of the college."""
    pick = random.Random(SEED + 1)
    rows: list[tuple[str, tuple[str, ...]]] = [
        ("就业处", (SCHOOL,)),
        ("就业处", (SCHOOL,)),
        ("校领导", (SCHOOL,)),
    ]
    for college in COLLEGES:
        rows.append(("学院", (college,)))
        rows.append(("辅导员", tuple(name for of, _, name in _classes() if of == college)))
    return [
        Staff(f"G{place:03d}", _name(pick), role, units, FIRST_TELEGRAM_ID + place)
        for place, (role, units) in enumerate(rows, start=1)
    ]


def _classes() -> Iterator[tuple[str, str, str]]:
    for college, majors in COLLEGES.items():
        for major, short in majors:
            for number in ("2301", "2302"):
                yield college, major, f"{short}{number}"


def _name(pick: random.Random) -> str:
    return pick.choice(SURNAMES) + pick.choice(GIVEN)


def _wish(pick: random.Random, college: str) -> dict[str, str]:
    return {
        "意向地区": pick.choice(REGION_WISHES),
        "单位性质": pick.choice(TYPE_WISHES),
        "岗位类别": pick.choice(CATEGORY_WISHES[college]),
        "最低月薪": pick.choice(FLOORS),
        "接受面议": pick.choice(("是", "是", "是", "否")),
        "仅本专业": pick.choice(("否", "否", "否", "是")),
    }
