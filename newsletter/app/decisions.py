"""Decisions about the issue of the next slot, by a link in a mail or at the desk."""

import secrets
from datetime import timedelta

from newsletter.app import agreement
from newsletter.app.container import Container
from newsletter.app.queue import Queue
from newsletter.audience.tokens import Purpose
from newsletter.errors import BadToken, DeskError
from newsletter.message import Message
from newsletter.model.decision import Choice, Decision, DecisionLink, DecisionQuestion, OtherIssue
from newsletter.model.editor import Act, Actor, Editor, LogEntry, Permission
from newsletter.model.issue import Planned, SlotVerdict

_PRESSES_AN_HOUR = 60  # from one network
_BEFORE_TOO_LATE = timedelta(minutes=1)  # in which the ticker sends what was released
_KEPT = timedelta(days=90)
_LINK_BITS = 62


class Decisions:
    """Asks editors about the issue of a slot, and carries out the first decision."""

    def __init__(self, container: Container, queue: Queue) -> None:
        """Store the dependencies. Nothing is opened yet."""
        self._container = container
        self._queue = queue

    def token_for(self, planned: Planned, editor: Editor) -> str:
        """Store an editor's link in the open transaction, and return its token."""
        link = DecisionLink(
            id=secrets.randbits(_LINK_BITS),
            issue=planned.issue,
            edition=planned.edition,
            day=planned.day,
            editor=editor.id,
            expires_at=planned.at,
        )
        number = self._container.store.decisions.add_link(link)
        return self._container.keyring.token(Purpose.DECIDE, number)

    def choice(self, planned: Planned) -> Choice:
        """Return what can be decided about a planned issue."""
        other, no_other = self._other(planned)
        approval = self._container.store.queue.approval(planned.issue)
        return Choice(
            at=planned.at,
            if_skipped=self._queue.if_skipped(planned.day, planned.issue),
            other=other,
            no_other=no_other,
            needs_yes=not planned.is_released,
            is_behind=approval is not None and agreement.is_behind(self._container, approval),
        )

    def look(self, token: str) -> DecisionQuestion | None:
        """Return the question behind a link; ``None`` if it is damaged or no longer works."""
        opened = self._opened(token)
        if opened is None:
            return None
        link, editor = opened
        store = self._container.store
        planned, decided = self._planned(link), self._made(link)
        went = store.dispatches.of_issue(link.issue)
        return DecisionQuestion(
            number=link.issue,
            title=self._container.store.editions.subject(link.edition),
            editor=editor,
            day=link.day,
            choice=None if planned is None or decided else self.choice(planned),
            decided=decided,
            by=None if decided is None else self._name(decided),
            goes_at=self._queue.moments().get(link.issue),
            was_sent=bool(went) and not went[-1].is_cancelled,
        )

    def decide(self, token: str, verdict: SlotVerdict, other: int | None) -> bool:
        """Do what an editor chose, unless something was decided or changed before.

        The first decision about an issue at a slot counts. It is made, and logged, in a
        transaction in which no other process can change the queue or take the slot.

        Args:
            token: The token of the editor's link.
            verdict: What the editor chose.
            other: With ``LATER``, the issue that the page named as sent first, if any.

        Returns:
            Whether it was done.
        """
        with self._container.store.queue.alone():
            opened = self._opened(token)
            planned = None if opened is None else self._planned(opened[0])
            if opened is None or planned is None or self._made(opened[0]) is not None:
                return False
            return self._do(planned, verdict, other, opened[1])

    def is_too_often(self, client: str) -> bool:
        """Count a click on a button, and return whether its network clicks too often.

        Args:
            client: The IP address of the request; only its network is used.
        """
        from newsletter.audience.consent import truncated

        return self._container.limiter.is_over("decide", truncated(client), _PRESSES_AN_HOUR)

    def release(self, number: int, by: Editor | None) -> Message:
        """Release a queued issue for the slot that it has now.

        Args:
            number: The issue.
            by: The editor at the desk; ``None`` at the terminal.

        Raises:
            DeskError: Issues need no release, or this one has no slot.
        """
        if not self._container.settings.schedule.hold:
            raise DeskError("issue-needs-no-yes", issue=number)
        with self._container.store.queue.alone():
            planned = next((one for one in self._open() if one.issue == number), None)
            if planned is None:
                raise DeskError("issue-not-to-release", issue=number)
            if not planned.is_released:
                actor = Actor.TERMINAL if by is None else Actor.DESK
                decision = self._decision(planned, SlotVerdict.GO, actor, by)
                self._container.store.decisions.put(decision)
                self._log(decision, SlotVerdict.GO.value)
        at = planned.at.astimezone(self._container.zone)
        return Message("issue-released", issue=number, at=at)

    # ─── reading ─────────────────────────────────────────────────────────────

    def _opened(self, token: str) -> tuple[DecisionLink, Editor] | None:
        """Return a link with its editor, who may still decide; else ``None``."""
        try:
            number = self._container.keyring.read(Purpose.DECIDE, token)
        except BadToken:
            return None
        link = self._container.store.decisions.link(number)
        editor = None if link is None else self._container.store.editors.find(link.editor)
        if link is None or editor is None or not editor.may(Permission.SEND):
            return None
        return link, editor

    def _open(self) -> tuple[Planned, ...]:
        """Return the issues about which a decision would still take effect, in order of time."""
        grace = self._container.settings.schedule.grace
        last = self._container.now() - max(timedelta(0), grace - _BEFORE_TOO_LATE)
        return tuple(one for one in self._queue.open() if one.at > last)

    def _planned(self, link: DecisionLink) -> Planned | None:
        """Return the planned issue of a link; ``None`` if the planning has changed since."""
        about = (link.issue, link.edition, link.day)
        found = (one for one in self._open() if (one.issue, one.edition, one.day) == about)
        return next(found, None)

    def _made(self, about: DecisionLink | Planned) -> Decision | None:
        return self._container.store.decisions.made(about.issue, about.edition, about.day)

    def _name(self, decision: Decision) -> Message:
        if decision.editor is None:
            return Message.of(decision.actor)
        editor = self._container.store.editors.find(decision.editor)
        if editor is None or not editor.name:
            return Message("editor-former", editor=decision.editor)
        return Message.in_own_words(editor.name)

    def _other(self, planned: Planned) -> tuple[OtherIssue | None, Message | None]:
        """Return the issue to change places with, or why there is none."""
        pinned = {one.issue for one in self._container.store.queue.entries() if one.send_at}
        following = next((one for one in self._queue.open() if one.at > planned.at), None)
        if planned.issue in pinned:
            return None, Message("decide-is-pinned")
        if planned.at <= self._container.now():
            return None, Message("decide-moment-passed")
        if following is None:
            return None, Message("decide-no-next")
        title = self._container.store.editions.subject(following.edition)
        if following.issue in pinned:
            return None, Message("decide-next-pinned", title=title)
        return OtherIssue(number=following.issue, title=title), None

    # ─── deciding ────────────────────────────────────────────────────────────

    def _do(self, planned: Planned, verdict: SlotVerdict, first: int | None, by: Editor) -> bool:
        """Do what was chosen, in the open transaction. ``first`` is the issue to send first."""
        other, no_other = self._other(planned)
        if verdict is SlotVerdict.LATER:
            if first != (other.number if other else None):
                return False  # the page named another issue
            if other is None:
                if no_other is None or no_other.code != "decide-no-next":
                    return False
                verdict = SlotVerdict.SKIP
        queue = self._container.store.queue
        after = verdict.value
        if verdict is SlotVerdict.SKIP:
            queue.skip(planned.day)
        elif verdict is SlotVerdict.LATER and other is not None:
            places = {one.issue: one.position for one in queue.entries()}
            with self._queue.keeping_due():
                queue.move(other.number, places[planned.issue] or 1)
            after = f"{after}, issue {other.number} first"
        decision = self._decision(planned, verdict, Actor.MAIL, by)
        self._container.store.decisions.add(decision)
        self._log(decision, after)
        return True

    def _decision(
        self, planned: Planned, verdict: SlotVerdict, actor: Actor, by: Editor | None
    ) -> Decision:
        return Decision(
            issue=planned.issue,
            edition=planned.edition,
            day=planned.day,
            verdict=verdict,
            actor=actor,
            editor=None if by is None else by.id,
            at=self._container.now(),
        )

    def _log(self, decision: Decision, after: str) -> None:
        self._container.store.log.add(
            LogEntry(
                at=decision.at,
                actor=decision.actor,
                act=Act.DECIDED,
                thing=f"issue {decision.issue}",
                editor=decision.editor,
                before=f"planned for {decision.day}",
                after=after,
            )
        )


def tidy_decisions(container: Container) -> None:
    """Delete decisions about old slots, with their links."""
    container.store.decisions.drop(before=container.now() - _KEPT)
