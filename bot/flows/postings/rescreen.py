"""Screen an edited announcement again, and compare the new findings with the old findings."""

from bot.domain.postings.screening import screen
from bot.store.postings.postings import Whole
from bot.store.tables import FindingRow


def rescreened(old: Whole, new: Whole, meaning_edited: bool) -> tuple[list[FindingRow], list[FindingRow]]:
    """(the findings in ``new``, the findings in ``old`` that are removed).

    Only the meaning of some fields is stored, for example the degree from 全日制统招本科. Words that are not stored
    cannot be screened again. So a finding in such words is kept until one of these fields is edited
    (``meaning_edited``).
    """
    before = _words(old)
    found = {
        (hit.rule, hit.words): FindingRow(
            announcement_id=old.announcement.id,
            rule=hit.rule,
            kind=hit.kind,
            action=hit.action,
            words=hit.words,
            basis=hit.basis,
            suggestion=hit.suggestion,
        )
        for hit in screen(_words(new))
    }
    gone = []
    for row in old.findings:
        if (row.rule, row.words) in found:
            continue
        if row.words in before or meaning_edited:
            gone.append(row)
        else:
            found[(row.rule, row.words)] = FindingRow(**row.model_dump())
    return list(found.values()), gone


def _words(whole: Whole) -> str:
    """All stored text of an announcement, for screening."""
    lines = [whole.employer.name, whole.announcement.title, whole.announcement.apply_how]
    lines += whole.announcement.policy.values()
    for each in whole.postings:
        lines += [each.title, each.salary_text, each.regions_text, each.address, each.language, each.majors_text]
        lines += [each.description, *(text for _, text in (*each.unparsed, *each.notes))]
    return "\n".join(dict.fromkeys(line for line in lines if line))
