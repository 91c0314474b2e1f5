"""Convert a screened announcement, its postings and its findings into the columns that the store needs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.postings.announcement import AnnouncementState
from bot.domain.postings.posting import AnnouncementDraft, PostingDraft
from bot.domain.postings.screening import Finding
from bot.store.postings.intake import EmployerKey, Entry


@dataclass(frozen=True)
class Screened:
    """An announcement that can be stored, with the findings in all its text."""

    draft: AnnouncementDraft
    content_hash: str
    findings: tuple[Finding, ...]


def employer_of(draft: AnnouncementDraft) -> EmployerKey:
    """The employer as the store looks it up. The type and the industry are those of the first posting."""
    first = draft.postings[0]
    return EmployerKey(draft.employer_name, draft.uscc, first.employer_type, first.industry)


def entry_of(each: Screened, now: datetime, by: int | None, approved: bool) -> Entry:
    """The rows to store. ``by`` is the id of the sender. If ``approved`` is True, the announcement needs no review."""
    draft = each.draft
    announcement: dict[str, Any] = {
        "title": draft.title,
        "source": draft.source,
        "apply_how": draft.apply_how,
        "deadline": draft.deadline,
        "state": AnnouncementState.APPROVED if approved else AnnouncementState.REVIEW,
        "content_hash": each.content_hash,
        "approved_hash": each.content_hash if approved else None,
        "submitted_by": by,
        "decided_by": by if approved else None,
        "decided_at": now if approved else None,
        "decision_reason": "",
        "policy_kind": draft.policy.kind if draft.policy else None,
        "policy": dict(draft.policy.facts) if draft.policy else {},
        "created_at": now,
    }
    findings = [
        {
            "rule": found.rule,
            "kind": found.kind,
            "action": found.action,
            "words": found.words,
            "basis": found.basis,
            "suggestion": found.suggestion,
        }
        for found in each.findings
    ]
    return Entry(announcement, [columns(posting) for posting in draft.postings], findings)


def columns(draft: PostingDraft) -> dict[str, Any]:
    """The columns of a posting: its fields as they were written and as they were understood."""
    return {
        "title": "、".join(draft.titles),
        "titles": list(draft.titles),
        "work_type": draft.work_type,
        "category": draft.category,
        "employer_type": draft.employer_type,
        "salary_text": draft.salary_text,
        "min_monthly": draft.salary.min_monthly,
        "max_monthly": draft.salary.max_monthly,
        "months": draft.salary.months,
        "negotiable": draft.salary.negotiable,
        "regions_text": draft.regions_text,
        "regions": sorted(draft.regions.codes),
        "anywhere": draft.regions.nationwide or draft.regions.remote,
        "address": draft.address,
        "degree_floor": draft.degree_floor,
        "language": draft.language,
        "majors_text": draft.majors_text,
        "majors": sorted(draft.majors.codes),
        "majors_soft": draft.majors.soft or bool(draft.majors.unknown),  # unknown majors must not exclude a student
        "cohorts": sorted(draft.cohorts),
        "headcount": draft.headcount,
        "experience_years": draft.experience_years,
        "deadline": draft.deadline,
        "description": draft.description,
        "notes": [list(note) for note in draft.notes],
        "policy": draft.policy is not None,
        "unparsed": [[cell.field, cell.text] for cell in draft.unparsed],
    }
