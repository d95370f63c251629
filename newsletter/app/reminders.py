"""Mails to the editors about coming, missed and stuck issues, replies and proposals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from textwrap import shorten

from newsletter.app import agreement
from newsletter.app.container import Container
from newsletter.app.day_before import IssuesForEditors
from newsletter.app.dispatches import BY_HAND
from newsletter.app.emails import Emails
from newsletter.app.health import HealthArea, look_at
from newsletter.app.liveness import Liveness
from newsletter.app.notices import NoticeTexts
from newsletter.app.queue import Queue
from newsletter.app.readiness import problems
from newsletter.app.webhooks import Webhooks
from newsletter.message import Message
from newsletter.model.delivery import BatchMember
from newsletter.model.dispatch import Dispatch, DispatchState, Notice
from newsletter.model.feed import ProposalState
from newsletter.model.notice import Detail, NoticeKind

_BY_HAND = (BY_HAND, Message.in_own_words("paused by the editor"))  # as stored by earlier versions
# the others have a notice of their own
_WITHOUT_A_NOTICE = (HealthArea.REPORTS, HealthArea.BACKUP, HealthArea.DISK)
_NEWEST = 5  # dispatches to look at, because the editor was notified of older ones
_REPLIES_A_DAY = 10  # with an email each; beyond that there is one summary a day
_PROPOSALS_A_DAY = 3  # with an email each; the others follow on later days
_LONGEST_TITLE = 70  # characters, in a subject
_LONGEST_QUOTE = 400  # characters
_ABOUT = 200  # characters that the database stores


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One reminder.

    Attributes:
        kind: The kind of notice, which selects the theme's words.
        about: Its subject. The editor is notified once about each subject.
        details: The values of the names in braces.
        values: Merge values of this email, which do not remain in the stored edition.
    """

    kind: NoticeKind
    about: str
    details: Mapping[str, Detail]
    values: Mapping[str, str] = field(default_factory=dict)


