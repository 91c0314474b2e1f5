"""Refusals of files that cannot be read as tables."""

from bot.domain.errors.general import BadInput


class BadSheet(BadInput):
    """A file that cannot be read as a table."""


class WrongFileType(BadSheet):
    def __init__(self, accepted: str) -> None:
        super().__init__(f"这个文件读不了，请改存为 {accepted} 再发。")


class FileTooLarge(BadSheet):
    def __init__(self, megabytes: int) -> None:
        super().__init__(
            f"文件太大（上限 {megabytes} MB，解压后另有上限）。请删去图片和表格边角上多余的内容，或拆成几个文件再发。"
        )


class TooManyRows(BadSheet):
    def __init__(self, most: int) -> None:
        super().__init__(f"一个文件最多 {most} 行，请拆成几个文件再发。")


class NoRows(BadSheet):
    def __init__(self) -> None:
        super().__init__("表头下面没有数据。请在表头下每行写一条，再发一次。")


class DuplicateHeaders(BadSheet):
    def __init__(self, headers: str) -> None:
        super().__init__(f"表头有重复的列：{headers}。请改名或删去一列再发。")


class Undecodable(BadSheet):
    def __init__(self) -> None:
        super().__init__("文件的文字编码未识别。请在 Excel 里另存为“CSV UTF-8”或 .xlsx 再发。")


class Locked(BadSheet):
    def __init__(self) -> None:
        super().__init__("这个文件有密码保护，读不了。请在 Excel 里取消密码再发。")


class MissingColumns(BadSheet):
    def __init__(self, missing: str, looked: str = "") -> None:
        seen = f"找到的表头是{looked}。" if looked else ""
        super().__init__(f"表头里没有找到这些列：{missing}。{seen}请对照模板把表头改好再发。")
