"""Preparation of issues for the checks, and running these."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newsletter.app import known_issues
from newsletter.app.articles import Articles
from newsletter.app.container import Container
from newsletter.app.emails import Emails
from newsletter.app.issue_compiler import Resolved
from newsletter.app.issues import Issues
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.edition import Edition
from newsletter.model.issue import Issue
from newsletter.system import reason_of
from newsletter.text import files
from newsletter.text.first_names import LONGEST

if TYPE_CHECKING:
    from newsletter.editorial.checks.finding import Finding
    from newsletter.editorial.checks.inspected import Inspected, SpamScore
    from newsletter.model.links import LinkResult


_COMPARED: Final = 30  # earlier issues; reading more would take longer than the other checks


class Inspections:
    """Gathers what the checks need, and runs them."""

    def __init__(
        self, container: Container, articles: Articles, issues: Issues, mails: Emails
    ) -> None:
        self._container = container
        self._articles = articles
        self._issues = issues
        self._mails = mails

    @property
    def has_spam_filter(self) -> bool:
        """Return whether SpamAssassin is installed and enabled; it takes seconds for each mail."""
        return self._spam_filter is not None

    def findings(
        self, issues: "Sequence[Inspected]", *, with_spam: bool = True
    ) -> list[tuple["Finding", ...]]:
        """Return the findings of each issue, errors first; of SpamAssassin ``with_spam`` only."""
        from newsletter.editorial.checks.deliverability import check_spam
        from newsletter.editorial.checks.finding import run

        if not with_spam:
            return [run(one, without=(check_spam,)) for one in issues]
        scores = self.spam_scores([one.edition for one in issues])
        return [run(replace(one, spam=spam)) for one, spam in zip(issues, scores, strict=True)]

    def inspect(self, issue: Issue, resolved: Resolved, *, offline: bool) -> "Inspected":
        """Return the issue with its edition, email and, unless offline, link results."""
        from newsletter.editorial.checks.inspected import Inspected

        edition, pictures = resolved.edition, resolved.pictures
        tags, longest_name = self._of_readers(issue)
        inspected = Inspected(
            issue=issue,
            article=self._articles.named(issue.article),
            edition=edition,
            values=self._mails.sample_values(edition=edition),
            nameless=self._mails.sample_values("", edition=edition),
            base_url=self._container.settings.publication.base_url,
            is_local=self._container.stays_here,
            mime=self._mails.eml(edition),
            settings=self._container.settings.checks,
            unlinked=self._issues.links.unmatched(),
            earlier=known_issues.before(
                self._issues.folder, self._issues.read, issue.number, _COMPARED
            ),
            tags=tags,
            longest_name=longest_name,
            template=self._container.template(issue.template).sources(),
            moving=frozenset(name for name, one in pictures.items() if one.moved),
            dark_on_clear=frozenset(name for name, one in pictures.items() if one.is_dark_on_clear),
            contact=self._container.letter.imprint.contact,
        )
        if offline or not inspected.outbound_links:
            return inspected
        return replace(inspected, links=self._look_at_links(inspected.outbound_links))

    def spam_scores(self, editions: Sequence[Edition]) -> "tuple[SpamScore | None, ...]":
        """Return SpamAssassin's scores; each ``None`` if it is not installed or not enabled."""
        from newsletter.editorial.checks.spam_filter import ask_spamassassin

        if (program := self._spam_filter) is None:
            return (None,) * len(editions)
        return ask_spamassassin([self._mails.eml(edition) for edition in editions], program)

    def _look_at_links(self, urls: Iterable[str]) -> "dict[str, LinkResult]":
        """Return the result of each link, checked now or within the last day."""
        from newsletter.fetching.cache import FolderCache
        from newsletter.fetching.fetcher import Fetcher
        from newsletter.fetching.links import look_at

        settings = self._container.settings.fetching
        cache = FolderCache(
            self._container.folder / ".cache" / "links", self._container.now, settings.cache_for
        )
        return look_at(urls, Fetcher(settings, monotonic=self._container.ticking), cache)

    @property
    def _spam_filter(self) -> str | None:
        """Return the path of SpamAssassin; ``None`` if it is not installed or not enabled."""
        asked = self._container.settings.checks.spamassassin
        return shutil.which(asked) if asked else None

    def _of_readers(self, issue: Issue) -> tuple[frozenset[str], int]:
        """Return the readers' tags, and the length of their longest first name for a subject."""
        with self._container.listing() as listing:
            tags = frozenset(listing.tag_names())
            has_name = "first_name" in f"{issue.subject} {issue.preheader}"
            longest_name = listing.longest_first_name() if has_name else 0
        return tags, min(longest_name, LONGEST) or LONGEST


def refresh_caniemail(package: Path) -> Message:
    """Update the table of email client support from the npm package ``caniemail``.

    Raises:
        DeskError: The file cannot be opened, or is another package.
    """
    from newsletter.editorial.checks.caniemail import data_file, refresh

    try:
        data = package.read_bytes()
    except OSError as error:
        raise DeskError("file-unreadable", file=package, reason=reason_of(error)) from error
    files.replace(data_file(), refresh(data))
    return Message("file-renewed", file=data_file())
