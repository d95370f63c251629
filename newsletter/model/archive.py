"""Issues that went out, as everybody may read them."""

from dataclasses import dataclass
from datetime import datetime

from newsletter.model.issue import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedIssue:
    """One issue on the web: no reader's data is in it.

    Attributes:
        issue: Its content.
        sent_at: When it first went out; aware, UTC.
        canonical: Where the article stands that it was drawn from; empty for none.
    """

    issue: Issue
    sent_at: datetime
    canonical: str = ""


@dataclass(frozen=True, slots=True)
class SentIssue:
    """An issue that went to everybody: when it first did, and the edition that went then."""

    issue: int
    sent_at: datetime
    edition: str
