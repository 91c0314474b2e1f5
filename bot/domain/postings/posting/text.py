"""Reading requirements from a description. Only phrases with a clear wording are read, such as 学历要求：本科."""

import re
import unicodedata

from bot.domain.postings.posting.template import Field

_STOP = r"[^。;；\n\r,，]"
_BEGIN = r"(?:^|[\s:、,;。)])(?:须|需|要求)?(?:具有|具备|有|至少)*"
_BOAST = r"(?![^,。;\n]{0,8}(?:占|%|员工|人员|的|者|优先))"
"""Words that must not follow a phrase. With them, it describes the employer's own staff or a mere preference."""
_WELCOME = re.compile(r"应届|毕业生|无经验|经验不限")
_PHRASES: dict[Field, tuple[re.Pattern[str], ...]] = {
    Field.DEGREE: (
        re.compile(rf"学历(?:要求)?[:：]\s*({_STOP}{{1,20}})"),
        re.compile(rf"((?:博士|硕士|本科|大专|专科)(?:研究生)?(?:学历)?(?:及|或)?其?以上(?:学历)?){_BOAST}"),
    ),
    Field.MAJORS: (
        re.compile(r"(?:专业要求|所学专业|需求专业|专业需求|招聘专业)[:：]\s*([^。;；\n\r:：]{1,80})"),
        re.compile(r"(专业不限|不限专业)"),
    ),
    Field.EXPERIENCE: (
        re.compile(rf"{_BEGIN}((?:\d+|[一二两三四五六七八九十])年(?:及|或)?以上[^,。;\n]{{0,12}}?经验){_BOAST}"),
        re.compile(rf"(?:工作经验|经验要求|工作年限)[:：]\s*({_STOP}{{1,16}})"),
    ),
    Field.HEADCOUNT: (re.compile(r"(?:招聘人数|需求人数)[:：]\s*(\d+\s*[名人个]?|若干)"),),
}
READABLE = tuple(_PHRASES)


def phrases(description: str, field: Field) -> list[str]:
    """Return the phrases about one field of ``READABLE``, without repeats.

    Years of experience are ignored in a text that welcomes graduates, because they would exclude all graduates.
    """
    plain = unicodedata.normalize("NFKC", description)
    if field is Field.EXPERIENCE and _WELCOME.search(plain):
        return []
    found = [match[1].strip() for pattern in _PHRASES[field] for match in pattern.finditer(plain)]
    return list(dict.fromkeys(found))
