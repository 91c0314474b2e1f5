"""Refusals that any screen may give."""

from typing import ClassVar


class Refusal(Exception):
    """A refusal that a person reads. The refused request changes nothing. ``str()`` returns the whole sentence."""


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
    """Every posting of a class report is closed or withdrawn."""

    def __init__(self) -> None:
        super().__init__("这份日报里的岗位都已截止或撤回，不用再转发了。")


class BadInput(Refusal):
    """A text or a file that cannot be used."""


class BadSearch(BadInput):
    def __init__(self, longest: int) -> None:
        super().__init__(
            f"请发要找的词，最多 {longest} 个字，例如：长春 结构设计 6000以上。要问老师或发招聘线索，请先发 /cancel。"
        )


class BadChoice(BadInput):
    """A value that the office cannot choose. ``why`` is a key of ``SENTENCES``."""

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
