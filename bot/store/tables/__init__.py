"""Every table of the school, one file a noun. Importing this package knows them all."""

from bot.store.tables.chain import ClassReport, Rung
from bot.store.tables.destinations import Destination, DestinationEvent, Evidence
from bot.store.tables.inbox import Dialog, Incoming, IncomingState
from bot.store.tables.people import BindTry, Bond, Invite, Membership, Person, Student, Unit, Wish
from bot.store.tables.postings import Announcement, Employer, FindingRow, Interest, Posting, Setting
from bot.store.tables.pushes import Delivery, Push
from bot.store.tables.warnings import Firing, Schedule

__all__ = [
    "Announcement",
    "BindTry",
    "Bond",
    "ClassReport",
    "Delivery",
    "Destination",
    "DestinationEvent",
    "Dialog",
    "Employer",
    "Evidence",
    "FindingRow",
    "Firing",
    "Incoming",
    "IncomingState",
    "Interest",
    "Invite",
    "Membership",
    "Person",
    "Posting",
    "Push",
    "Rung",
    "Schedule",
    "Setting",
    "Student",
    "Unit",
    "Wish",
]
