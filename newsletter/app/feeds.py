"""Followed feeds, whose new entries become proposals, and articles if an editor accepts them."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from newsletter.app.acts import note
from newsletter.app.articles import Articles
from newsletter.app.container import Container
from newsletter.app.feed_reading import FeedReader
from newsletter.app.web_articles import Taken, WebArticles, site_address
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.article import Rights
from newsletter.model.editor import Act, Editor
from newsletter.model.feed import FollowedFeed, Proposal, ProposalState

_CHORE = "feeds"
_LEASE = timedelta(minutes=10)  # longer than any poll takes


@dataclass(frozen=True, slots=True)
class Followed:
    """A newly followed feed, with its newest entry if that could be read."""

    feed: FollowedFeed
    newest: Proposal | None


class Feeds:
    """The feeds that the publication follows, and what they propose."""

    def __init__(
        self,
        container: Container,
        articles: Articles,
        web: WebArticles,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Store the dependencies, and a source of random numbers from 0 up to 1."""
        self._container = container
        self._articles = articles
        self._web = web
        self._reader = FeedReader(web, container.now, chance)
        self._name = secrets.token_hex(4)  # identifies the process that polls

    def follow(
        self, address: str, rights: Rights | None = None, by: Editor | None = None
    ) -> Followed:
        """Follow the feed at an address, or the feed that the page there names.

        Args:
            address: The address of the feed, or of a page.
            rights: The rights to its texts, required if it is not on the publication's own
                site.
            by: The editor at the desk, for the log; ``None`` at the terminal.

        Raises:
            FetchError: It is no web address, cannot be fetched, or the site forbids programs to.
            ArticleError: There is no feed.
            DeskError: It is followed already, or the rights are unknown.
        """
        records = self._container.store.feeds
        address = site_address(address)
        self._web.demand_rights(address, rights)
        reading = self._reader.first(address, rights)
        where = reading.polled.address
        self._web.demand_rights(where, rights)
        with self._container.store.together():
            if records.at(where) is not None:
                raise DeskError("feed-followed-already", address=where)
            feed = records.follow(reading.polled, rights)
            records.keep(feed.id, reading.found)
            self._log(Act.FEED_FOLLOWED, f"feed {feed.address}", by)
        newest = [one for one in records.proposals() if one.feed_id == feed.id]
        return Followed(feed, newest[-1] if newest else None)

    def unfollow(self, ref: str, by: Editor | None = None) -> Message:
        """Stop following a feed given by number or address. Its proposals are deleted.

        Raises:
            DeskError: No such feed is followed.
        """
        records = self._container.store.feeds
        for feed in records.all():
            if ref in (str(feed.id), feed.address):
                waiting = sum(one.feed_id == feed.id for one in records.proposals())
                with self._container.store.together():
                    if records.unfollow(feed.id):
                        self._log(Act.FEED_UNFOLLOWED, f"feed {feed.address}", by)
                return Message("feed-unfollowed", title=feed.title, count=waiting)
        raise DeskError("feed-unknown", ref=ref)

    def followed(self) -> tuple[FollowedFeed, ...]:
        """Return the feeds in the order in which they were added."""
        return self._container.store.feeds.all()

    def proposals(self, *, every: bool = False) -> tuple[Proposal, ...]:
        """Return the proposals that wait for an answer, oldest first.

        With ``every``, those that were answered are included.
        """
        return self._container.store.feeds.proposals(every=every)

    def accept(self, number: int, by: Editor | None = None) -> Taken:
        """Write the article of a proposal to ``issues/articles``. Nothing is queued.

        Raises:
            DeskError: There is no such proposal, it was answered or cannot be read, or
                another article has its name.
        """
        records = self._container.store.feeds
        proposal = self._waiting(number)
        piece = records.piece(number)
        if piece is None:
            raise DeskError("proposal-unreadable", proposal=number, address=proposal.address or "–")
        # the files first: after a crash in between, the proposal can be accepted again
        taken = self._articles.keep_rendition(piece.rendition, piece.original, piece.ending)
        self._answer(number, ProposalState.ACCEPTED, f"article {taken.name}", by)
        return Taken(self._articles.read(taken), taken)

    def dismiss(self, number: int, by: Editor | None = None) -> Message:
        """Dismiss a proposal. Its entry is not proposed again.

        Raises:
            DeskError: There is no such proposal, or it was answered.
        """
        proposal = self._waiting(number)
        self._answer(number, ProposalState.DISMISSED, f"proposal {proposal.title}", by)
        return Message("proposal-dismissed", title=proposal.title)

    def _answer(self, number: int, state: ProposalState, thing: str, by: Editor | None) -> None:
        """Record an answer, and log it if it was given at the desk.

        Raises:
            DeskError: Somebody else has answered meanwhile.
        """
        is_accepted = state is ProposalState.ACCEPTED
        act = Act.PROPOSAL_ACCEPTED if is_accepted else Act.PROPOSAL_DISMISSED
        with self._container.store.together():
            if not self._container.store.feeds.answer(number, state):
                self._waiting(number)  # raises the error that says what was answered
            self._log(act, thing, by)

    def _log(self, act: Act, thing: str, by: Editor | None) -> None:
        if by is not None:
            note(self._container, act, thing, by)

    def _waiting(self, number: int) -> Proposal:
        proposal = self._container.store.feeds.proposal(number)
        if proposal is None:
            raise DeskError("proposal-unknown", proposal=number)
        if proposal.state in (ProposalState.ACCEPTED, ProposalState.DISMISSED):
            raise DeskError("proposal-answered", proposal=number, state=proposal.state)
        return proposal

    def poll_next(self) -> bool:
        """Poll the feed that has been due for the longest. Return whether there was one.

        Only one process polls at a time, so that no site is asked twice for the same entries.
        """
        store = self._container.store
        if store.feeds.due() is None or not store.chores.take(_CHORE, self._name, _LEASE):
            return False
        try:
            feed = store.feeds.due()
            if feed is None:  # another process has just polled it
                return False
            reading = self._reader.again(feed, store.feeds.digests(feed.id))
            with store.together():
                store.feeds.polled(feed.id, reading.polled)
                store.feeds.keep(feed.id, reading.found)
            return True
        finally:
            store.chores.leave(_CHORE, self._name)
