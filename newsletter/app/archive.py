"""Issues that went out, as everybody may read them."""

from collections.abc import Iterator, Mapping
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
    """What was sent, as it was sent: editing, renaming or deleting a file changes nothing here.

    The list holds what went to everybody. A letter for one tag alone is shown
    to those whom its own link leads there. Only the editor's word changes a
    page: ``newsletter issue correct`` and ``newsletter issue hide``.
    """

    def __init__(self, parts: Container, issues: Issues, mails: Emails) -> None:
        self._parts = parts
        self._issues = issues
        self._mails = mails
        self._read: tuple[_State, tuple[ArchivedIssue, ...]] | None = None

    @property
    def is_public(self) -> bool:
        """Whether there is an archive at all."""
        return self._parts.settings.archive.is_public

    @property
    def is_indexed(self) -> bool:
        """Whether search engines may list it."""
        return self._parts.settings.archive.is_indexed

    @property
    def feed_length(self) -> int:
        """How many issues the feed holds."""
        return self._parts.settings.archive.feed_length

    def issues(self) -> tuple[ArchivedIssue, ...]:
        """Every issue that went to all and is not hidden, newest first."""
        return tuple(one for one in self._pages() if one.is_listed and not one.is_hidden)

    def find(self, slug: str) -> ArchivedIssue | None:
        """The issue at this address, hidden ones too; ``None`` where none went out."""
        return next((found for found in self._pages() if found.issue.slug == slug), None)

    def email(self, slug: str) -> str | None:
        """The mail as HTML, as approved, without any reader's data."""
        page = self.find(slug)
        if page is None or not page.edition:
            return None
        try:
            edition = self._parts.store.editions.get(page.edition)
        except StoreError:
            return None
        base = self._parts.settings.publication.base_url
        nobody = self._mails.sample_values("") | {
            "unsubscribe_url": f"{base}/preferences",
            "preferences_url": f"{base}/preferences",
            "moment_url": f"{base}/archive/{slug}",
        }
        return fill(edition.html, nobody)

    def _pages(self) -> tuple[ArchivedIssue, ...]:
        """A page for each address that a letter leads to, newest first; read again after a change."""
        kept = self._parts.store.web_versions
        sent, changes = kept.sent(), kept.changes()
        state: _State = (sent, tuple(changes.items()), self._files())
        if self._read is None or self._read[0] != state:
            versions = kept.versions([one.edition for one in sent])
            pages = list(self._shown(sent, versions, changes))
            pages.sort(key=lambda one: (one.sent_at, one.issue.number), reverse=True)
            self._read = (state, tuple(pages))
        return self._read[1]

    def _shown(
        self,
        sent: tuple[SentEdition, ...],
        versions: Mapping[str, WebVersion],
        changes: Mapping[int, WebChange],
    ) -> Iterator[ArchivedIssue]:
        listed: set[int] = set()
        slugs: set[str] = set()
        for one in sent:  # the first at an address is what it shows
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
        """For what was sent before its text was kept: the file, as far as it can be read."""
        try:
            return self._issues.web_version(*self._issues.find(str(number)))
        except NewsletterError:
            return None

    def _mail_alone(self, sent: SentEdition, change: WebChange) -> ArchivedIssue | None:
        try:
            edition = self._parts.store.editions.get(sent.edition)
        except StoreError:  # only the journal knows of it
            return None
        words = "".join(chunk for chunk in edition.subject if isinstance(chunk, str))
        issue = Issue(
            number=sent.issue,
            slug=sent.slug or str(sent.issue),
            title=edition.title,
            subject=words,
            preheader="",
            blocks=(),
        )
        return replace(self._page(sent, WebVersion(issue=issue), change), is_mail_only=True)

    def _page(self, sent: SentEdition, version: WebVersion, change: WebChange) -> ArchivedIssue:
        origin, zone = version.issue.origin, self._parts.zone
        corrected = change.corrected_at if change.version else None
        return ArchivedIssue(
            issue=replace(version.issue, slug=sent.slug or version.issue.slug),
            edition=sent.edition,
            sent_at=sent.sent_at.astimezone(zone),  # a Sunday is one where the readers are
            labels=version.labels,
            canonical=origin.url if origin and origin.url else "",
            corrected_at=corrected.astimezone(zone) if corrected else None,
            is_hidden=change.hidden_at is not None,
        )

    def _files(self) -> tuple[tuple[str, int], ...]:
        folder = self._parts.folder / "issues"
        return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*.md")))
