"""Refusals: what a person did cannot be done. The sentence says what was wrong, where, and what to do next.

Every other sentence that people read lives in ``templates/``.
"""


class Refusal(Exception):
    """A refusal that a person reads. Changes nothing; ``str()`` is the whole sentence."""


class NotFound(Refusal):
    def __init__(self, what: str) -> None:
        super().__init__(f"没有找到{what}。它可能已被撤下或处理过了，请返回重新选择。")


class NotAllowed(Refusal):
    def __init__(self) -> None:
        super().__init__("这个操作需要相应的身份。如果您刚换了岗位，请联系就业处更新名单。")


class Stale(Refusal):
    def __init__(self) -> None:
        super().__init__("这个按钮已经失效，内容有了变化。请按最新的消息操作，或发送 /help 重新开始。")


class AlreadyDone(Refusal):
    def __init__(self, what: str) -> None:
        super().__init__(f"{what}，不用重复操作。")


class BadInput(Refusal):
    """Something typed or sent that cannot be used."""


class BindingRefused(Refusal):
    """One sentence for a wrong number, name or code, so that nobody can probe the roster."""

    def __init__(self) -> None:
        super().__init__("学号、姓名和绑定码没有对上，或绑定码已过期。请核对后再试；仍不行请联系辅导员。")


class TooManyTries(Refusal):
    def __init__(self, minutes: int) -> None:
        super().__init__(f"尝试次数太多，请 {minutes} 分钟后再试，或请辅导员为您生成个人绑定码。")
