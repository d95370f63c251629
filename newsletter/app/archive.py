"""The public web archive of sent issues."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from newsletter.app.container import Container
from newsletter.app.emails import Emails
from newsletter.app.issues import Issues
from newsletter.errors import NewsletterError, StoreError
from newsletter.model.archive import ArchivedIssue, SentEdition, WebChange
from newsletter.model.edition import fill
from newsletter.model.issue import Issue
from newsletter.model.web_version import WebVersion

_State: TypeAlias = tuple[object, ...]


class Archive:
    """The issues as they were sent, independently of later changes to their files.

    The list contains issues that were sent to everybody. The page of an issue for one tag
    is reachable only by the link in the email. A page changes only through
    ``newsletter issue correct`` and ``newsletter issue hide``.
    """

    def __init__(self, container: Container, issues: Issues, mails: Emails) -> None:
        self._container = container
        self._issues = issues
        self._mails = mails
        self._read: tuple[_State, tuple[ArchivedIssue, ...]] | None = None

    @property
    def is_public(self) -> bool:
        """Return whether the archive is public."""
        return self._container.settings.archive.is_public

    @property
    def is_indexed(self) -> bool:
        """Return whether search engines may index it."""
        return self._container.settings.archive.is_indexed

    @property
    def feed_length(self) -> int:
        """Return the number of issues in the feed."""
        return self._container.settings.archive.feed_length

    def issues(self) -> tuple[ArchivedIssue, ...]:
        """Return the issues that were sent to everybody and are not hidden, newest first."""
        return tuple(one for one in self._pages() if one.is_listed and not one.is_hidden)

    def find(self, slug: str) -> ArchivedIssue | None:
        """Return the issue with this slug, hidden or not; ``None`` if none was sent."""
        return next((found for found in self._pages() if found.issue.slug == slug), None)

    def email(self, slug: str) -> str | None:
        """Return the approved email as HTML, without personal data."""
        page = self.find(slug)
        if page is None or not page.edition:
            return None
        try:
            edition = self._container.store.editions.get(page.edition)
        except StoreError:
            return None
        base = self._container.pages_at
        nobody = self._mails.sample_values("", edition=edition) | {
            "unsubscribe_url": f"{base}/preferences",
            "preferences_url": f"{base}/preferences",
            "moment_url": f"{base}/archive/{slug}",
            "day": self._mails.day(page.sent_at),
        }
        return fill(edition.html, nobody)

    def of_article(self, name: str) -> Sequence[ArchivedIssue]:
        """Return the issues that were drawn from an article and sent, the first sent first.

        This and the next one are for editors, who may also read what went to one tag or was
        taken off the web. Of an issue that was sent more than once, the first time counts.
        """
        return [one for one in self._in_order() if one.issue.article == name]

    def of_year(self, year: int) -> Sequence[ArchivedIssue]:
        """Return the issues that were sent in a calendar year, the first sent first."""
        return [one for one in self._in_order() if one.sent_at.year == year]

    def years(self) -> Sequence[int]:
        """Return the years in which an issue was sent, the latest first."""
        return sorted({one.sent_at.year for one in self._in_order()}, reverse=True)

    def _in_order(self) -> Sequence[ArchivedIssue]:
        first: dict[int, ArchivedIssue] = {}
        for one in reversed(self._pages()):
            first.setdefault(one.issue.number, one)
        return list(first.values())

    def _pages(self) -> tuple[ArchivedIssue, ...]:
        """Return a page for each slug in sent emails, newest first, cached until a change."""
        kept = self._container.store.web_versions
        sent, changes = kept.sent(), kept.changes()
        state: _State = (sent, tuple(changes.items()), self._files())
        if self._read is None or self._read[0] != state:
            versions = kept.versions([one.edition for one in sent])
            pages = list(self._made(sent, versions, changes))
            pages.sort(key=lambda one: (one.sent_at, one.issue.number), reverse=True)
            self._read = (state, tuple(pages))
        return self._read[1]

    def _made(
        self,
        sent: tuple[SentEdition, ...],
        versions: Mapping[str, WebVersion],
        changes: Mapping[int, WebChange],
    ) -> Iterator[ArchivedIssue]:
        listed: set[int] = set()
        slugs: set[str] = set()
        for one in sent:  # a slug shows the first issue that was sent under it
            change = changes.get(one.issue, WebChange())
            version = change.version or versions.get(one.edition) or self._from_file(one.issue)
            page = self._page(one, version, change) if version else self._mail_alone(one, change)
            if page is None or page.issue.slug in slugs:
                continue
            slugs.add(page.issue.slug)
            yield replace(page, is_listed=one.went_to_all and one.issue not in listed)
            if one.went_to_all:
                listed.add(one.issue)

    def _from_file(self, number: int) -> WebVersion | None:
        """Read the file of an issue that was sent before web versions were stored."""
        try:
            return self._issues.compiler.web_version(*self._issues.find(str(number)))
        except NewsletterError:
            return None

    def _mail_alone(self, sent: SentEdition, change: WebChange) -> ArchivedIssue | None:
        try:
            edition = self._container.store.editions.get(sent.edition)
        except StoreError:  # only the journal knows about it
            return None
        issue = Issue(
            number=sent.issue,
            slug=sent.slug or str(sent.issue),
            title=edition.title,
            subject=edition.subject_without_name,
            preheader="",
            blocks=(),
        )
        return replace(self._page(sent, WebVersion(issue=issue), change), is_mail_only=True)

    def _page(self, sent: SentEdition, version: WebVersion, change: WebChange) -> ArchivedIssue:
        origin, zone = version.issue.origin, self._container.zone
        corrected = change.corrected_at if change.version else None
        return ArchivedIssue(
            issue=replace(version.issue, slug=sent.slug or version.issue.slug),
            edition=sent.edition,
            sent_at=sent.sent_at.astimezone(zone),  # dates are in the publication's time zone
            labels=version.labels,
            canonical=origin.url if origin and origin.url else "",
            corrected_at=corrected.astimezone(zone) if corrected else None,
            is_hidden=change.hidden_at is not None,
        )

    def _files(self) -> tuple[tuple[str, int], ...]:
        folder = self._container.folder / "issues"
        return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*.md")))
