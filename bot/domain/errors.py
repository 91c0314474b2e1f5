"""Refusals: what a person did cannot be done. The sentence says what was wrong, where, and what to do next.

Every other sentence that people read lives in ``templates/``.
"""

from typing import ClassVar


class Refusal(Exception):
    """A refusal that a person reads. Changes nothing; ``str()`` is the whole sentence."""


class NotFound(Refusal):
    def __init__(self, what: str) -> None:
        super().__init__(f"没有找到{what}。它可能已被撤下或处理过了，请返回重新选择。")


class NotAllowed(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "这个操作需要相应的身份，您能用的都在 /help 里。身份刚有变动（如新任班干部），请联系就业处更新名单。"
        )


class Stale(Refusal):
    def __init__(self) -> None:
        super().__init__("这个按钮已经失效，内容有了变化。请按最新的消息操作，或发送 /help 重新开始。")


class Withdrawn(Refusal):
    def __init__(self) -> None:
        super().__init__("这条招聘已经撤回，请不要再投递。撤回的原因写在那条消息里；有疑问请联系辅导员。")


class AlreadyDone(Refusal):
    def __init__(self, what: str) -> None:
        super().__init__(f"{what}，不用重复操作。")


class Ended(Refusal):
    """The postings of a class report have all closed or were withdrawn."""

    def __init__(self) -> None:
        super().__init__("这份日报里的岗位都已截止或撤回，不用再转发了。")


class BadInput(Refusal):
    """Something typed or sent that cannot be used."""


class BindingRefused(Refusal):
    """One sentence for a wrong number, name or code, so that nobody can probe the roster."""

    def __init__(self) -> None:
        super().__init__("学号、姓名和绑定码没有对上，或绑定码已过期。请核对后再试；仍不行请联系辅导员。")


class TooManyTries(Refusal):
    def __init__(self, minutes: int) -> None:
        super().__init__(f"尝试次数太多，请 {minutes} 分钟后再试，或请辅导员为您生成个人绑定码。")


class BadUscc(BadInput, ValueError):
    """A 统一社会信用代码 that cannot be right. ``why``: old, length, letters, zeros or check."""

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


class BadEdit(BadInput):
    """A new text for a field that cannot be used. ``why``: empty, past, or the field that nobody understood."""

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
            "empty": f"“{label}”不能为空，请写上。",
            "past": f"{text} 已经过了，请与单位核实后写今天以后的日期。",
        }
        example = self.EXAMPLES.get(why, "")
        super().__init__(sentences.get(why) or f"“{label}”没看懂“{text[:40]}”，请写成：{example}。")


class SameContent(BadInput):
    def __init__(self) -> None:
        super().__init__("改完以后和另一个公告一字不差，没有保存。请看看是不是重复提交了。")


class NothingChanged(BadInput):
    def __init__(self) -> None:
        super().__init__("还没有改动任何内容。请先选一项改好，再发出。")


class CorrectionBlocked(BadInput):
    def __init__(self) -> None:
        super().__init__("改后的内容有必须删改的地方（见预览），不能发出。请再改一次；确有问题请改用“撤回”。")


class BadSheet(BadInput):
    """A table file that cannot be read as one."""


class WrongFileType(BadSheet):
    def __init__(self, accepted: str) -> None:
        super().__init__(f"这个文件读不了，请改存为 {accepted} 再发。旧的 .xls 可在 Excel 里“另存为”.xlsx。")


class FileTooLarge(BadSheet):
    def __init__(self, megabytes: int) -> None:
        super().__init__(f"文件太大（上限 {megabytes} MB，解压后另有上限）。请删去图片或拆成几个文件再发。")


class TooManyRows(BadSheet):
    def __init__(self, most: int) -> None:
        super().__init__(f"一个文件最多 {most} 行，请拆成几个文件再发。")


class NoRows(BadSheet):
    def __init__(self) -> None:
        super().__init__("表里没有数据：第一行应为表头，从第二行起每行一条。")


class DuplicateHeaders(BadSheet):
    def __init__(self, headers: str) -> None:
        super().__init__(f"表头有重复的列：{headers}。请改名或删去一列再发。")


class Undecodable(BadSheet):
    def __init__(self) -> None:
        super().__init__("文件的文字编码认不出来，请在 Excel 里另存为“CSV UTF-8”或 .xlsx 再发。")


class NoPostingColumns(BadSheet):
    def __init__(self, missing: str) -> None:
        super().__init__(f"表头里没有找到这些列：{missing}。请对照模板把表头改好再发。")


class NothingPasted(BadInput):
    def __init__(self) -> None:
        super().__init__("没有认出岗位。请每行写一项“字段：值”，至少有“单位名称：”和“岗位名称：”两行。")


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
        super().__init__("这条公告有提示风险的内容，通过时需要选择或填写理由。")


class BadSchedule(BadInput):
    """A cron text that cannot be used; ``fault`` is a ``warning.CronFault``."""

    SENTENCES: ClassVar[dict[str, str]] = {
        "nonsense": "看不懂这个时间。请写五段：分 时 日 月 周，例如 0 10 * * 1 表示每周一 10:00。",
        "too_often": "一天里次数太多，学生就不看了。请改成每天最多 4 次。",
        "never": "这个时间永远不会到（例如 2 月 31 日），请检查日和月。",
    }

    def __init__(self, fault: str) -> None:
        super().__init__(self.SENTENCES[fault])


