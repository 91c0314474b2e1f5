"""Workbooks as offices keep them: titles, notes, several sheets, merged cells, totals, and spoiled numbers."""

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from bot.domain.errors import DuplicateHeaders, FileTooLarge, MissingColumns, NoRows, WrongFileType
from bot.domain.headers import SHEET
from bot.domain.lists import Fault
from bot.domain.register.roster import read_roster
from bot.sheets import LeftOut, Sheet, Unread, read_sheet

ROSTER = ["学号", "姓名", "学院", "专业", "班级", "学历", "毕业年份"]
POSTS = ["单位名称", "岗位名称", "工作地点"]


def student(number: str, name: str, college: str = "土木工程学院") -> list[str]:
    return [number, name, college, "土木工程", "土木2401", "本科", "2027"]


def workbook(**sheets: Callable[[Worksheet], None]) -> bytes:
    """Return a workbook with one sheet for each argument. The function of an argument fills its sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, fill in sheets.items():
        fill(book.add_worksheet(name))
    book.close()
    return out.getvalue()


def table(*rows: list[object], top: int = 0) -> Callable[[Worksheet], None]:
    def fill(sheet: Worksheet) -> None:
        for number, row in enumerate(rows):
            sheet.write_row(top + number, 0, row)

    return fill


def hidden(fill: Callable[[Worksheet], None]) -> Callable[[Worksheet], None]:
    def both(sheet: Worksheet) -> None:
        fill(sheet)
        sheet.hide()

    return both


def people(sheet: Sheet) -> list[str]:
    reading = read_roster(sheet.headers, sheet.rows)
    assert not reading.problems
    return [entry.number for entry in reading.entries]


@pytest.mark.parametrize("top", [0, 1, 5])
@pytest.mark.parametrize("title", [[], ["某某大学2027届毕业生名单"], ["填报单位：", "教务处", "", "2026年12月"]])
def test_a_header_is_found_below_titles_and_blank_rows(top: int, title: list[object]) -> None:
    rows = [title, ROSTER, student("20240101", "甲一")] if title else [ROSTER, student("20240101", "甲一")]
    sheet = read_sheet(workbook(名单=table(*rows, top=top)), "名单.xlsx")
    assert people(sheet) == ["20240101"]
    assert sheet.rows[0][0] == top + len(rows)


def test_every_sheet_with_the_columns_is_read_and_each_row_names_its_sheet() -> None:
    data = workbook(
        填写说明=table(["填写说明：", "红色为必填"]),
        字典=hidden(table(["学院", "专业"], ["土木工程学院", "土木工程"])),
        土木=table(ROSTER, student("20240101", "甲一")),
        机电=table(["2027届"], ROSTER, student("20240201", "乙一", "机电工程学院")),
        空表=table(),
        联系人=table(["姓名", "电话", "学院"], ["丙", "1", "土木工程学院"]),
    )
    sheet = read_sheet(data, "名单.xlsx", form="roster")
    assert people(sheet) == ["20240101", "20240201"]
    assert [cells[SHEET] for _, cells in sheet.rows] == ["土木", "机电"]
    assert {part.name: (part.unread, part.header, part.rows) for part in sheet.parts} == {
        "填写说明": (Unread.COLUMNS, 0, 0),
        "字典": (Unread.HIDDEN, 0, 0),
        "土木": (None, 1, 1),
        "机电": (None, 2, 1),
        "空表": (Unread.EMPTY, 0, 0),
        "联系人": (Unread.COLUMNS, 0, 0),
    }
    assert sheet.parts[-1].missing == ("学号", "专业", "班级", "学历", "毕业年份")


def test_a_refusal_names_the_columns_that_are_missing_and_the_header_that_was_found() -> None:
    data = workbook(
        说明=table(["红色必填"]), 名单=table(["某大学"], ["学号", "姓名", "院系"], ["20240101", "甲", "土木"])
    )
    with pytest.raises(
        MissingColumns, match="专业、班级、学历、毕业年份。找到的表头是工作表“名单”第 2 行（学号、姓名、院系）"
    ):
        read_sheet(data, "名单.xlsx", form="roster")


def test_a_merged_employer_stands_in_each_of_its_rows() -> None:
    def fill(sheet: Worksheet) -> None:
        table(POSTS, ["", "会计", "长春"], ["", "文员", "吉林"], ["乙公司", "司机", "四平"])(sheet)
        sheet.merge_range(1, 0, 2, 0, "甲公司")

    sheet = read_sheet(workbook(岗位=fill), "岗位.xlsx")
    assert [cells["单位名称"] for _, cells in sheet.rows] == ["甲公司", "甲公司", "乙公司"]


def test_a_header_of_two_rows_names_the_columns_of_its_groups() -> None:
    def fill(sheet: Worksheet) -> None:
        table(
            ["", "", "", "", ""],
            ["", "", "学历要求", "专业要求", "其他"],
            ["甲局", "一级科员", "本科", "法学", "限党员"],
        )(sheet)
        sheet.merge_range(0, 0, 1, 0, "招录机关（单位）")
        sheet.merge_range(0, 1, 1, 1, "职位名称")
        sheet.merge_range(0, 2, 0, 4, "报考条件")

    sheet = read_sheet(workbook(职位表=fill), "职位表.xlsx")
    assert sheet.headers == ("招录机关（单位）", "职位名称", "学历要求", "专业要求", "其他")
    assert [number for number, _ in sheet.rows] == [3]


def test_rows_that_are_no_data_are_left_out_and_named() -> None:
    rows = [
        ["序号", *POSTS],
        ["1", "甲公司", "会计", "长春"],
        ["2", "", "", ""],
        ["序号", *POSTS],
        ["合 计", "", "2", ""],
        ["备注：以上岗位长期有效"],
    ]
    sheet = read_sheet(workbook(岗位=table(*rows)), "岗位.xlsx")
    assert [number for number, _ in sheet.rows] == [2]
    assert [(left.row, left.why) for left in sheet.left] == [
        (3, LeftOut.NUMBERED),
        (4, LeftOut.HEADER),
        (5, LeftOut.TOTAL),
        (6, LeftOut.NOTE),
    ]


def test_a_row_shorter_or_longer_than_the_header_loses_nothing() -> None:
    sheet = read_sheet("单位名称,岗位名称,薪资\n甲公司,会计\n乙公司,文员,5000,包食宿\n".encode(), "a.csv")
    assert [cells["薪资"] for _, cells in sheet.rows] == ["", "5000"]
    assert sheet.rows[1][1]["第D列"] == "包食宿"


def test_a_second_column_of_one_name_is_kept_unless_the_form_reads_it() -> None:
    sheet = read_sheet("单位名称,岗位名称,备注,备注\n甲公司,会计,一,二\n".encode(), "a.csv")
    assert sheet.rows[0][1] == {"单位名称": "甲公司", "岗位名称": "会计", "备注": "一", "备注2": "二"}
    with pytest.raises(DuplicateHeaders, match="薪资"):
        read_sheet("单位名称,岗位名称,薪资,薪资\n甲公司,会计,5000,6000\n".encode(), "a.csv")


def test_the_first_line_may_name_the_mark_between_the_cells() -> None:
    sheet = read_sheet("sep=;\n单位名称;岗位名称\n甲公司;会计,出纳\n".encode(), "a.csv")
    assert sheet.rows == [(3, {"单位名称": "甲公司", "岗位名称": "会计,出纳"})]


def test_invisible_characters_vanish_from_headers_and_cells() -> None:
    sheet = read_sheet("\ufeff单位\u200b名称,岗位名称\n\u202a甲公司\u202c,会\u2060计\n".encode(), "a.csv")
    assert sheet.rows == [(2, {"单位名称": "甲公司", "岗位名称": "会计"})]


@pytest.mark.parametrize("number", [202401010000000017, 2.0240101000000123e17])
def test_a_number_that_lost_its_end_is_refused_as_an_id(number: float) -> None:
    sheet = read_sheet(workbook(名单=table(ROSTER, [number, *student("", "丙一")[1:]])), "名单.xlsx")
    assert [problem.fault for problem in read_roster(sheet.headers, sheet.rows).problems] == [Fault.NUMBER]


def test_zeros_that_stand_only_in_the_format_are_read_as_shown() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("名单")
    padded = book.add_format({"num_format": "0000000000"})
    sheet.write_row(0, 0, ROSTER)
    sheet.write_row(1, 0, student("", "丙一"))
    sheet.write_number(1, 0, 24010103, padded)
    book.close()
    assert people(read_sheet(out.getvalue(), "名单.xlsx")) == ["0024010103"]


def test_a_sheet_with_a_header_and_nothing_else_has_no_rows() -> None:
    with pytest.raises(NoRows):
        read_sheet(workbook(名单=table(["某大学"], ROSTER)), "名单.xlsx")


def row(number: int, *texts: str) -> str:
    cells = (f'<c r="{"AB"[at]}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in enumerate(texts))
    return f'<row r="{number}">{"".join(cells)}</row>'


HEAD, FIRST = row(1, "单位名称", "岗位名称"), row(2, "甲公司", "会计")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET_XML = f'<?xml version="1.0"?>{{}}<worksheet xmlns="{MAIN}"><sheetData>{{}}</sheetData></worksheet>'


def with_sheet(xml: str) -> bytes:
    """Return a workbook whose first sheet has this XML."""
    source = zipfile.ZipFile(io.BytesIO(workbook(a=table(["x"]))))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            made.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    "cell",
    [
        "<c r='XFD1048576'><v>1</v></c>",
        '<c s="0" r="XFD1048576"><v>1</v></c>',
        f'<x:c xmlns:x="{MAIN}" r="XFD1048576"><x:v>1</x:v></x:c>',
        '<c r="A99999999999"><v>1</v></c>',
    ],
)
def test_a_cell_in_a_far_corner_stops_only_the_process_that_reads_the_file(cell: str) -> None:
    with pytest.raises(FileTooLarge):
        read_sheet(with_sheet(SHEET_XML.format("", HEAD + FIRST + f'<row r="1048576">{cell}</row>')), "a.xlsx")


def test_an_entity_is_not_followed() -> None:
    secret = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    with pytest.raises(WrongFileType):
        read_sheet(with_sheet(SHEET_XML.format(secret, HEAD + FIRST.replace("甲公司", "&e;"))), "a.xlsx")


def test_millions_of_cells_at_one_place_end_within_the_limits() -> None:
    many = HEAD + FIRST + '<row r="3">' + '<c r="A3"/>' * 3_000_000 + "</row>"
    assert len(read_sheet(with_sheet(SHEET_XML.format("", many)), "a.xlsx").rows) == 1
