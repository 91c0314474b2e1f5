"""Tables are read and written through real files in memory."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from bot.domain.errors import DuplicateHeaders, FileTooLarge, NoRows, TooManyRows, Undecodable, WrongFileType
from bot.sheets import MAX_BYTES, read_sheet, write_sheet
from bot.sheets.child import MAX_UNPACKED

CSV = "岗位名称,单位名称,招聘人数\n技术员,甲公司,2\n"


def workbook(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_reads_the_same_in_every_encoding_that_chinese_offices_use(encoding: str) -> None:
    sheet = read_sheet(CSV.encode(encoding), "岗位.csv")

    assert sheet.headers == ("岗位名称", "单位名称", "招聘人数")
    assert sheet.rows == [(2, {"岗位名称": "技术员", "单位名称": "甲公司", "招聘人数": "2"})]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_csv_may_part_its_cells_by_comma_semicolon_or_tab(mark: str) -> None:
    assert read_sheet(CSV.replace(",", mark).encode(), "a.csv").rows == read_sheet(CSV.encode(), "a.csv").rows


def test_row_numbers_are_those_that_the_user_sees_and_blank_rows_are_gone() -> None:
    sheet = read_sheet(workbook([["姓名"], ["甲"], [""], ["乙"]]), "a.xlsx")

    assert [number for number, _ in sheet.rows] == [2, 4]


def test_a_line_break_inside_a_cell_does_not_shift_the_row_numbers() -> None:
    sheet = read_sheet('描述,人数\n"一\n二",1\n三,2\n'.encode(), "a.csv")

    assert sheet.rows[1] == (3, {"描述": "三", "人数": "2"})


def test_numbers_come_without_a_fraction_and_days_without_a_time() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["人数", "薪资", "截止日期"])
    sheet.write_row(1, 0, [3, 4500.5])
    sheet.write_datetime(1, 2, date(2027, 1, 15), book.add_format({"num_format": "yyyy/m/d"}))
    book.close()

    assert read_sheet(out.getvalue(), "a.xlsx").rows[0][1] == {
        "人数": "3",
        "薪资": "4500.5",
        "截止日期": "2027-01-15",
    }


def test_what_is_written_reads_back_unchanged_long_ids_and_would_be_formulas_included() -> None:
    row = ["20230101000123456789", "=1+1", "+86 431", "-", "@somebody", 3]
    data = write_sheet("名单/一", ["a", "b", "c", "d", "e", "f"], [row])

    assert list(read_sheet(data, "a.xlsx").rows[0][1].values()) == [*row[:5], "3"]


def test_no_written_text_is_a_formula() -> None:
    data = write_sheet("名单", ["a"], [["=HYPERLINK(1)"], ["@SUM(1)"]])

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert b"quotePrefix" in archive.read("xl/styles.xml")


def test_the_header_stays_in_sight() -> None:
    with zipfile.ZipFile(io.BytesIO(write_sheet("名单", ["a"], [["1"]]))) as archive:
        assert b'state="frozen"' in archive.read("xl/worksheets/sheet1.xml")


def test_a_sheet_name_that_excel_refuses_is_mended() -> None:
    data = write_sheet("2027届 [土木]: 名单/去向*?" + "长" * 40, ["a"], [["1"]])

    assert len(CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names[0]) == 31


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (b"%PDF-1.7", "a.pdf"),
        (b"\xd0\xcf\x11\xe0old", "a.xls"),
        (b"no archive", "a.xlsx"),
        (b"PK\x03\x04", "a.csv"),
    ],
)
def test_another_kind_of_file_is_refused_and_told_which_are_accepted(data: bytes, filename: str) -> None:
    with pytest.raises(WrongFileType, match=r"\.ods 或 \.csv"):
        read_sheet(data, filename)


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")

    with pytest.raises(WrongFileType):
        read_sheet(out.getvalue(), "a.xlsx")


def test_a_file_that_is_too_large_or_unpacks_too_large_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (MAX_UNPACKED + 1))

    for data, name in ((b"0" * (MAX_BYTES + 1), "a.csv"), (bomb.getvalue(), "a.xlsx")):
        with pytest.raises(FileTooLarge, match="10 MB"):
            read_sheet(data, name)


def test_a_word_in_the_last_corner_does_not_take_the_whole_sheet_into_memory() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet().write_string(1_048_575, 16_383, "角落")
    book.close()

    with pytest.raises(FileTooLarge):
        read_sheet(out.getvalue(), "a.xlsx")


def test_a_table_without_rows_with_too_many_or_with_a_header_twice_is_refused() -> None:
    with pytest.raises(NoRows):
        read_sheet("岗位名称,单位名称\n,\n".encode(), "a.csv")
    with pytest.raises(TooManyRows, match="2 行"):
        read_sheet(b"a\n1\n2\n3\n", "a.csv", max_rows=2)
    with pytest.raises(DuplicateHeaders, match="薪资"):
        read_sheet("薪资,岗位,薪资\n1,2,3\n".encode(), "a.csv")


def test_bytes_in_no_known_encoding_are_refused() -> None:
    with pytest.raises(Undecodable, match="UTF-8"):
        read_sheet(b"\xff\x00\x81\x81\xff", "a.csv")
