"""Refusals that any screen may give."""

from typing import ClassVar


class Refusal(Exception):
    """A refusal that a person reads. ``str()`` returns the whole sentence. The refused request changes nothing."""


class NotAllowed(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "这一步需要相应的身份，您能做的在 /help 里。刚有变动？班干部请联系辅导员任命，老师请联系就业处更新名单。"
        )


class Stale(Refusal):
    def __init__(self) -> None:
        super().__init__("这个按钮已经失效，因为内容有了变化。请按最新的消息操作，或发送 /help 重新开始。")


class Withdrawn(Refusal):
    def __init__(self) -> None:
        super().__init__("这条公告已经撤回，请不要再投递，原因写在那条消息里。有疑问请联系辅导员。")


class Ended(Refusal):
    """Every posting of a class report is closed or withdrawn."""

    def __init__(self) -> None:
        super().__init__("这份日报里的岗位都已截止或撤回，不用再转发。可以发送 /tasks 看其余的日报。")


class BadInput(Refusal):
    """A text or a file that the bot cannot use."""


class BadSearch(BadInput):
    def __init__(self, longest: int) -> None:
        super().__init__(
            f"请发要找的词，最多 {longest} 个字，例如：长春 结构设计 6000以上。要问老师或发招聘线索，请先发 /cancel。"
        )


class BadChoice(BadInput):
    """A value that is not valid for a setting of the office. ``why`` is a key of ``SENTENCES``."""

    SENTENCES: ClassVar[dict[str, str]] = {
        "number": "这里要写一个整数。请写 {} 到 {} 之间的数。",
        "hours": "没看懂这个时间。请写“上班-下班”，例如 08:30-17:30。",
        "short_day": "下班要比上班至少晚 {} 小时，请检查后再发一次。",
        "quiet": "没看懂这个时段。请写“开始-结束”，例如 22:00-08:00；不设免打扰时段请写“无”。",
        "quiet_day": "免打扰时段盖住了白天，消息就发不出去了。请只写夜里和午休，例如 22:00-08:00。",
        "release": "这里不能输入文字，请点按钮选择发送方式。",
        "switch": "没看懂这个回答。请写“开”或“关”。",
        "contact": "联系方式没有写或太长。请写电话或房间，最多 {} 个字，例如：电话 0431-85550000，行政楼 203 室。",
        "year_day": "没看懂这个日期。请写几月几日，例如 9月1日。",
        "weight": "没看懂“{}”。请按表里的名称写“名称 分数”，例如：专业对口 50。",
    }

    def __init__(self, why: str, *details: object) -> None:
        super().__init__(self.SENTENCES[why].format(*details))
