"""Refusals of wishes that were not understood."""

from bot.domain.errors.general import BadInput


class UnknownPlace(BadInput):
    def __init__(self, words: str) -> None:
        super().__init__(f"没看懂“{words}”是哪里。请写省或市的名字，用顿号分开，例如：长春、沈阳、省内。")


class UnknownFloor(BadInput):
    def __init__(self) -> None:
        super().__init__("没看懂这个数。请写每月税前的元数，1000 到 100000 之间，例如 6000 或 6k。")


class UnknownQuiet(BadInput):
    def __init__(self) -> None:
        super().__init__("没看懂这个时段。请写从几点到几点，例如 21:30-07:30，最长 16 小时；发“关闭”就不设免打扰时段。")
