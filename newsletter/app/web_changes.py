"""What the editor changes on the web after an issue went out; what was sent stays as it is."""

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
    """Corrects an issue's page, or takes it off the web."""

    def __init__(
        self, parts: Container, issues: Issues, queue: Queue, approvals: Approvals
    ) -> None:
        self._parts = parts
        self._issues = issues
        self._queue = queue
        self._approvals = approvals

    def correct(self, ref: str, *, offline: bool = False) -> Checked:
        """Show the issue's file as it is now on its page, with the date; with errors nothing happens.

        Raises:
            DeskError: It has not gone out, or the page says the same already.
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
        shown = Message("page-corrected", issue=number, name=found.path.name, address=kept_at)
        return replace(found.checked, sentence=shown)

    def hide(self, ref: str, *, hidden: bool = True) -> Message:
        """Take an issue off the web, out of list, feed and sitemap; or put it back.

        Raises:
            DeskError: It has not gone out, or that is so already.
        """
        number = self._queue.number(ref)
        self._issues.demand_sent(number)
        if not self._parts.store.web_versions.hide(number, hidden=hidden):
            raise DeskError("page-hidden-already" if hidden else "page-shown-already", issue=number)
        return Message("page-hidden" if hidden else "page-shown-again", issue=number)


def _as_shown(version: WebVersion) -> WebVersion:
    """The version without what no page shows."""
    issue = replace(version.issue, slug="", sections=(), send_at=None, lines=())
    return replace(
        version, issue=replace(issue, subject_alternatives=(), preheader_alternatives=())
    )
