"""The columns of a posting table: their names in our template and on job sites."""

import ast
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    TITLE = "title"
    EMPLOYER = "employer"
    USCC = "uscc"
    EMPLOYER_TYPE = "employer_type"
    INDUSTRY = "industry"
    EMPLOYER_INFO = "employer_info"  # 性质| 规模| 行业 in one cell
    REGION = "region"
    ADDRESS = "address"
    CATEGORY = "category"
    WORK_TYPE = "work_type"
    SALARY = "salary"
    DEGREE = "degree"
    MAJORS = "majors"
    COHORTS = "cohorts"
    HEADCOUNT = "headcount"
    EXPERIENCE = "experience"
    DEADLINE = "deadline"
    PUBLISHED = "published"
    DESCRIPTION = "description"
    APPLY_HOW = "apply_how"
    SOURCE = "source"
    LANGUAGE = "language"  # not in the template: job sites put it into other columns
    POLICY_KIND = "policy_kind"  # this and all fields below are for policy posts only (SEED 16)
    ELIGIBILITY = "eligibility"
    SERVICE = "service"
    OPENS = "opens"
    OFFICIAL_LINK = "official_link"
    CONTACT_NAME = "contact_name"
    CONTACT_PHONE = "contact_phone"
    CHECKED_ON = "checked_on"


HEADERS: dict[Field, tuple[str, ...]] = {
    Field.TITLE: ("岗位名称", "职位", "职位名称", "招聘岗位", "岗位", "招聘职位"),
    Field.EMPLOYER: ("单位名称", "企业名称", "公司", "公司名称", "用人单位", "招聘单位", "单位"),
    Field.USCC: ("统一社会信用代码", "信用代码", "社会信用代码", "单位代码"),
    Field.EMPLOYER_TYPE: ("单位性质", "企业性质", "公司性质", "单位类型"),
    Field.INDUSTRY: ("行业", "单位行业", "所属行业"),
    Field.EMPLOYER_INFO: ("公司信息",),
    Field.REGION: ("工作地点", "地区", "企业地点", "工作地区", "工作城市", "地点"),
    Field.ADDRESS: ("公司地址", "详细地址", "工作地址", "单位地址"),
    Field.CATEGORY: ("岗位类别", "职业类别", "职位类别"),
    Field.WORK_TYPE: ("工作类型", "用工类型", "岗位类型", "招聘类型"),
    Field.SALARY: ("薪资", "薪资水准", "薪资待遇", "工资", "薪酬", "月薪", "薪水"),
    Field.DEGREE: ("学历要求", "学历", "最低学历"),
    Field.MAJORS: ("专业要求", "专业", "所学专业", "需求专业"),
    Field.COHORTS: ("毕业年份", "届别", "面向届别", "毕业届别"),
    Field.HEADCOUNT: ("招聘人数", "人数", "需求人数"),
    Field.EXPERIENCE: ("工作经验", "经验要求", "工作年限"),
    Field.DEADLINE: ("截止日期", "截止时间", "有效期", "报名截止"),
    Field.PUBLISHED: ("发布日期", "发布时间", "时间"),
    Field.DESCRIPTION: ("岗位描述", "岗位职责", "岗位信息", "职位描述", "工作内容", "任职要求"),
    Field.APPLY_HOW: ("投递方式", "应聘方式", "报名方式", "联系方式", "投递邮箱", "网申链接"),
    Field.SOURCE: ("来源", "信息来源", "来源链接"),
    Field.LANGUAGE: ("语言要求", "外语要求"),
    Field.POLICY_KIND: ("政策类型", "政策性岗位"),
    Field.ELIGIBILITY: ("报名条件", "招募条件"),
    Field.SERVICE: ("服务期", "服务年限"),
    Field.OPENS: ("报名开始", "报名开始日期"),
    Field.OFFICIAL_LINK: ("官方链接", "公告链接"),
    Field.CONTACT_NAME: ("责任人",),
    Field.CONTACT_PHONE: ("咨询电话",),
    Field.CHECKED_ON: ("核实日期",),
}
"""Map each field to its names. The first name is the one in our template."""

_LEFT_OUT = frozenset(
    {
        Field.EMPLOYER_INFO, Field.ADDRESS, Field.PUBLISHED, Field.LANGUAGE,
        Field.POLICY_KIND, Field.ELIGIBILITY, Field.SERVICE, Field.OPENS,
        Field.OFFICIAL_LINK, Field.CONTACT_NAME, Field.CONTACT_PHONE, Field.CHECKED_ON,
    }
)  # fmt: skip
TEMPLATE = tuple(HEADERS[field][0] for field in Field if field not in _LEFT_OUT)
REQUIRED = (Field.TITLE, Field.EMPLOYER)


@dataclass(frozen=True)
class HeaderMap:
    """The headers of a table. ``fields`` maps each header, as written, to its field.

    ``missing`` has the required fields without a column. ``repeated`` has further columns for a field, which are not
    read.
    """

    fields: dict[str, Field]
    unrecognised: tuple[str, ...]
    missing: tuple[Field, ...]
    repeated: tuple[str, ...]


def label(field: Field) -> str:
    """Return the name of a field in our template."""
    return HEADERS[field][0]


def map_headers(headers: Iterable[str]) -> HeaderMap:
    """Find the field of each header. Blanks, ``*``, colons and remarks in brackets are ignored."""
    fields: dict[str, Field] = {}
    unrecognised: list[str] = []
    repeated: list[str] = []
    for header in headers:
        field = _BY_NAME.get(_squeeze(header))
        if field is None:
            unrecognised.append(header)
        elif field in fields.values():
            repeated.append(header)
        else:
            fields[header] = field
    missing = tuple(field for field in REQUIRED if field not in fields.values())
    return HeaderMap(fields, tuple(h for h in unrecognised if h.strip()), missing, tuple(repeated))


def field_of(name: str) -> Field | None:
    """Return the field with this name, such as 单位名称, or None if no field has it."""
    return _BY_NAME.get(_squeeze(name))


def clean_cell(text: str) -> str:
    """Return the text of a cell.

    Some copied tables contain Python lists: ``['本科']`` → 本科, ``[]`` → an empty text.
    """
    plain = text.strip()
    if plain == "[]":
        return ""
    if plain[:2] not in ("['", '["') or not plain.endswith("]"):
        return plain
    try:
        items = ast.literal_eval(plain)
    except (ValueError, SyntaxError, MemoryError, RecursionError):  # the text is not a Python list
        return plain
    return "；".join(str(item).strip() for item in items)


def _squeeze(header: str) -> str:
    plain = unicodedata.normalize("NFKC", header)
    return re.sub(r"\(.*?\)|[\s*:]", "", plain)


_BY_NAME = {name: field for field, names in HEADERS.items() for name in names}