class FilingNeedsConfirmation(Refusal):
    """A class code lets in, but classmates know it: it does not open one's own record."""

    def __init__(self) -> None:
        super().__init__("登记去向前要先确认是您本人：请联系辅导员确认，或向辅导员要个人绑定码重新绑定。")


class NeedsConfirmation(Refusal):
    """A class code lets in, but classmates know it: it opens nothing that is the person's own."""

    def __init__(self) -> None:
        super().__init__("这一步要先确认是您本人：请联系辅导员确认，或向辅导员要个人绑定码重新绑定。")


class FilingNotPermitted(Refusal):
    """The school has not permitted filing in chat, or no longer does."""

    def __init__(self) -> None:
        super().__init__("学校现在不在这里登记去向。请发送 /destination 查看登记的网址。")


class BadEvidence(BadInput):
    """A paper that shows nothing: its kind, its size, or what it says of itself."""

    SENTENCES: ClassVar[dict[str, str]] = {
        "kind": "证明材料请发照片（JPG、PNG）或 PDF。",
        "size": "证明材料超过 5 MB，请压缩后再发。",
        "internship": "实习、见习、顶岗的材料不能作为就业证明，请发就业协议或劳动合同。",
        "missing": "还没有证明材料，请发一张照片或 PDF。",
    }

    def __init__(self, why: str) -> None:
        super().__init__(self.SENTENCES[why])


class AlreadyBound(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"这个 Telegram 账号已经绑定“{name}”。要换成别人，请先发送 /me 退出绑定。")


class BoundElsewhere(Refusal):
    """Right number, name and class code, but another telephone holds the bond."""

    def __init__(self) -> None:
        super().__init__("这个学号已绑定另一个 Telegram 账号。若是您换了账号，请联系辅导员生成个人绑定码再绑定。")


class UnknownPlace(BadInput):
    def __init__(self, words: str) -> None:
        super().__init__(f"没有认出“{words}”是哪里。请写省或市的名字，用顿号分开，例如：长春、沈阳、省内。")


class UnknownFloor(BadInput):
    def __init__(self) -> None:
        super().__init__("没有看懂这个数。请写每月税前的元数，1000 到 100000 之间，例如 6000 或 6k。")


class UnknownQuiet(BadInput):
    def __init__(self) -> None:
        super().__init__("没有看懂这个时段。请写从几点到几点，例如 21:30-07:30，最长 16 小时；不需要免打扰就发“关闭”。")


class BadSearch(BadInput):
    def __init__(self, longest: int) -> None:
        super().__init__(
            f"请发要找的词，最多 {longest} 个字，例如：长春 结构设计 6000以上。要问老师或发招聘线索，请先发 /cancel。"
        )


class UnknownNumber(BadInput):
    def __init__(self, number: str) -> None:
        super().__init__(f"名单里没有“{number}”。请核对学号或工号；新同学请先由就业处导入名单。")


class UnknownClass(BadInput):
    def __init__(self, name: str, several: bool) -> None:
        fault = "有几个学院都有叫" if several else "名单里没有叫"
        super().__init__(f"{fault}“{name}”的班级。请写成“学院/班级”，例如：土木学院/土木2301。")


class OnlyInPrivate(Refusal):
    """A press in a group on what is one person's own."""

    def __init__(self) -> None:
        super().__init__("这个请在和我的私聊里操作：点我的头像，再点“发消息”。")


class GroupNotYours(Refusal):
    def __init__(self) -> None:
        super().__init__("只有绑定了学号的本班班干部、辅导员或班主任可以点这个按钮。看岗位请和我私聊。")


class ClassHasGroup(Refusal):
    def __init__(self, unit: str, title: str) -> None:
        super().__init__(f"{unit}已经有班群“{title[:40]}”了。要换到这个群，请先私聊我发送 /tasks 解绑原来的群。")


class BadChoice(BadInput):
    """A value that the office cannot choose."""

    SENTENCES: ClassVar[dict[str, str]] = {
        "number": "请写 {} 到 {} 之间的整数。",
        "hours": "看不懂这个时间。请写“上班-下班”，例如 08:30-17:30。",
        "short_day": "下班要比上班至少晚 {} 小时，请检查后再发一次。",
        "quiet": "看不懂这个时段。请写“开始-结束”，例如 22:00-08:00；不设静默时段请写“无”。",
        "quiet_day": "静默时段盖住了白天，消息就发不出去了。请只写夜里和午休，例如 22:00-08:00。",
        "release": "请点按钮选择放行方式。",
        "switch": "请写“开”或“关”。",
        "weight": "没有认出“{}”。请按表里的名称写“名称 分数”，例如：专业对口 50。",
    }

    def __init__(self, why: str, *details: object) -> None:
        super().__init__(self.SENTENCES[why].format(*details))


class UnknownClassmate(BadInput):
    def __init__(self, words: str) -> None:
        super().__init__(f"这个班的名单里没有“{words}”。请写完整的学号或姓名，或点上面的名字；不办了请发送 /cancel。")


class SuccessorUnreached(Refusal):
    """Named as successor, but the bot cannot bring him anything, or he is a cadre already."""

    def __init__(self) -> None:
        super().__init__("这位同学现在不能接任：要先绑定、由辅导员核对过，并且还不是这个班的班干部。请换一位。")


class HandoverOpen(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"这个班的交接正在等{name}答复。要换人，请先撤回那一次。")
