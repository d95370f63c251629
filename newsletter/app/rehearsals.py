"""Rehearsals: the whole dispatch of an issue to the real list, with nothing leaving."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Final, Self

from newsletter.app import agreement
from newsletter.app.agreement import guard
from newsletter.app.container import Container
from newsletter.app.emails import Emails
from newsletter.app.planning import plan_of
from newsletter.app.readiness import problems
from newsletter.app.shown_counts import count_readers, left_since
from newsletter.errors import ConfigError, DeskError
from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Audience, Exclusion
from newsletter.model.dispatch import DeliveryState, Plan
from newsletter.model.edition import Edition
from newsletter.model.rehearsal import Rehearsal
from newsletter.model.web_version import WebVersion

if TYPE_CHECKING:
    from newsletter.app.issues import Issues
    from newsletter.app.newsletter import Newsletter
    from newsletter.app.queue import Queue
    from newsletter.delivery.dispatch import Dispatcher
    from newsletter.store.store import Store

_DAY: Final = timedelta(days=1)
_AT_DESK: Final = 5_000  # readers; the letters of longer lists are counted there, and not made
_WITHIN: Final = timedelta(seconds=5)  # for making letters while a page waits
_LISTED: Final = 25
# those that do not tell who left; see ``shown_counts``
_DISCLOSED: Final = tuple(
    one
    for one in Exclusion
    if one.name not in {"NOT_CONFIRMED", "UNSUBSCRIBED", "SUPPRESSED", "PAUSED"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Script:
    """What is rehearsed.

    Attributes:
        sha256: The hash of the approved edition; empty if none is approved.
    """

    issue: int
    edition: Edition
    audience: Audience
    at: datetime
    sha256: str = ""
    web: WebVersion | None = None


class Rehearsals:
    """Tries dispatches in a private copy of the database, with the code that sends them."""

    def __init__(self, container: Container, issues: "Issues", queue: "Queue") -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._issues = issues
        self._queue = queue
        self._one_at_a_time = Lock()

    @classmethod
    def of(cls, newsletter: "Newsletter") -> Self:
        """Return the rehearsals of a publication."""
        return cls(newsletter.container, newsletter.issues, newsletter.queue)

    def rehearse(self, ref: str, *, follow: Callable[[int, int], None] | None = None) -> Rehearsal:
        """Try the whole dispatch of an issue: freeze it, claim each batch and make every letter.

        Args:
            ref: The issue's number or file.
            follow: Called with the number of letters made, and the total.

        Raises:
            DeskError: There is no such issue.
            AuthorError: It is not approved, and its file cannot be read.
        """
        return self._rehearse(self._script(self._queue.number(ref), ref), follow=follow)

    def at_desk(self, number: int, *, is_exact: bool) -> Rehearsal:
        """Try the dispatch of an issue while a page waits, for a few seconds at most.

        The letters of a long list are not made, and what is not made then is only counted:
        the audience exactly, and the time by the pace.

        Args:
            number: The issue.
            is_exact: Whether it may tell who has left; see ``shown_counts``.

        Raises:
            DeskError: There is no such issue.
            AuthorError: It is not approved, and its file cannot be read.
        """
        script = self._script(number, str(number))
        staged = self._staged(script, self._container.store)
        plan = self._plan(staged, script)
        many = count_readers(self._container, plan, is_exact=is_exact)
        with self._one_at_a_time:
            if many > _AT_DESK:
                found = self._counted(staged, script, plan)
            else:
                found = self._rehearse(script, within=_WITHIN)
        return found if is_exact else self._disclosed(found, plan, many)

    def left_out(self, ref: str, why: Exclusion) -> Iterator[tuple[int, EmailAddress]]:
        """Yield the numbers and addresses of all whom an issue leaves out for one reason."""
        script = self._script(self._queue.number(ref), ref)
        plan, after = self._plan(self._staged(script, self._container.store), script), 0
        while some := self._container.store.audiences.left_out(plan, why, after=after):
            yield from some
            after = some[-1][0]

    def _script(self, number: int, ref: str) -> _Script:
        """Return the approved text of an issue, or that of its file, and the moment of its slot."""
        container = self._container
        now = container.now()
        at = max(self._queue.moments().get(number, now), now)
        approval = container.store.queue.approval(number)
        if approval is not None:
            return _Script(
                issue=number,
                edition=container.store.editions.get(approval.edition),
                audience=approval.audience,
                at=at,
                sha256=approval.edition,
            )
        issue, path = self._issues.find(ref)
        if issue.number == 0:
            raise DeskError("letter-without-number", name=path.name)
        found = self._issues.compiler.resolve(issue, path)
        return _Script(
            issue=number, edition=found.edition, audience=issue.audience, at=at, web=found.web
        )

    def _staged(self, script: _Script, store: "Store") -> Container:
        """Return the publication with a stand-in for its provider, at the dispatch's moment."""
        from newsletter.delivery.stand_in import RehearsalProvider

        container = self._container
        staged = Container(container.settings, lambda: script.at)
        staged.secret = container.secret
        staged.provider = RehearsalProvider(container.settings.provider, container.capabilities)
        staged.store = store
        return staged

    def _plan(self, staged: Container, script: _Script) -> Plan:
        sha256 = script.sha256 or script.edition.sha256
        return plan_of(staged, script.issue, sha256, script.audience, compiled=script.edition)

    def _rehearse(
        self,
        script: _Script,
        *,
        follow: Callable[[int, int], None] | None = None,
        within: timedelta | None = None,
    ) -> Rehearsal:
        with closing(self._copy(script)) as copy:
            staged = self._staged(script, copy)
            copy.release_hold()  # which is one of the obstacles
            if not script.sha256:
                copy.queue.approve(
                    script.edition, audience=script.audience, file_hash="", web=script.web
                )
            plan = self._plan(staged, script)
            counted = self._counted(staged, script, plan)
            if not counted.audience:
                return counted
            frozen = copy.dispatches.freeze(replace(plan, canary=None))  # nothing is reported
            assert frozen is not None, "no other process uses the copy"  # noqa: S101  # narrows the type for mypy
            self._hand_over(staged, frozen.id, follow, within)
            return _done(copy, frozen.id, counted)

    def _copy(self, script: _Script) -> "Store":
        from newsletter.store.scratch import open_scratch

        container, settings = self._container, self._container.settings
        series, corrected = settings.series.series, script.audience.readers_of
        issues = {script.issue, *(series.issues if series else ())}
        return open_scratch(
            container.store.database,
            lambda: script.at,
            (container.secret, *settings.publication.old_secrets),
            issues=issues if corrected is None else issues | {corrected},
            at=script.at,
        )

    def _hand_over(
        self,
        staged: Container,
        dispatch: int,
        follow: Callable[[int, int], None] | None,
        within: timedelta | None,
    ) -> None:
        """Hand over batch after batch of this dispatch alone, as the fleet's workers do."""
        from newsletter.system import collected_rarely

        dispatcher, began, number = _dispatcher(staged), self._container.ticking(), 1
        with collected_rarely():
            while dispatcher.hand_over_next((dispatch, number)) is not None:
                number += 1
                if follow is not None:
                    follow(*staged.store.counts.handed(dispatch))
                spent = timedelta(seconds=self._container.ticking() - began)
                if within is not None and spent > within:
                    break

    def _counted(self, staged: Container, script: _Script, plan: Plan) -> Rehearsal:
        """Return what follows from the rule and the settings, without making the letters."""
        from newsletter.delivery.rules import pace

        audiences = staged.store.audiences
        counts = audiences.count(plan)
        many = counts.get(None, 0)
        left_out = {why: count for why, count in counts.items() if why is not None}
        first = {why: audiences.left_out(plan, why, limit=_LISTED) for why in left_out}
        return Rehearsal(
            issue=script.issue,
            subject=script.edition.subject_without_name,
            provider=plan.provider,
            at=script.at,
            is_approved=bool(script.sha256),
            audience=many,
            left_out=left_out,
            people=first,
            made=0,
            calls=-(-many // plan.batch_size),
            per_second=pace(self._container.capabilities, self._container.settings.dispatch),
            takes=self._takes(many, plan),
            letter_bytes=len(Emails(staged).eml(script.edition)),
            obstacles=self._obstacles(script),
        )

    def _disclosed(self, found: Rehearsal, plan: Plan, many: int) -> Rehearsal:
        """Return a rehearsal with the numbers that may be shown to all but owners."""
        counts = self._container.store.audiences.count(plan, left_since(self._container))
        return replace(
            found,
            audience=many,
            left_out={why: counts[why] for why in _DISCLOSED if counts.get(why)},
            people={},
            # of letters that were made, only whether that were all
            made=many if found.made == found.audience else 0,
            calls=-(-many // plan.batch_size),
            takes=self._takes(many, plan),
            is_exact=False,
        )

    def _takes(self, emails: int, plan: Plan) -> timedelta:
        from newsletter.delivery.forecast import forecast

        container, ledger = self._container, self._container.store.ledger
        ahead = plan.at - container.now()
        since = ledger.sending_since(plan.provider)
        return forecast(
            emails,
            plan.batch_size,
            container.capabilities,
            container.settings.dispatch,
            days_since_first=0 if since is None else (since + ahead) // _DAY,
            handed_today=ledger.handed_within(plan.provider, _DAY - ahead) if ahead < _DAY else 0,
            canary=plan.canary,
        )

    def _obstacles(self, script: _Script) -> tuple[Message, ...]:
        """Return what would prevent sending now, as far as no name server needs to be asked."""
        container = self._container
        found: list[Message] = []
        if (hold := container.store.holding()) is not None:
            found.append(Message.from_text(hold))
        try:
            found += problems(container)
            if script.sha256:
                agreement.demand(container, script.issue, script.sha256)
        except ConfigError as error:
            found.append(error.message)
        return tuple(found)


def _dispatcher(staged: Container) -> "Dispatcher":
    """Return what hands over, as fast as it can: the time that limits cost is computed."""
    from newsletter.delivery.dispatch import Dispatcher

    mails = Emails(staged)
    return Dispatcher(
        ledger=staged.store.ledger,
        provider=staged.provider,
        personalise=mails.personalise,
        recipients=mails.recipients,
        settings=replace(staged.settings.dispatch, emails_per_day=None, warm_up=()),
        now=staged.now,
        chance=random.random,
        guard=partial(guard, staged),
    )


def _done(copy: "Store", dispatch: int, counted: Rehearsal) -> Rehearsal:
    """Return a rehearsal with what became of its letters."""
    progress = copy.counts.progress(dispatch)
    stopped = [copy.dispatches.find(dispatch).why, *copy.counts.obstacles(dispatch)]
    reasons = map(Message.from_text, dict.fromkeys(filter(None, stopped)))
    return replace(
        counted,
        audience=progress.audience,
        made=progress.counts.get(DeliveryState.ACCEPTED, 0),
        calls=sum(progress.batches.values()),
        obstacles=(*counted.obstacles, *reasons),
    )