class Reminders:
    """Derives reminders from the current state, so a missed tick loses none."""

    def __init__(
        self, container: Container, queue: Queue, mails: Emails, liveness: Liveness
    ) -> None:
        self._container = container
        self._queue = queue
        self._mails = mails
        self._liveness = liveness
        self._letters = NoticeTexts(container)
        self._for_editors = IssuesForEditors(container, queue, mails)

    def write(self) -> int:
        """Store the reminders that the editor did not get yet, and return how many.

        Processes may run it at once: the database accepts one reminder per subject,
        and the ledger hands it over like any notice.

        Raises:
            TemplateError: The template is invalid.
        """
        if problems(self._container):  # no email can be sent; doctor reports that
            return 0
        return self._write_issues() + self._write_reminders()

    def _write_issues(self) -> int:
        return self._for_editors.write() if self._may_remind() else 0

    def _may_remind(self) -> bool:
        """Return whether the editors get mail about the issues of the coming slots."""
        wants = bool(self._container.settings.schedule.remind_before)
        return wants and self._container.store.holding() is None

    def _write_reminders(self) -> int:
        sender = self._container.settings.sender
        editor = sender.reply_to or sender.address
        if editor is None:
            return 0
        notices = self._container.store.notices
        values = self._mails.values(BatchMember(0, editor))
        added = 0
        for one in self._all():
            if notices.has(one.about):
                continue
            kept = self._letters.to_editor(one.kind, one.details)
            own = {**values, **kept.at_the_desk, **one.values}
            notice = Notice(kind=one.kind.value, edition=kept.sha256, address=editor, values=own)
            added += notices.add_once(notice, one.about)
        return added

    def _all(self) -> Iterator[Reminder]:
        if self._may_remind():
            yield from self._coming()
        yield from self._missed()
        yield from self._stopped()
        yield from self._failing()
        yield from self._ill()
        yield from self._written()
        yield from self._proposed()
        yield from self._followed()
        yield from self._untold()

    def _coming(self) -> Iterator[Reminder]:
        """Yield a reminder per coming slot. An empty queue is reported once until an issue is sent.

        Editors with an account get the issue itself instead.
        """
        last = self._queue.last_taken()
        has_editors = bool(self._for_editors.editors())
        for slot, entry in self._queue.coming(self._container.settings.schedule.remind_before):
            when: Mapping[str, Detail] = {"slot": self._local(slot.at)}
            if entry is not None:
                waiting = "" if entry.is_released else str(entry.issue)
                details = {
                    **when,
                    "title": self._container.store.editions.subject(entry.edition),
                    "waiting": waiting,
                }
                if agreement.agreeing(self._container, [entry.edition]) is None:
                    about = f"outdated {slot.date} {entry.edition[:16]}"
                    yield Reminder(kind=NoticeKind.OUTDATED, about=about, details=details)
                elif not has_editors:
                    about = f"reminder {slot.date}"
                    yield Reminder(kind=NoticeKind.REMINDER, about=about, details=details)
            elif last is not None:  # otherwise nothing was ever sent, and slots do not matter yet
                yield Reminder(kind=NoticeKind.EMPTY, about=f"empty since {last}", details=when)

    def _missed(self) -> Iterator[Reminder]:
        """Yield issues that missed their slot because no process was running."""
        queue = self._container.store.queue
        for missed in queue.missed():
            approval = queue.approval(missed.issue)
            if approval is not None:
                details: Mapping[str, Detail] = {
                    "title": self._container.store.editions.subject(approval.edition),
                    "number": str(missed.issue),
                    "day": missed.day,
                }
                yield Reminder(
                    kind=NoticeKind.MISSED, about=f"missed {missed.day}", details=details
                )

    def _stopped(self) -> Iterator[Reminder]:
        """Yield dispatches that wait for the editor: paused, or with batches in doubt."""
        store = self._container.store
        held = store.doubts.held()
        for dispatch in store.dispatches.latest(_NEWEST):
            for about in _troubles(dispatch, is_held=dispatch.id in held):
                title = self._container.store.editions.subject(dispatch.edition)
                details = {"title": title, "dispatch": str(dispatch.id)}
                yield Reminder(kind=NoticeKind.STOPPED, about=about[:_ABOUT], details=details)

    def _failing(self) -> Iterator[Reminder]:
        """Yield a reminder if a scheduled step keeps failing, once until it succeeds."""
        since = self._liveness.late_since()
        if since is not None and self._liveness.failing:
            about = f"failing since {since.isoformat()}"
            yield Reminder(
                kind=NoticeKind.FAILING, about=about, details={"since": self._local(since)}
            )

    def _ill(self) -> Iterator[Reminder]:
        """Yield what else makes the newsletter ill, once a week as long as it lasts."""
        week = self._local(self._container.now()).strftime("%G-%V")
        for area in _WITHOUT_A_NOTICE:
            if next(look_at(area, self._container), None) is not None:
                yield Reminder(kind=NoticeKind.ILL, about=f"ill {area.value} {week}", details={})

    def _written(self) -> Iterator[Reminder]:
        """Yield a reminder per reply, up to a few a day."""
        now, store = self._container.now(), self._container.store
        left = _REPLIES_A_DAY - store.notices.made_since(
            NoticeKind.REPLY.value, now - timedelta(days=1)
        )
        for reply in store.replies.waiting():
            about = f"reply {reply.id}"
            if store.notices.has(about):
                continue
            if left <= 0:
                day = now.astimezone(self._container.zone).date()
                yield Reminder(kind=NoticeKind.REPLIES, about=f"replies {day}", details={})
                return
            left -= 1
            quoted = " ".join(f"{reply.subject} {reply.text}".split())[:_LONGEST_QUOTE]
            who = reply.sender or "?"
            values = {"reply": str(reply.id), "quoted": f"{who}: {quoted or '–'}"}
            yield Reminder(kind=NoticeKind.REPLY, about=about, details={}, values=values)

    def _proposed(self) -> Iterator[Reminder]:
        """Yield a reminder per proposal, up to a few a day."""
        now, store = self._container.now(), self._container.store
        left = _PROPOSALS_A_DAY - store.notices.made_since(
            NoticeKind.PROPOSED.value, now - timedelta(days=1)
        )
        for one in store.feeds.proposals():
            about = f"proposal {one.id}"
            if left <= 0:
                break
            if one.state is ProposalState.OPEN and not store.notices.has(about):
                left -= 1
                details = {
                    "feed": shorten(one.feed, _LONGEST_TITLE, placeholder="…"),
                    "title": shorten(one.title, _LONGEST_TITLE, placeholder="…"),
                    "words": str(one.words),
                    "weeks": str(one.weeks),
                    "proposal": str(one.id),
                }
                yield Reminder(kind=NoticeKind.PROPOSED, about=about, details=details)

    def _followed(self) -> Iterator[Reminder]:
        """Yield a reminder per feed that is gone, and per new address of one."""
        for feed in self._container.store.feeds.all():
            details = {
                "feed": shorten(feed.title, _LONGEST_TITLE, placeholder="…"),
                "number": str(feed.id),
                "address": feed.address,
            }
            if feed.is_gone:
                about = f"feed {feed.id} gone"
                yield Reminder(kind=NoticeKind.FEED_GONE, about=about, details=details)
            elif feed.moved_from is not None:
                address = sha256(feed.address.encode()).hexdigest()[:16]
                about = f"feed {feed.id} moved {address}"
                yield Reminder(kind=NoticeKind.FEED_MOVED, about=about, details=details)

    def _untold(self) -> Iterator[Reminder]:
        """Yield a reminder per webhook whose calls do not arrive, once until one does."""
        for name, since in Webhooks(self._container).stuck():
            yield Reminder(
                kind=NoticeKind.WEBHOOK,
                about=f"webhook {name} since {since.isoformat()}",
                details={"webhook": name, "since": self._local(since)},
            )

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self._container.zone)


def _troubles(dispatch: Dispatch, *, is_held: bool) -> Iterator[str]:
    if dispatch.state is DispatchState.PAUSED:
        why = Message.from_text(dispatch.why)
        if why not in _BY_HAND:
            yield f"dispatch {dispatch.id} paused: {why}"
    if is_held:
        yield f"dispatch {dispatch.id} held"
