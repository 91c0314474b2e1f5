"""Reading pay as employers write it: 6-8K·13薪, 年薪10-15万, 150元/天, 底薪3000+提成, 面议."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from .value import Flag, Kind, Salary

Unit = Literal["yuan", "K", "wan"]

WORK_DAYS = Decimal("21.75")  # paid days a month (劳社部发〔2008〕3号)
WORK_HOURS = WORK_DAYS * 8
WEEKS = Decimal(52) / 12
_MONTHLY = {
    "year": Decimal(1) / 12,
    "quarter": Decimal(1) / 3,
    "week": WEEKS,
    "day": WORK_DAYS,
    "hour": WORK_HOURS,
}
USUAL_FLOOR, USUAL_CEILING = 1000, 30000  # outside this range a person checks a graduate's monthly pay
PROBATION_SHARE = Decimal("0.8")  # the least share of the agreed pay in probation (劳动合同法, article 20)

_FLAGS = (
    (Flag.VARIABLE, r"提成|总提|绩效|计件|佣金|奖金(?!\d)|业绩"),
    (Flag.ALL_IN, "综合|年包|总包"),
    (Flag.AFTER_TAX, "税后|到手"),
    (Flag.ONE_OFF, "安家费|启动费|启动经费|签字费|购房补贴"),
    (Flag.BENEFITS, "包吃|包住|食宿|吃住|险|餐补|房补"),
    (Flag.PUBLIC_SCALE, "按国家|享受国家|参照同类|按学校|按.{0,6}规定|最低工资标准"),
    (Flag.DAILY_PAID, "日结"),
    (Flag.DISPATCH, "派遣"),
    (Flag.LURE, "月入"),
    (Flag.NEEDS_REVIEW, "月入|日结|含(?:单位)?五险|含六险"),
)
_OPEN_WORDS = re.compile(
    "面议|面谈|面试.*定|从优|优厚|丰厚|领先|open|保密|待定|协商|详谈|按.{0,8}(?:规定|标准|政策)|"
    "参照.{0,12}标准|享受国家|最低工资标准|不限"
)
_CURRENCIES = (("HKD", r"hk\$|hkd|港[元币]"), ("USD", r"usd|us\$|\$|美[元金]"), ("EUR", "eur|€|欧元"))
_MONTHS = re.compile(r"(?<!\d)(1\d|2[0-4])薪|[*×x](1[2-9]|2[0-4])(?!\d)")
_BONUS = re.compile(r"年终奖(\d)个月")
_ONE_OFF = re.compile(r"(?:安家费|科研启动经?费|启动经?费|签字费|购房补贴)(?:[\d.]+(?:-[\d.]+)?[万千kw]?元?)?")
_EXTRA = re.compile(r"(?:补贴|补助|津贴|餐补|房补|全勤奖?)(\d+)元?")
_NO_PAY = re.compile(
    r"[\d.]+%|\d+个月|每周(?:至少)?\d天|每[天日]\d+个?小时|\d+(?:名|人|周?岁)|\d险\d?金?|(?<!\d)\d{2}薪|[*×x]\d{2}(?!\d)"
)
_WEEK = re.compile(r"每周(至少)?([1-7])天")
_OPENED = r"以上|起|\+(?=$|[/,;()·])"
_AMOUNT = re.compile(
    r"(?P<low>\d+(?:\.\d+)?)(?P<u1>[k千w万]元?|元)?"
    r"(?:(?:[-~—–―]+|至|到)¥?(?P<high>\d+(?:\.\d+)?)(?P<u2>[k千w万]元?|元)?)?"
    rf"(?P<bound>{_OPENED}|以下|以内)?元?"
    r"(?:(?:/|每)+(?:人/?)?(?:个|一)?(?!税|含|包|面|[五六]险|双休|提成|另)(?P<per>月|month|年|year|天|日|day|小时|时|hour|h|周|星期|week|季度?|[^\W\d_]{1,3}))?"
    rf"(?P<late>{_OPENED}|以下|以内)?"
)
_FACTOR = {"k": 1000, "千": 1000, "w": 10000, "万": 10000, "元": 1}
_DECLARED = {"yuan": 1, "K": 1000, "wan": 10000}
_PERIODS = (
    ("year", "年薪|年包|年收入|总包"),
    ("quarter", "季薪|每季"),
    ("week", "周薪|周结|每周"),
    ("day", "日薪|日结|每天|日工资"),
    ("piece", "课时费|每(?:节|课时|单|件|篇|次|期|台|票|题|稿)|计件"),
    ("hour", "时薪|小时工|每小时"),
)
_PERIOD_OF = (
    dict.fromkeys(("月", "month"), "month")
    | dict.fromkeys(("年", "year"), "year")
    | dict.fromkeys(("季", "季度"), "quarter")
    | dict.fromkeys(("周", "星期", "week"), "week")
    | dict.fromkeys(("天", "日", "day"), "day")
    | dict.fromkeys(("小时", "时", "hour", "h"), "hour")
)
"""Every other period, such as 节课 or 单, is pay for a piece of work, which is no monthly pay."""
_MISSING_DIGIT = 3
"""If the first amount of a span is at least so many times the second one, a digit was forgotten: 8000-1000."""
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True)
class _Amount:
    low: Decimal | None
    high: Decimal | None
    reversed: bool = False
    doubtful: bool = False
    """It is no monthly pay that can be told: a piece rate, a slip, or a small number without a unit (K or 万)."""


def parse_salary(text: str, unit: Unit | None = None) -> Salary:
    """Return the pay of a posting in CNY a month. Never raises: a text that cannot be read has ``understood`` False.

    - ``unit`` applies to bare figures under 1000 (24365 uses K).
    - Pay for a year is divided by 12, and pay for an hour is multiplied by 174.
    - Pay for a day is multiplied by 21.75, or by the stated workdays a week times 52/12.
    """
    plain = _normal(text)
    flags = frozenset(flag for flag, words in _FLAGS if re.search(words, plain))
    kind = Kind.PART_TIME if "非全日制" in plain else Kind.INTERNSHIP if "实习" in plain else Kind.REGULAR
    base = Salary(flags=flags, kind=kind)
    for currency, words in _CURRENCIES:
        if re.search(words, plain):
            return replace(base, currency=currency, understood=True)
    if kind is Kind.PART_TIME:
        return replace(base, understood=re.search(r"\d", plain) is not None)
    negotiable = _OPEN_WORDS.search(plain) is not None
    amounts = tuple(_amounts(plain, unit))
    if any(amount.doubtful for amount in amounts):
        return replace(base, flags=flags | {Flag.NEEDS_REVIEW})
    figures = tuple(amount for amount in amounts if amount.high != 0)
    if not figures:
        months = _months(plain)
        open_ended = negotiable or bool(amounts) or months is not None
        return replace(base, months=months, negotiable=open_ended, understood=open_ended)
    return _checked(_summed(replace(base, negotiable=negotiable, understood=True), figures, plain), plain)


def _summed(salary: Salary, amounts: tuple[_Amount, ...], plain: str) -> Salary:
    """Combine several amounts into one span: 起薪 and 转正, 底薪 and 综合, or the amounts for each degree."""
    lows = [amount.low for amount in amounts if amount.low is not None]
    highs = [amount.high for amount in amounts if amount.high is not None]
    extra = sum(int(found) for found in _EXTRA.findall(plain))
    months = None if re.search("年薪|年包|/年", plain) else _months(plain)
    flags = set(salary.flags)
    if any(amount.reversed for amount in amounts):
        flags |= {Flag.REVERSED, Flag.NEEDS_REVIEW}
    if len(amounts) > 1 and not re.search("试用|转正|起薪|底薪|综合", plain):
        flags.add(Flag.TIERED)
    if _probation_too_low(amounts, plain):
        flags.add(Flag.LOW_PROBATION)
    return replace(
        salary,
        min_monthly=_whole(min(lows)) if lows else None,
        max_monthly=_whole(max(highs)) + extra if highs else None,
        months=months or 12,
        flags=frozenset(flags),
    )


def _checked(salary: Salary, plain: str) -> Salary:
    """Mark pay that a person should check. Without a period (month, year), a figure of 100,000 or more is not read as
    monthly pay.
    """
    top = salary.max_monthly or salary.min_monthly or 0
    if top >= 100_000 and "月" not in plain and "年" not in plain:
        return Salary(kind=salary.kind, flags=salary.flags | {Flag.NEEDS_REVIEW})
    if top > USUAL_CEILING or (salary.min_monthly or 0) < USUAL_FLOOR:
        return replace(salary, flags=salary.flags | {Flag.NEEDS_REVIEW})
    return salary


def _probation_too_low(amounts: tuple[_Amount, ...], plain: str) -> bool:
    if "试用" not in plain:
        return False
    share = re.search(r"试用期?[^,;()]*?(\d+)%", plain)
    if share and Decimal(share[1]) / 100 < PROBATION_SHARE:
        return True
    first, last = amounts[0].low, amounts[-1].low
    return len(amounts) > 1 and bool(first and last) and (first or 0) < (last or 0) * PROBATION_SHARE


def _normal(text: str) -> str:
    """Return the text in half-width and lower case, without blanks, list brackets or thousands separators. 六千 becomes
    6千.
    """
    plain = re.sub(r"[\s\[\]'\"]|rmb|人民币", "", unicodedata.normalize("NFKC", text).lower())
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)
    plain = re.sub(r"([一二两三四五六七八九])?十([一二三四五六七八九])?(?=[千万])", _tens, plain)
    plain = re.sub(r"([一二两三四五六七八九])(?=[千万])", lambda found: str(_DIGITS[found[1]]), plain)
    plain = re.sub(r"(\d+)万(\d)千", r"\1.\2万", plain)
    return re.sub(r"(?<![\d.])(\d+)([千万])([一二三四五六七八九\d])(?![\d千万百.十])", _next_digit, plain)


def _next_digit(found: re.Match[str]) -> str:
    """Read the digit after 千 or 万 as its next place: 一万二 is 1.2万, and 6千5 is 6.5千."""
    return f"{found[1]}.{_DIGITS.get(found[3], found[3])}{found[2]}"


def _tens(found: re.Match[str]) -> str:
    return str(_DIGITS.get(found[1], 1) * 10 + _DIGITS.get(found[2], 0))


def _months(plain: str) -> int | None:
    if found := _MONTHS.search(plain):
        return int(found[1] or found[2])
    bonus = _BONUS.search(plain)
    return 12 + int(bonus[1]) if bonus else None


def _amounts(plain: str, unit: Unit | None) -> Iterator[_Amount]:
    """Yield the amounts in a text, in CNY a month. Percentages, months, days and one-off sums are skipped."""
    bare = _EXTRA.sub("补贴", _ONE_OFF.sub("一次性", plain))
    bare = _NO_PAY.sub("某", bare)
    days = _WEEK.search(plain)
    for found in _AMOUNT.finditer(bare):
        lead = re.split(r"[,;+。、]", bare[: found.start()])[-1]
        period = _period(found["per"], lead)
        low, high, doubtful = _in_yuan(found, period, unit)
        if doubtful or period == "piece" or (high and low >= high * _MISSING_DIGIT):
            yield _Amount(None, None, doubtful=True)
            continue
        least, most = _a_month(period, days)
        swapped = high is not None and high < low
        if swapped and high is not None:
            low, high = high, low
        yield _bounded(found, lead, low * least, (low if high is None else high) * most, swapped)


def _bounded(found: re.Match[str], lead: str, low: Decimal, high: Decimal, swapped: bool) -> _Amount:
    bound = found["bound"] or found["late"] or ""
    if bound in ("以下", "以内") or re.search("不高于|不超过|最高|[≤<]=?$", lead):
        return _Amount(None, high)
    base_only = re.search("底薪|保底", lead) is not None and found["high"] is None
    if bound or base_only or re.search("不低于|至少|最低|[≥>]=?$", lead):
        return _Amount(low, None)
    return _Amount(low, high, swapped)


def _period(named: str | None, lead: str) -> str:
    if named:
        return _PERIOD_OF.get(named, "piece")
    return next((period for period, words in _PERIODS if re.search(words, lead)), "month")


def _a_month(period: str, days: re.Match[str] | None) -> tuple[Decimal, Decimal]:
    if period == "day" and days is not None:
        least = int(days[2])
        return least * WEEKS, (max(least, 5) if days[1] else least) * WEEKS
    factor = _MONTHLY.get(period, Decimal(1))
    return factor, factor


def _in_yuan(found: re.Match[str], period: str, unit: Unit | None) -> tuple[Decimal, Decimal | None, bool]:
    """Return (low, high, doubtful). A figure without a unit takes the unit of the other figure.

    If both have none, large figures and pay for a day or an hour are in yuan. Other figures take ``unit``, or are
    doubtful without it.
    """
    low, high = Decimal(found["low"]), Decimal(found["high"]) if found["high"] else None
    u1, u2 = (_FACTOR.get((found[name] or " ")[0]) for name in ("u1", "u2"))
    if u1 is None and u2 is None:
        top = low if high is None else max(low, high)
        if top == 0 or top >= USUAL_FLOOR or period in ("week", "day", "hour"):
            u1 = u2 = 1
        elif unit is None:
            return low, high, True
        else:
            u1 = u2 = _DECLARED[unit]
    u1 = u1 or (u2 if low < USUAL_FLOOR else 1)
    u2 = u2 or (u1 if high is not None and high < USUAL_FLOOR else 1)
    return low * (u1 or 1), None if high is None else high * (u2 or 1), False


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_UP))
