"""Everything that is kept about a person, as lines for a file (个人信息保护法 45).

Tests hold it to the tables: a new column about a person is exported, or its absence is explained there.
"""

from bot.flows.student.export.everything import everything
from bot.flows.student.export.files import File, listed, sent_files
from bot.flows.student.export.lines import Code, Line, Value

__all__ = ["Code", "File", "Line", "Value", "everything", "listed", "sent_files"]
