"""Changes of issues' pages in the archive after they were sent."""

from dataclasses import replace

from newsletter.app.approvals import Approvals
from newsletter.app.container import Container
from newsletter.app.findings import Checked
from newsletter.app.issues import Issues
from newsletter.app.queue import Queue
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.archive import WebChange
from newsletter.model.web_version import WebVersion


class WebChanges:
    """Corrects or hides pages in the archive."""

    def __init__(
        self, parts: Container, issues: Issues, queue: Queue, approvals: Approvals
    ) -> None:
        self._parts = parts
        self._issues = issues
        self._queue = queue
        self._approvals = approvals

    def correct(self, ref: str, *, offline: bool = False) -> Checked:
        """Update an issue's page from its file, unless the checks find errors.

        Raises:
            DeskError: It was not sent, or the page is the same already.
        """
        number = self._queue.number(ref)
        sent = self._issues.demand_sent(number)
        found = self._approvals.look_over(ref, offline=offline)
        if not found.checked.done:
            return replace(found.checked, sentence=Message("page-not-corrected", issue=number))
        kept = self._parts.store.web_versions
        now = kept.changes().get(number, WebChange()).version or kept.versions([sent.edition]).get(
            sent.edition
        )
        slug = sent.slug or found.issue.slug
        new = replace(found.web, issue=replace(found.web.issue, slug=slug))
        if now is not None and _as_shown(now) == _as_shown(new):
            raise DeskError("page-same-already", issue=number, name=found.path.name)
        kept.correct(number, new)
        kept_at = f"/archive/{slug}/email"
        sentence = Message("page-corrected", issue=number, name=found.path.name, address=kept_at)
        return replace(found.checked, sentence=sentence)

    def hide(self, ref: str, *, hidden: bool = True) -> Message:
        """Hide an issue's page from the web, list, feed and sitemap, or show it again.

        Raises:
            DeskError: It was not sent, or is in that state already.
        """
        number = self._queue.number(ref)
        self._issues.demand_sent(number)
        if not self._parts.store.web_versions.hide(number, hidden=hidden):
            raise DeskError("page-hidden-already" if hidden else "page-shown-already", issue=number)
        return Message("page-hidden" if hidden else "page-shown-again", issue=number)


def _as_shown(version: WebVersion) -> WebVersion:
    """Return the version without anything that its page does not show."""
    issue = replace(version.issue, slug="", sections=(), send_at=None, lines=())
    return replace(
        version, issue=replace(issue, subject_alternatives=(), preheader_alternatives=())
    )
