"""Changes of issues' pages in the archive after they were sent."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from newsletter.app import agreement, numbered
from newsletter.app.acts import note
from newsletter.app.approvals import Approvals, ReviewedIssue
from newsletter.app.container import Container
from newsletter.app.findings import Checked
from newsletter.app.issues import Issues
from newsletter.app.queue import Queue
from newsletter.editorial.markdown_out import markdown_of
from newsletter.editorial.merging import differences
from newsletter.errors import DeskError, NewsletterError, StoreError
from newsletter.message import Message
from newsletter.model.archive import SentEdition, WebChange
from newsletter.model.editor import Act, Doer
from newsletter.model.web_version import WebVersion, is_same_text, to_json
from newsletter.model.writing import Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPage:
    """The web page of a sent issue.

    Attributes:
        title: The subject of the email.
        address: The path of the page; empty if it has none of its own.
        corrected_at: When it was corrected; ``None`` if it shows what was sent.
        hidden_at: When it was taken off the web; ``None`` if it is there.
        has_file: Whether the issue's file exists, from which it can be corrected.
    """

    number: int
    title: str
    address: str
    corrected_at: datetime | None
    hidden_at: datetime | None
    has_file: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SentText:
    """How the text of a sent issue compares with what was sent.

    Attributes:
        is_changed: Whether its file has a text that was sent to nobody; ``None`` if that
            is not known.
        address: The path of the newest email that was sent; empty if no page shows that.
    """

    is_changed: bool | None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an editor saw before correcting a page.

    Attributes:
        file_hash: The SHA-256 of the issue's file.
        page_hash: A hash of what the page showed.
    """

    file_hash: str
    page_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChange:
    """What correcting a page would change.

    Attributes:
        seen: The versions that were compared.
        checked: The findings of the checks.
        differences: Where the text would change. ``mine`` is the new text.
        is_same: Whether nothing at all would change.
        lacks_text: Whether what the page shows is not kept as text, so that nothing is compared.
    """

    page: SentPage
    seen: Seen
    checked: Checked
    differences: tuple[Difference, ...]
    is_same: bool
    lacks_text: bool


