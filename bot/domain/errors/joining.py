"""Refusals of a binding, and of an unclear name of a person or class."""

from bot.domain.errors.general import BadInput, Refusal


class BindingRefused(Refusal):
    """The binding failed. The sentence is the same for a wrong number, name or code, so that outsiders cannot probe the
    roster.
    """

    def __init__(self) -> None:
        super().__init__("学号、姓名和绑定码没有对上，或绑定码已过期。请核对后再试；仍不行请联系辅导员。")


class TooManyTries(Refusal):
    def __init__(self, minutes: int) -> None:
        super().__init__(f"尝试次数太多，请 {minutes} 分钟后再试，或请辅导员为您生成个人绑定码。")


class NeedsConfirmation(Refusal):
    """The person joined by a class code, which classmates know too. They cannot see their own records until the
    counsellor confirms who they are.
    """

    def __init__(self) -> None:
        super().__init__("这一步要先确认身份：请联系辅导员确认，或向辅导员要个人绑定码重新绑定。")


class AlreadyBound(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"这个 Telegram 账号已经绑定“{name}”。要换人使用，请先发送 /me，点“退出绑定”。")


class BoundElsewhere(Refusal):
    """The number, name and class code are right. However, the number is bound to another Telegram account."""

    def __init__(self) -> None:
        super().__init__("这个学号已绑定另一个 Telegram 账号。若是您换了账号，请联系辅导员生成个人绑定码再绑定。")


class UnknownNumber(BadInput):
    def __init__(self, number: str) -> None:
        super().__init__(f"名单里没有“{number}”。请核对学号或工号；新同学请先由就业处导入名单。")


class UnknownClass(BadInput):
    def __init__(self, name: str, several: bool) -> None:
        if several:
            super().__init__(f"有几个学院都有“{name}”。请写成“学院/班级”，例如：土木学院/土木2301。")
        else:
            super().__init__(f"名单里没有“{name}”这个班级。请写成“学院/班级”，例如：土木学院/土木2301。")
