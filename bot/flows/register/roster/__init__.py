"""Import the office's lists: compare each list with the rows, then write all changes or none.

Every import may be run again. Rows that agree with the list are not changed. People who are not in the list are
reported, never deleted.
"""

from bot.flows.register.roster.bonds import import_bonds
from bot.flows.register.roster.graduates import import_roster
from bot.flows.register.roster.hardship import import_hardship
from bot.flows.register.roster.merge import merge
from bot.flows.register.roster.report import Change, Report
from bot.flows.register.roster.staff import import_staff
from bot.flows.register.roster.wishes import import_wishes

__all__ = [
    "Change",
    "Report",
    "import_bonds",
    "import_hardship",
    "import_roster",
    "import_staff",
    "import_wishes",
    "merge",
]
