"""A rhythm in Chinese words becomes cron, and everything else is refused with its fault."""

import pytest

from bot.domain.warnings.warning import BadCron, CronFault
from bot.domain.warnings.words import cron_of


@pytest.mark.parametrize(
    ("words", "cron"),
    [
        ("每周三 9:30", "30 9 * * 3"),
        ("每月 5 日 10:00", "0 10 5 * *"),
        ("每周一、周四 9:30", "30 9 * * 1,4"),
        ("每周一、四 下午3点", "0 15 * * 1,4"),
        ("每周一到周五 8:00", "0 8 * * 1,2,3,4,5"),
        ("每周日到周二 9:00", "0 9 * * 1,2,7"),
        ("星期五 16：00", "0 16 * * 5"),
        ("每个星期天晚上 7 点", "0 19 * * 7"),
        ("每天 9:00、18:00", "0 9,18 * * *"),
        ("每天中午12点", "0 12 * * *"),
        ("每月1日、15日 10点半", "30 10 1,15 * *"),
        ("每月 1、15 号的 10:00。", "0 10 1,15 * *"),
        ("每年 3 月、9 月 1 日 10:00", "0 10 1 3,9 *"),
    ],
)
def test_words_become_cron(words: str, cron: str) -> None:
    assert cron_of(words) == cron


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("0 10 * * 1", CronFault.NONSENSE),
        ("每周三", CronFault.NONSENSE),
        ("9:30", CronFault.NONSENSE),
        ("每周八 9:00", CronFault.NONSENSE),
        ("每周三 25:00", CronFault.NONSENSE),
        ("每月 32 日 9:00", CronFault.NONSENSE),
        ("每周三 9:30 发一下", CronFault.NONSENSE),
        ("", CronFault.NONSENSE),
        ("每天 8:00、9:00、10:00、11:00、12:00", CronFault.TOO_OFTEN),
        ("每天 9:00、18:30", CronFault.MINUTES),
        ("2 月 31 日 10:00", CronFault.NEVER),
    ],
)
def test_other_words_are_refused_with_their_fault(words: str, fault: CronFault) -> None:
    with pytest.raises(BadCron) as refused:
        cron_of(words)
    assert refused.value.fault is fault
