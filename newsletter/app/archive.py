"""Issues that went out, as everybody may read them."""

from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from newsletter.app.issues import Issues
from newsletter.app.mails import Mails
from newsletter.app.parts import Parts
from newsletter.errors import AuthorError
from newsletter.model.archive import ArchivedIssue
from newsletter.model.blocks import Block, Image
from newsletter.model.edition import fill
from newsletter.model.issue import Issue

_PICTURE_WIDTH = 536  # CSS pixels, as in the letter
_State: TypeAlias = tuple[object, ...]


class Archive:
    """What was sent to everybody; an issue for one tag alone is not shown to all.

    The text is the issue file's, so that a slip that is mended there is mended
    here; ``email`` shows the bytes that were approved.
    """

    def __init__(self, parts: Parts, issues: Issues, mails: Mails) -> None:
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
        """Every issue that went out, newest first; read again when a file or the ledger changed."""
        sent = self._parts.store.history.sent()
        state: _State = (*sent, *self._files())
        if self._read is None or self._read[0] != state:
            readable, _ = self._issues.readable()  # a file half-edited hides no other
            written = {issue.number: issue for issue in readable}
            found = [
                self._shown(written[one.issue], one.sent_at) for one in sent if one.issue in written
            ]
            found.sort(key=lambda one: (one.sent_at, one.issue.number), reverse=True)
            self._read = (state, tuple(found))
        return self._read[1]

    def find(self, slug: str) -> ArchivedIssue | None:
        """The issue of this name; ``None`` where none went out."""
        return next((found for found in self.issues() if found.issue.slug == slug), None)

    def email(self, slug: str) -> str | None:
        """The mail as HTML, as approved, without any reader's data.

        Also where there is no public archive: the letter's own link "view in
        browser" leads here.
        """
        found = self.find(slug)
        if found is None:
            return None
        hashes = {one.issue: one.edition for one in self._parts.store.history.sent()}
        edition = self._parts.store.editions.get(hashes[found.issue.number])
        base = self._parts.settings.publication.base_url
        nobody = self._mails.sample_values("") | {
            "unsubscribe_url": f"{base}/preferences",
            "preferences_url": f"{base}/preferences",
            "moment_url": f"{base}/archive/{slug}",
        }
        return fill(edition.html, nobody)

    def _files(self) -> tuple[tuple[str, int], ...]:
        folder = self._parts.folder / "issues"
        return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*.md")))

    def _shown(self, issue: Issue, sent_at: datetime) -> ArchivedIssue:
        canonical = issue.origin.url if issue.origin and issue.origin.url else ""
        blocks = self._with_pictures(issue)
        return ArchivedIssue(
            issue=replace(issue, blocks=blocks), sent_at=sent_at, canonical=canonical
        )

    def _with_pictures(self, issue: Issue) -> tuple[Block, ...]:
        """The blocks with each picture under the name by which the pages host it."""
        if not any(isinstance(block, Image) for block in issue.blocks):
            return issue.blocks
        try:
            path = self._issues.path(str(issue.number))
            hosted = self._issues.pictures.of(issue, path, _PICTURE_WIDTH)
        except AuthorError:  # a picture that is gone must not hide the letter
            hosted = {}
        return tuple(
            Image(hosted[block.source].name, block.alt)
            if isinstance(block, Image) and block.source in hosted
            else block
            for block in issue.blocks
            if not isinstance(block, Image) or block.source in hosted
        )
