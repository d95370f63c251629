"""Checking and queueing of an issue at the desk."""

from datetime import date
from typing import NamedTuple

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.findings import Checked, common_and_own, field_of
from newsletter.errors import DeskError
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.letter_form import has_text
from newsletter.web.desk.letter_page import LetterPage
from newsletter.web.desk.results import Results
from newsletter.web.routes import WRITE, PageRoutes

_NO_FILTER = "spam-not-looked-at"


class _Queued(NamedTuple):
    """What there is to say about an issue that was just queued.

    Attributes:
        checked: What was found in it.
        former: The day to which it can go back in the queue; ``None`` for none.
        is_new_text: Whether it was queued before, with another text.
        is_check: Whether it was only checked. Then an absent spam filter is said.
    """

    checked: Checked
    former: date | None = None
    is_new_text: bool = False
    is_check: bool = False


class CheckPages:
    """``/desk/issues/{number}/check``, ``/checked``, ``/approve`` and ``/queued``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door
        self._letter = LetterPage(newsletter, door)
        self._results = Results[_Queued]()

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        write, door, one = Permission.WRITE, self._door, "/desk/issues/{number}"
        routes.add(f"{one}/check", door.acts(write, self._letter.after_saving(self.check)), WRITE)
        routes.add(f"{one}/checked", door.shows(write, self.checked))
        approve = self._letter.after_saving(self.approve)
        routes.add(f"{one}/approve", door.acts(Permission.SEND, approve), WRITE)
        routes.add(f"{one}/queued/{{result}}", door.shows(Permission.SEND, self.queued))
        return routes

    def check(self, visit: Visit, _form: FormData) -> Response:
        """Check the issue, and show the findings; those of SpamAssassin follow."""
        number = self._letter.opened(visit).number
        checked = self._newsletter.approvals.check_at_once(str(number))
        return self._show(visit, _Queued(checked, is_check=True))

    def checked(self, visit: Visit) -> Response:
        """Show every finding of the saved issue, which takes seconds with SpamAssassin."""
        number = self._letter.opened(visit).number
        checked = self._newsletter.approvals.check(str(number), offline=True)
        return self._show(visit, _Queued(checked, is_check=True))

    def approve(self, visit: Visit, form: FormData) -> Response:
        """Check the issue; if it has no errors, approve and queue it.

        Raises:
            DeskError: The file is not the version that was shown, or changes during the check.
        """
        opened = self._letter.opened(visit)
        if not has_text(form) and opened.sha256 != form.get("expected"):
            raise DeskError("issue-changed-since-shown", issue=opened.number)
        found = self._newsletter.approvals.review(str(opened.number), offline=True)
        if found.file_hash != opened.sha256:
            raise DeskError("issue-changed-since-shown", issue=opened.number)
        former = self._newsletter.desk.agenda.former_day(opened.number)  # until it is queued
        is_new_text = self._is_behind(opened.number)
        checked = self._newsletter.approvals.freeze(found, visit.editor)
        if not checked.done:
            return self._show(visit, _Queued(checked))
        query = visit.request.url.query  # of the view that was chosen
        result = self._results.keep(_Queued(checked, former, is_new_text))
        address = f"/desk/issues/{opened.number}/queued/{result}"
        return self._door.go(f"{address}?{query}" if query else address)

    def queued(self, visit: Visit) -> Response:
        """Show what was found in an issue that was just queued; later on, its page alone."""
        number, agenda = self._letter.opened(visit).number, self._newsletter.desk.agenda
        kept = self._results.of(str(visit.request.path_params["result"]))
        if kept is None or not self._is_true(kept.checked, number):
            return self._door.go(f"/desk/issues/{number}")
        if kept.former is not None and not agenda.can_move_to(number, kept.former):
            kept = kept._replace(former=None)
        return self._show(visit, kept)

    def _is_behind(self, number: int) -> bool:
        """Return whether an issue is queued and its file has changed since."""
        rows = self._newsletter.issue_list.rows()
        return any(row.number == number and row.is_behind for row in rows)

    def _is_true(self, checked: Checked, number: int) -> bool:
        """Return whether an issue is still queued for the moment that a result names."""
        goes_at = self._newsletter.queue.moments().get(number)
        is_approved = self._newsletter.container.store.queue.approval(number) is not None
        is_there = checked.issue == number and is_approved
        return is_there and goes_at == checked.sentence.data.get("at")

    def _is_clean(self, checked: Checked) -> bool:
        """Return whether SpamAssassin looked at the issue and found nothing."""
        found = any(one.code.startswith("spam-") for one in checked.findings)
        return self._newsletter.approvals.has_spam_filter and not (checked.lacks_spam or found)

    def _show(self, visit: Visit, queued: _Queued) -> Response:
        """Show the page with the findings; errors that are about no issue are listed separately."""
        checked = queued.checked
        common, own = common_and_own([checked], self._newsletter.publication.base_url)
        errors = [one for each in own for one in each.findings]
        said = [one for one in checked.findings if one.code != _NO_FILTER]
        others = [one for one in said if one not in checked.errors()]
        # of each field the first error, which its own place on the page says as well
        wrong = {field_of(one): one.message for one in reversed(errors) if field_of(one)}
        return self._letter.show(
            visit,
            self._letter.opened(visit),
            checked=checked,
            findings=[(one, field_of(one)) for one in (*errors, *others)],
            wrong=wrong,
            common=common,
            is_clean=self._is_clean(checked),
            is_unfiltered=queued.is_check and not self._newsletter.approvals.has_spam_filter,
            former=queued.former,
            is_new_text=queued.is_new_text,
        )
