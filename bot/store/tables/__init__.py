"""Every table of the school, one file for each noun. Importing this package registers them all."""

from bot.store.tables.care import Call, Question
from bot.store.tables.chain import ClassReport, Group, Rung
from bot.store.tables.clearing import Clearing, DeliverySum, Erasure, InterestSum
from bot.store.tables.destinations import Destination, DestinationEvent, Evidence
from bot.store.tables.graduate_log import GraduateChange
from bot.store.tables.inbox import Dialog, Draft, Incoming, IncomingState
from bot.store.tables.office import Choice, Wording
from bot.store.tables.people import BindTry, Bond, Handover, Invite, Membership, Person, Student, Unit, Wish
from bot.store.tables.postings import (
    Announcement,
    Bookmark,
    Change,
    Complaint,
    Employer,
    FindingRow,
    Interest,
    Lead,
    Posting,
    RecommendationExport,
)
from bot.store.tables.pushes import Delivery, Push
from bot.store.tables.warnings import Firing, Schedule

__all__ = [
    "Announcement",
    "BindTry",
    "Bond",
    "Bookmark",
    "Call",
    "Change",
    "Choice",
    "ClassReport",
    "Clearing",
    "Complaint",
    "Delivery",
    "DeliverySum",
    "Destination",
    "DestinationEvent",
    "Dialog",
    "Draft",
    "Employer",
    "Erasure",
    "Evidence",
    "FindingRow",
    "Firing",
    "GraduateChange",
    "Group",
    "Handover",
    "Incoming",
    "IncomingState",
    "Interest",
    "InterestSum",
    "Invite",
    "Lead",
    "Membership",
    "Person",
    "Posting",
    "Push",
    "Question",
    "RecommendationExport",
    "Rung",
    "Schedule",
    "Student",
    "Unit",
    "Wish",
    "Wording",
]
