"""Refusals to enter, approve, publish or correct a posting."""

from typing import ClassVar

from bot.domain.errors.general import BadInput, Refusal


class BadUscc(BadInput, ValueError):
    """A wrong 统一社会信用代码. ``why`` is ``old``, ``length``, ``letters``, ``zeros`` or ``check``."""

    def __init__(self, why: str, detail: object = "") -> None:
        self.why = why
        sentences = {
            "old": "这是旧的注册号或组织机构代码，请换成营业执照上的 18 位统一社会信用代码。",
            "length": f"统一社会信用代码应为 18 位，现在是 {detail} 位，请对照营业执照补全。",
            "letters": f"统一社会信用代码里不会出现“{detail}”（字母 I、O 常与数字 1、0 混淆），请对照营业执照修改。",
            "zeros": "统一社会信用代码不能全为 0，请填写营业执照上的代码。",
            "check": "统一社会信用代码的校验位不对，多半有一位抄错了，请对照营业执照修改。",
        }
        super().__init__(sentences[why])


class Accuses(BadInput):
    """A text about an employer that accuses it of a crime. ``word`` is the first word that does."""

    def __init__(self, word: str) -> None:
        super().__init__(
            f"这段话会发给同学，写单位时请只写事实和进展，例如：要求先交 300 元，正在核实。“{word}”这类词请不要写。"
        )


class BadEdit(BadInput):
    """A new text that is not valid for a field.

    ``why`` is ``empty``, ``past``, or a key of ``EXAMPLES`` if the text was not understood.
    """

    EXAMPLES: ClassVar[dict[str, str]] = {
        "degree": "大专、本科、硕士或不限",
        "headcount": "3、3-5 或若干",
        "deadline": "2027-01-15 或招满为止",
        "cohorts": "2027届 或不限",
        "experience": "应届、3年以上或不限",
        "work_type": "全职、实习或兼职",
        "category": "工程技术人员这样的职业类别",
        "employer_type": "国有企业、其他企业这样的单位性质",
        "policy_link": "以 https:// 开头的完整网址",
        "policy_phone": "能拨打的电话号码",
        "policy_day": "2027-03-01 这样的日期（核实日期不能在今天之后）",
        "policy_long": "300 字以内的要点",
    }

    def __init__(self, label: str, why: str, text: str = "") -> None:
        self.why = why
        sentences = {
            "empty": f"“{label}”不能为空，请填写后再发。",
            "past": f"{text} 已经过了，请与单位核实后写今天以后的日期。",
        }
        example = self.EXAMPLES.get(why, "")
        super().__init__(sentences.get(why) or f"“{label}”没看懂“{text[:40]}”，请写成：{example}。")


class SameContent(BadInput):
    def __init__(self) -> None:
        super().__init__("改完以后和另一条公告一字不差，没有保存。请看看是不是重复提交了。")


class NothingChanged(BadInput):
    def __init__(self) -> None:
        super().__init__("内容还没有改动，不能发出。请先选一项改好，再发出。")


class CorrectionBlocked(BadInput):
    def __init__(self) -> None:
        super().__init__("改后的内容有必须删改的地方（见预览），不能发出。请再改一次；确有问题请改用“撤回”。")


class NothingPasted(BadInput):
    def __init__(self) -> None:
        super().__init__("没看懂里面的岗位。请每行写一项“字段：值”，至少有“单位名称：”和“岗位名称：”两行。")


class NotApproved(Refusal):
    def __init__(self) -> None:
        super().__init__("这条公告还没有通过审核，不能发布。请先在 /review 中审核。")


class ChangedSinceApproval(Refusal):
    def __init__(self) -> None:
        super().__init__("这条公告在通过审核之后内容有了变化，不能发布。请在 /review 中重新审核。")


class PastDeadline(Refusal):
    def __init__(self) -> None:
        super().__init__("这条公告的截止日期已过，不能发布。请与单位核实后改好日期重新提交。")


class MustBeEdited(Refusal):
    def __init__(self) -> None:
        super().__init__("这条公告有必须删改的内容，不能直接通过。请点“退回”，请提交人改好后重新提交。")


class ReasonNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__("这条公告有风险提示，通过时请选择或填写理由。")
