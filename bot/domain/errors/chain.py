"""Refusals about class groups, cadres and schedules."""

from typing import ClassVar

from bot.domain.errors.general import BadInput, Refusal


class BadSchedule(BadInput):
    """A rhythm, in words or as cron, that was not understood. ``fault`` is a value of ``warning.CronFault``."""

    SENTENCES: ClassVar[dict[str, str]] = {
        "nonsense": "没看懂这个时间。请写“每周三 9:30”或“每月 5 日 10:00”这样的日子和钟点。",
        "too_often": "一天发得太多，同学就不看了。请改成每天最多 4 次。",
        "minutes": "一天发几次时，几个钟点的分钟要一样，例如 9:30、18:30。请改好再发，或分开新增两个提醒。",
        "never": "这个时间永远不会到（例如 2 月 31 日）。请检查日和月，再发一次。",
    }

    def __init__(self, fault: str) -> None:
        super().__init__(self.SENTENCES[fault])


class OnlyInPrivate(Refusal):
    """A person pressed a button in a group, although it works only in their private chat."""

    def __init__(self) -> None:
        super().__init__("这一步请在和我的私聊里操作：点我的头像，再点“发消息”。")


class GroupNotYours(Refusal):
    def __init__(self) -> None:
        super().__init__("这个按钮只有已绑定的本班班干部、辅导员或班主任能用。看岗位请和我私聊。")


class ClassHasGroup(Refusal):
    def __init__(self, unit: str, title: str) -> None:
        super().__init__(f"{unit}已经有班群“{title[:40]}”了。要换到这个群，请先私聊我发送 /tasks 解绑原来的群。")


class UnknownClassmate(BadInput):
    def __init__(self, words: str) -> None:
        super().__init__(f"这个班的名单里没有“{words}”。请写完整的学号或姓名，或点上面的名字；不办了请发送 /cancel。")


class SuccessorUnreached(Refusal):
    """The named successor is already a cadre of the class, or the bot cannot reach them."""

    def __init__(self) -> None:
        super().__init__("这位同学现在不能接任：要先绑定并由辅导员确认身份，而且还不是这个班的班干部。请换一位。")


class HandoverOpen(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"这个班的交接正在等{name}答复。要换人，请先撤回那一次。")
