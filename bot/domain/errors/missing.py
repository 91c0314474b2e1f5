"""The refusal when the requested thing does not exist, or no longer exists."""

from typing import ClassVar

from bot.domain.errors.general import Refusal


class NotFound(Refusal):
    """``what`` is a key of ``SENTENCES`` and names the missing thing."""

    SENTENCES: ClassVar[dict[str, str]] = {
        # postings and announcements
        "posting": "这个岗位已截止或撤下，看不到了。请返回看看其他岗位，或发送 /postings。",
        "posting_unknown": "没有找到这个岗位，它没有发布过。请返回看看其他岗位，或发送 /postings。",
        "posting_number": "没有编号为 {} 的岗位。请用 jiuye postings list 查编号。",
        "offer": "这个岗位已截止或撤下。请返回，重新打开列表。",
        "announcement": "没有找到这条公告。请返回，重新打开列表。",
        "announcement_published": "这条公告没有发布，或已截止、撤回。请发送 /published 查看已发布的公告。",
        "announcement_shown": "这条公告没有发布过，不能就它提问。请发送 /ask 直接提问。",
        "policy": "没有找到这条政策性岗位。请发送 /policy 重新打开列表。",
        "complaint": "这条公告没有待处理的举报了，可能同事已经处理。请发送 /complaints 看其余的。",
        "lead": "没有找到这条线索。请发送 /leads 重新打开列表。",
        # people and units
        "unit": "没有找到这个学院或班级，名单可能更新了。请返回重选。",
        "class": "这里要选一个班级。请返回重选。",
        "college": "没有找到这个学院，名单可能更新了。请返回重选。",
        "student": "名单里没有找到这位同学。请返回重选。",
        "classmate": "这位同学不在这个班的名单里。请返回重选。",
        "backlog": "这个班没有积压的公告了。请返回看其余的班级。",
        "helper": "这个班没有能联系上的班干部或辅导员。请用 /cadres 任命班干部，或更新教工表。",
        "not_waiting": "这位同学不在这份日报的待转告名单里，可能已经绑定或收到了。请返回看最新的名单。",
        "cadre": "没有找到这位班干部的任职记录。请发送 /cadres 查看现任班干部。",
        "bond": "这位同学已经解除绑定，不用再确认身份。请发送 /confirm 看其余的同学。",
        "own_bond": "您还没有绑定，或已经退出绑定。要绑定，请发送 /start。",
        # a student's own
        "wishes": "您还没有填写求职意向。请发送 /wishes 填写。",
        "application": "“我的投递”里没有这个岗位。请发送 /applications 查看您记下的投递。",
        "destination": "您还没有提交过毕业去向。请发送 /destination 查看怎么登记。",
        # the chain, groups and pushes
        "handover": "没有找到这次交接。请发送 /handover 查看现在的情况。",
        "group": "我还没有这个群的记录。请先把我移出群，再重新添加一次。",
        "class_group": "这个群没有绑定班级，或已经解绑。请发送 /tasks 查看您的班群。",
        "report": "没有找到这份班级日报。请发送 /tasks 查看要转发的日报。",
        "rung": "没有找到这条待下发的公告。请发送 /tasks 重新打开列表。",
        "push": "没有找到这次推送。请发送 /state 重新选择。",
        "push_number": "没有编号为 {} 的推送。发送通知或发布岗位后会显示编号，请核对。",
        "ack_push": "没有找到这次提醒，或它不需要点“我已了解”。请发送 /warnings 重新选择。",
        "schedule": "这个定时提醒已经结束。请发送 /schedule 查看其余的，或新建一个。",
        "question": "没有找到这个问题，本人可能已经撤回。请发送 /questions 看其余的问题。",
        # the office
        "nobody_agreed": "现在没有同意推荐的同学，名单里没有可导出的人。请等同学同意后再导出。",
        "year": "没有 {} 年的数据。请返回选别的年份。",
        "holidays": "没有导入过 {} 年的节假日，没有可删除的内容。请返回查看已有的年份。",
        "template": "没有找到这条消息的文案。请刷新页面后重选。",
    }

    def __init__(self, what: str, *details: object) -> None:
        super().__init__(self.SENTENCES[what].format(*details))
