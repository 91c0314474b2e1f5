"""``jiuye import``: imports lists and postings from spreadsheets."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli.options import Json

List = Annotated[Path, typer.Argument(metavar="表格", exists=True, dir_okay=False, help="xlsx、xls、ods 或 csv 表格")]
UNITS = "薪资只有数字时的单位：yuan 元，K 千元，wan 万元"
DryRun = Annotated[bool, typer.Option("--dry-run", help="只检查并列出会有什么变化，不写入")]


def postings(
    file: Annotated[
        Path, typer.Argument(metavar="表格", exists=True, dir_okay=False, help="xlsx、xls、ods 或 csv 表格")
    ],
    source: Annotated[str, typer.Option(help="来源，表中没有这一列时使用")] = "",
    unit: Annotated[Literal["yuan", "K", "wan"] | None, typer.Option(help=UNITS)] = None,
    approve: Annotated[bool, typer.Option("--approve", help="没有风险提示的直接通过审核")] = False,
    as_json: Json = False,
) -> None:
    """导入岗位：格式正确的行照常录入，其余的逐条说明。可重复执行。"""
    from bot.cli.work import postings

    postings.take(file, source=source, unit=unit, approve=approve, as_json=as_json)


def roster(
    file: List,
    school: Annotated[str, typer.Option(help="学校名称")] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """导入毕业生名单：学号 姓名 学院 专业 班级 学历 毕业年份 [生源地 班干部 辅修专业]。有一处问题就全部不导入。"""
    from bot.cli.work import roster
    from bot.flows.register.roster import import_roster

    roster.take("roster", import_roster, file, dry_run, as_json, school=school)


def staff(file: List, dry_run: DryRun = False, as_json: Json = False) -> None:
    """导入教职工名单：工号 姓名 角色 单位（几个单位用顿号分开）。"""
    from bot.cli.work import roster
    from bot.flows.register.roster import import_staff

    roster.take("staff", import_staff, file, dry_run, as_json)


def bonds(file: List, dry_run: DryRun = False, as_json: Json = False) -> None:
    """导入其他机器人已有的绑定：学号 Telegram 编号。本人首次打开时再征求同意。"""
    from bot.cli.work import roster
    from bot.flows.register.roster import import_bonds

    roster.take("bonds", import_bonds, file, dry_run, as_json)


def wishes(file: List, dry_run: DryRun = False, as_json: Json = False) -> None:
    """导入求职意向：学号 意向地区 单位性质 岗位类别 最低月薪 接受面议 仅本专业。空着算未填，“不限”是都可以。"""
    from bot.cli.work import roster
    from bot.flows.register.roster import import_wishes

    roster.take("wishes", import_wishes, file, dry_run, as_json)


def hardship(file: List, dry_run: DryRun = False, as_json: Json = False) -> None:
    """导入优先帮扶名单：学号 困难类别。只记是否优先，不存类别；只影响推荐先后，推送的消息里看不出来。"""
    from bot.cli.work import roster
    from bot.flows.register.roster import import_hardship

    roster.take("hardship", import_hardship, file, dry_run, as_json)
