"""Issues in the public archive."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from newsletter.model.issue import Issue
from newsletter.model.web_version import Labels, WebVersion, is_same_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedIssue:
    """One issue on the web, without any reader's data.

    Attributes:
        issue: Its content, as it was sent or corrected since.
        edition: SHA-256 of the mail that links here; empty if it is not stored.
        sent_at: When it was first sent, on the clock of the publication.
        labels: The words around the text, as the letter had them.
        canonical: Address of the article that it was drawn from; empty for none.
        corrected_at: When the editor corrected it here; ``None``: as it was sent.
        is_listed: Whether it went to everybody, so that list, feed and search
            engines have it; else only its letter leads here.
        is_hidden: Whether the editor took it off the web.
        is_mail_only: Whether nothing but the mail itself is left of it.
    """

    issue: Issue
    sent_at: datetime
    edition: str = ""
    labels: Labels = field(default_factory=Labels)
    canonical: str = ""
    corrected_at: datetime | None = None
    is_listed: bool = True
    is_hidden: bool = False
    is_mail_only: bool = False

    @property
    def changed_at(self) -> datetime:
        """When this page last changed."""
        return self.corrected_at or self.sent_at


@dataclass(frozen=True, slots=True)
class SentIssue:
    """An issue that was sent to everybody: when first, and with which edition."""

    issue: int
    sent_at: datetime
    edition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentEdition:
    """An edition that readers got.

    Attributes:
        edition: Its SHA-256; empty if only the journal knows it.
        slug: The last part of the address that its letters link to; may be empty.
        went_to_all: Whether it was for everybody, and not for a tag or newcomers with a welcome.
    """

    issue: int
    edition: str
    slug: str
    sent_at: datetime
    went_to_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WebChange:
    """What the editor changed on the web since an issue was sent."""

    version: WebVersion | None = None
    corrected_at: datetime | None = None
    hidden_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesake:
    """An approved or sent edition whose address begins with the same slug."""

    slug: str
    issue: int
    is_sent: bool
    version: WebVersion | None


def free_slug(version: WebVersion, namesakes: Iterable[Namesake]) -> str:
    """Return the slug of a version: no sent link may change what it shows.

    It is the issue's own, or that with a number behind it where another issue
    has it, or where this issue went out under it with another text.
    """
    taken = {
        one.slug
        for one in namesakes
        if one.issue != version.issue.number
        or (one.is_sent and not (one.version and is_same_text(one.version, version)))
    }
    slug, count = version.issue.slug, 1
    while slug in taken:
        count += 1
        slug = f"{version.issue.slug}-{count}"
    return slug