class WebChanges:
    """Corrects or hides pages in the archive."""

    def __init__(
        self, container: Container, issues: Issues, queue: Queue, approvals: Approvals
    ) -> None:
        self._container = container
        self._issues = issues
        self._queue = queue
        self._approvals = approvals

    def page_of(self, number: int) -> SentPage | None:
        """Return the page of an issue; ``None`` if the issue was not sent."""
        try:
            sent = self._issues.demand_sent(number)
        except DeskError:
            return None
        change = self._change(number)
        shown = self._shown(sent, change)
        slug = sent.slug or (shown.issue.slug if shown else "")
        return SentPage(
            number=number,
            title=self._title(sent),
            address=f"/archive/{slug}" if slug else "",
            corrected_at=change.corrected_at if change.version else None,
            hidden_at=change.hidden_at,
            has_file=numbered.has(self._issues.folder, number),
        )

    def sent_text(self, number: int) -> SentText:
        """Return how the text of an issue compares with what was sent of it.

        A text that was sent to some of the readers was sent.
        """
        store = self._container.store
        sent = store.web_versions.sent()
        ours = [one for one in sent if one.issue == number and one.edition]
        kept = store.web_versions.versions([one.edition for one in ours])
        try:
            now = self._issues.compiler.web_version(*self._issues.find(str(number)))
        except NewsletterError:
            return SentText(is_changed=None)
        is_same = any(is_same_text(one, now) for one in kept.values())
        if is_same or self._is_as_approved(number, {one.edition for one in ours}):
            return SentText(is_changed=False)
        if len(kept) < len(ours) or not ours:
            return SentText(is_changed=None)
        last = ours[-1]
        first = next(one for one in sent if one.slug == last.slug)  # whose email its page shows
        is_shown = bool(last.slug) and first == last and self._change(number).hidden_at is None
        address = f"/archive/{last.slug}/email" if is_shown else ""
        return SentText(is_changed=True, address=address)

    def _is_as_approved(self, number: int, sent: Collection[str]) -> bool:
        """Return whether an issue's file is the one that was approved and sent.

        Its text may differ all the same, because of links that were found since.
        """
        approval = self._container.store.queue.approval(number)
        if approval is None or approval.edition not in sent:
            return False
        return not agreement.is_behind(self._container, approval)

    def demand_page(self, number: int) -> SentPage:
        """Return the page of a sent issue.

        Raises:
            DeskError: The issue was not sent.
        """
        page = self.page_of(number)
        if page is None:
            raise DeskError("letter-not-sent", issue=number)
        return page

    def look(self, number: int) -> PageChange:
        """Return what correcting an issue's page from its file would change, without trying its links.

        Raises:
            DeskError: It was not sent, it has no file, or its file changed during the check.
            AuthorError: Its file cannot be read as an issue.
        """
        page = self.demand_page(number)
        sent, found = self._checked(str(number), offline=True)
        now, new = self._shown(sent, self._change(number)), _new(sent, found)
        return PageChange(
            page=page,
            seen=Seen(found.file_hash, _hash(now)),
            checked=found.checked,
            differences=differences(self._text(new), self._text(now)) if now else (),
            is_same=now is not None and _as_shown(now) == _as_shown(new),
            lacks_text=now is None,
        )

    def correct(
        self, ref: str, *, offline: bool = False, by: Doer | None = None, seen: Seen | None = None
    ) -> Checked:
        """Update an issue's page from its file, unless the checks find errors.

        Args:
            ref: The issue's number or file.
            offline: Whether the links are left alone.
            by: The editor at the desk, for the log; ``None`` at the terminal.
            seen: What the editor saw; ``None`` if that is not compared.

        Raises:
            DeskError: It was not sent, the page is the same already, or the page or the file
                is no longer as it was seen.
        """
        number = self._queue.number(ref)
        sent, found = self._checked(ref, offline=offline)
        if not found.checked.done:
            return replace(found.checked, sentence=Message("page-not-corrected", issue=number))
        new, store = _new(sent, found), self._container.store
        with store.queue.alone():
            now = self._shown(sent, self._change(number))
            if now is not None and _as_shown(now) == _as_shown(new):
                raise DeskError("page-same-already", issue=number, name=found.path.name)
            if seen is not None and seen != Seen(found.file_hash, _hash(now)):
                raise DeskError("page-changed-meanwhile", issue=number)
            store.web_versions.correct(number, new)
            if by is not None:
                thing, before = f"issue {number}", _hash(now)
                note(
                    self._container, Act.PAGE_CORRECTED, thing, by, before=before, after=_hash(new)
                )
        kept_at = f"/archive/{new.issue.slug}/email"
        sentence = Message("page-corrected", issue=number, name=found.path.name, address=kept_at)
        return replace(found.checked, sentence=sentence)

    def hide(self, ref: str, *, hidden: bool = True, by: Doer | None = None) -> Message:
        """Hide an issue's page from the web, list, feed and sitemap, or show it again.

        Args:
            ref: The issue's number or file.
            hidden: Whether it is hidden from now on.
            by: The editor at the desk, for the log; ``None`` at the terminal.

        Raises:
            DeskError: It was not sent, or is in that state already.
        """
        number, store = self._queue.number(ref), self._container.store
        self._issues.demand_sent(number)
        with store.queue.alone():
            if not store.web_versions.hide(number, hidden=hidden):
                code = "page-hidden-already" if hidden else "page-shown-already"
                raise DeskError(code, issue=number)
            if by is not None:
                act = Act.PAGE_HIDDEN if hidden else Act.PAGE_SHOWN
                note(self._container, act, f"issue {number}", by)
        return Message("page-hidden" if hidden else "page-shown-again", issue=number)

    def _checked(self, ref: str, *, offline: bool) -> tuple[SentEdition, ReviewedIssue]:
        """Return the edition that was sent, and the issue as its file is now, with its findings."""
        sent = self._issues.demand_sent(self._queue.number(ref))
        # a page on the web passes no spam filter
        return sent, self._approvals.review(ref, offline=offline, with_spam=False)

    def _change(self, number: int) -> WebChange:
        return self._container.store.web_versions.changes().get(number, WebChange())

    def _shown(self, sent: SentEdition, change: WebChange) -> WebVersion | None:
        """Return what the page shows; ``None`` if that is not kept."""
        kept = self._container.store.web_versions.versions([sent.edition])
        return change.version or kept.get(sent.edition)

    def _title(self, sent: SentEdition) -> str:
        try:
            return self._container.store.editions.subject(sent.edition)
        except StoreError:  # only the journal knows about it
            return ""

    def _text(self, version: WebVersion) -> str:
        """Return the words of a page, one paragraph a line, for comparison."""
        issue, language = version.issue, self._container.settings.publication.language
        body = markdown_of(issue.blocks, language).strip()
        parts = (issue.title, issue.preheader, body, issue.sign_off or "")
        return "\n\n".join(filter(None, parts))


def _new(sent: SentEdition, found: ReviewedIssue) -> WebVersion:
    """Return the page as it would be, at the address to which the emails lead."""
    slug = sent.slug or found.issue.slug
    return replace(found.web, issue=replace(found.web.issue, slug=slug))


def _hash(version: WebVersion | None) -> str:
    """Return a hash of what a page shows; empty if that is not kept."""
    if version is None:
        return ""
    return hashlib.sha256(to_json(_as_shown(version)).encode()).hexdigest()


def _as_shown(version: WebVersion) -> WebVersion:
    """Return the version without anything that its page does not show."""
    issue = replace(version.issue, slug="", sections=(), send_at=None, lines=())
    return replace(
        version, issue=replace(issue, subject_alternatives=(), preheader_alternatives=())
    )
