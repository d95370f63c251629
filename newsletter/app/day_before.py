"""Mails to the editors with the issue itself before its slot, and links to decide about it."""

import logging

from newsletter.app import agreement
from newsletter.app.container import Container
from newsletter.app.decisions import Decisions
from newsletter.app.emails import Emails
from newsletter.app.queue import Queue
from newsletter.errors import TemplateError
from newsletter.model.address import EmailAddress
from newsletter.model.delivery import BatchMember
from newsletter.model.dispatch import Notice
from newsletter.model.edition import Edition
from newsletter.model.editor import Editor, Permission
from newsletter.model.issue import Planned
from newsletter.model.notice import NoticeKind

log = logging.getLogger(__name__)


class IssuesForEditors:
    """Mails the issue of each coming slot to the editors who may decide about it."""

    def __init__(self, container: Container, queue: Queue, mails: Emails) -> None:
        """Store the dependencies. Nothing is opened yet."""
        self._container = container
        self._queue = queue
        self._mails = mails
        self._decisions = Decisions(container, queue)

    def editors(self) -> tuple[tuple[Editor, EmailAddress], ...]:
        """Return the editors who may decide what is sent, with their addresses."""
        return tuple(
            (one, one.address)
            for one in self._container.store.editors.all()
            if one.address is not None and one.may(Permission.SEND)
        )

    def write(self) -> int:
        """Store the mails that editors have not got yet, and return how many.

        There is one for each editor, edition and slot. An issue that is approved again, or
        that takes the slot instead of another, is therefore mailed as well.

        Raises:
            TemplateError: The template is invalid.
        """
        editors = self.editors()
        added = 0
        for _, planned in self._queue.coming(self._container.settings.schedule.remind_before):
            if planned is None or not editors:
                continue
            if agreement.agreeing(self._container, [planned.edition]) is None:
                continue  # it would not be sent, which a separate reminder reports
            added += self._write(planned, editors)
        return added

    def _write(self, planned: Planned, editors: tuple[tuple[Editor, EmailAddress], ...]) -> int:
        notices = self._container.store.notices
        about = f"day before {planned.day} {planned.edition[:16]}"
        waiting = [one for one in editors if not notices.has(f"{about} {one[0].id}")]
        if not waiting:
            return 0
        # before the transactions, because compiling takes a while
        edition = self._container.store.editions.keep(self._edition(planned))
        added = 0
        for editor, address in waiting:
            # in one transaction, so that every mail has its link and no link is made twice
            with self._container.store.together():
                url = f"{self._container.pages_at}/decide/{self._decisions.token_for(planned, editor)}"
                notice = Notice(
                    kind=NoticeKind.REMINDER.value,
                    edition=edition,
                    address=address,
                    values=self._mails.values(BatchMember(0, address)) | {"decide_url": url},
                )
                added += notices.add_once(notice, f"{about} {editor.id}")
        return added

    def _edition(self, planned: Planned) -> Edition:
        """Return the mail about an issue, which is the same for all editors."""
        from newsletter.rendering.preface import DayBefore, with_preface

        edition = self._container.store.editions.get(planned.edition)
        values = self._mails.sample_values(edition=edition)
        about = DayBefore(
            title=edition.subject_without_name,
            at=planned.at.astimezone(self._container.zone),
            choice=self._decisions.choice(planned),
        )
        try:
            theme = self._container.template(edition.template).theme
        except TemplateError as error:  # the edition's template no longer exists or is invalid
            log.warning("the preface of issue %s has the shipped colours: %s", planned.issue, error)
            theme = self._container.shipped_template(edition.language).theme
        values |= {"day": self._mails.day(planned.at)}
        return with_preface(edition, values, about, theme, self._container.letter.imprint)
