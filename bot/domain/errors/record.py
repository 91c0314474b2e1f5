"""Refusals to file a destination or its evidence."""

from typing import ClassVar

from bot.domain.errors.general import BadInput, Refusal


class FilingNeedsConfirmation(Refusal):
    """The student joined by a class code, which classmates know too. They cannot file a destination until the
    counsellor confirms who they are.
    """

    def __init__(self) -> None:
        super().__init__("登记去向前要先确认身份：请联系辅导员确认，或向辅导员要个人绑定码重新绑定。")


class FilingNotPermitted(Refusal):
    """The school does not permit filing in chat (any longer)."""

    def __init__(self) -> None:
        super().__init__("学校现在不在这里登记去向。请发送 /destination 查看登记的网址。")


class BadEvidence(BadInput):
    """A document that cannot be evidence. ``why`` is ``kind``, ``size``, ``internship`` or ``missing``."""

    SENTENCES: ClassVar[dict[str, str]] = {
        "kind": "证明材料只收照片（JPG、PNG）或 PDF，请换一种再发。",
        "size": "证明材料超过 5 MB，请压缩后再发。",
        "internship": "实习、见习、顶岗的材料不能作为就业证明，请发就业协议或劳动合同。",
        "missing": "还没有证明材料。请先遮住身份证号、住址和银行卡号，再发一张照片或 PDF。",
    }

    def __init__(self, why: str) -> None:
        super().__init__(self.SENTENCES[why])
