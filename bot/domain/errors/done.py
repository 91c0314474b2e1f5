"""The refusal of an act that was done before, or that has nothing to act on."""

from typing import ClassVar

from bot.domain.errors.general import Refusal


class AlreadyDone(Refusal):
    """``what`` is a key of ``SENTENCES`` and names the act."""

    SENTENCES: ClassVar[dict[str, str]] = {
        # postings and announcements
        "published": "这条公告已经发布。可以发送 /published 查看或更正。",
        "closed": "这条公告已经截止或撤回，不能发布。要重新发布，请与单位核实后重新录入。",
        "recalled": "这条公告已经撤回，不会再发给同学。可以发送 /published 查看其他公告。",
        "reported": "您已经举报过这条公告，就业处核实后会答复您。要补充情况，请联系就业处。",
        "lead_decided": "这条线索已经处理过了。可以发送 /leads 看下一条。",
        "policy_entered": "同样内容的政策性岗位已经录入。可以发送 /policy 查看。",
        "policy_checked": "今天已经核实过这条政策性岗位。可以发送 /policy 看其余的。",
        # people
        "rolled_over": "已经换届，没有要变动的人。可以发送 /today 返回今日待办。",
        "identity_confirmed": "这位同学的身份已经确认过了。可以发送 /confirm 看其余的同学。",
        "serving": "这位同学已经担任了。可以返回查看本班的班干部。",
        "relieved": "这位同学已经不再担任班干部。可以返回查看本班的班干部。",
        "erased": "这位同学的个人信息已经删除过，现在没有可以删除的。可以发送 /forget 查看记录。",
        "paused": "这位同学已暂停推送。要恢复，请返回后点“恢复推送”。",
        "resumed": "这位同学已恢复推送，备注没有保存。可以返回查看。",
        "not_paused": "这位同学没有暂停推送。可以返回查看。",
        "call_noted": "这次通话刚刚已经记下。可以返回看下一位同学。",
        "call_taken_back": "这次通话记录已经撤销。要再记一次，请返回后重新选择结果。",
        # the chain, groups and pushes
        "handover_answered": "这次交接已经有了结果。可以发送 /handover 查看。",
        "group_bound": "这个群已经是{}的班群。要换班级，请私聊我发送 /tasks 解绑。",
        "relayed": "已经记下“已发班群”，谢谢。可以发送 /tasks 看其余的日报。",
        "helper_reminded": "今天已经提醒过了。可以过一天再看，或直接打电话联系。",
        "not_relayed": "这份日报还没有标记“已发班群”，没有可撤销的。可以发送 /tasks 查看。",
        "passed": "这条公告已经下发，或已截止、撤回。可以发送 /tasks 看其余待下发的公告。",
        "all_passed": "这些公告都已经下发或暂缓。可以发送 /tasks 查看。",
        "not_open": "这条公告已经下发、暂缓或截止。可以发送 /tasks 看其余待下发的公告。",
        "push_switched": "这次推送已经暂停、继续或停止过了。可以发送 /state 查看现在的状态。",
        "none_uncertain": "这次推送没有待确认的送达了。可以发送 /state 查看其他推送。",
        "schedule_switched": "这个定时提醒已经是这个状态。可以发送 /schedule 查看。",
        "question_closed": "这个问题已经回复、撤回或关闭。可以返回看其余的问题。",
        "own_question_closed": "这个问题已经回复、撤回或关闭，不能再撤回。可以发送 /ask 查看，或再问一个。",
        "question_moved": "这个问题已经转过去了。可以发送 /questions 看其余的问题。",
        "no_exam_weeks": "这个班没有设置考试/答辩周，没有可取消的。可以返回后设置。",
        # settings and undoing
        "setting_same": "现在就是这样设置的，没有改动。可以发送 /settings 看其他设置。",
        "setting_default": "这一项用的是默认设置，没有可撤销的改动。可以直接写新的设置。",
        "holidays_unchanged": "节假日没有改动过，没有可撤销的。可以直接导入新的节假日。",
        "wishes_unchanged": "求职意向没有可撤销的改动。可以发送 /wishes 直接修改。",
        "wording_unchanged": "这条文案没有可撤销的改动。可以直接修改后保存。",
        "wording_shipped": "这条文案现在就是原文。可以直接修改后保存。",
    }

    def __init__(self, what: str, *details: object) -> None:
        super().__init__(self.SENTENCES[what].format(*details))
