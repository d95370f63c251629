"""Reading of feeds: a site's answer, when to poll it again, and its new entries."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsletter.app.web_articles import WebArticles, page_of
from newsletter.config import host_of
from newsletter.editorial.draw import draw
from newsletter.errors import ArticleError, DeskError, FetchError
from newsletter.fetching.polling import asked_wait, conditions, to_send_back
from newsletter.message import Message
from newsletter.model.article import Article, Rights
from newsletter.model.feed import Feed, FeedEntry, FollowedFeed, ProposedText
from newsletter.store.feeds import FoundEntry, Polled
from newsletter.text.folding import one_line

if TYPE_CHECKING:
    from newsletter.fetching.polling import Robots
    from newsletter.model.links import Fetched

log = logging.getLogger(__name__)
_EVERY = timedelta(hours=6)
_SELDOM = timedelta(days=2)  # for a feed that keeps failing
_JITTER = 0.1  # share of the interval, so that the feeds of a site are not asked together
_NEW_AT_ONCE = 5  # entries read in one poll; the others wait for the next one
_GONE = 410
_UNCHANGED = 304
# The page does not exist or is not public. After any other status a later poll may get it.
_FOR_GOOD = frozenset(range(400, 500)) - {408, 425, 429}
_LONGEST_REASON = 200  # characters


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of one poll: the new entries, and what to record about the feed."""

    polled: Polled
    found: tuple[FoundEntry, ...] = ()


class FeedReader:
    """Polls feeds. It stores nothing."""

    def __init__(
        self, web: WebArticles, now: Callable[[], datetime], chance: Callable[[], float]
    ) -> None:
        """Set the reader of pages, the clock, and a source of random numbers from 0 up to 1."""
        self._web = web
        self._now = now
        self._chance = chance

    def first(self, address: str, rights: Rights | None) -> Reading:
        """Read the feed at an address, or the feed that the page there names.

        Every entry counts as seen, and only the newest is read.

        Raises:
            FetchError: It cannot be fetched, or the site forbids programs to.
            ArticleError: There is no feed.
        """
        from newsletter.sources.content_kind import ContentKind, charset_of, kind_of
        from newsletter.sources.parsing import feeds

        answer = self._web.fetch(address)
        if kind_of(answer.content_type, answer.body) is ContentKind.PAGE:
            named = feeds.feed_of(page_of(answer))
            if named is None:
                raise ArticleError("feed-not-named", answer.url)
            answer = self._web.fetch(named)
        robots = self._web.robots()
        robots.demand(answer.url)
        feed = feeds.read_feed(answer.body, answer.url, charset=charset_of(answer.content_type))
        newest, older = feed.entries[:1], feed.entries[1:]
        found = [FoundEntry(one, self._outcome(one, answer.url, rights, robots)) for one in newest]
        found += [FoundEntry(entry) for entry in older]
        return Reading(self._succeeded(answer, feed), tuple(found))

    def again(self, feed: FollowedFeed, known: Mapping[str, str]) -> Reading:
        """Poll a followed feed.

        Args:
            feed: The feed as the last poll recorded it.
            known: The digests of its known entries by key.
        """
        robots = self._web.robots()
        try:
            robots.demand(feed.address)
            answer = self._web.ask(feed.address, conditions(feed.etag, feed.last_modified))
            if not 200 <= answer.status < 300:
                return Reading(self._unread(feed, answer))
            return self._read(feed, answer, known, robots)
        except (FetchError, ArticleError) as error:
            return Reading(self._failed(feed, error.problem))
        except Exception as error:  # of any kind: a foreign feed may break a parser
            log.exception("feed %s cannot be read", feed.id)
            return Reading(self._failed(feed, _in_words(error)))

    def _read(
        self, feed: FollowedFeed, answer: "Fetched", known: Mapping[str, str], robots: "Robots"
    ) -> Reading:
        from newsletter.sources.content_kind import charset_of
        from newsletter.sources.parsing import feeds

        if feed.rights is None and not self._web.is_own(answer.url):
            return Reading(
                self._failed(feed, Message("feed-moved-elsewhere", host=host_of(answer.url)))
            )
        has = feeds.read_feed(answer.body, answer.url, charset=charset_of(answer.content_type))
        fresh = [one for one in reversed(has.entries) if known.get(one.key) != one.digest]
        found, missed = [], fresh[_NEW_AT_ONCE:]
        for entry in fresh[:_NEW_AT_ONCE]:
            try:
                outcome = self._outcome(entry, answer.url, feed.rights, robots)
            except FetchError:  # the next poll tries again
                missed.append(entry)
            else:
                found.append(FoundEntry(entry, outcome))
        polled = self._succeeded(answer, has, feed)
        if missed:  # otherwise an unchanged feed would not list them again
            polled = replace(polled, etag="", last_modified="")
        return Reading(polled, tuple(found))

    def _outcome(
        self, entry: FeedEntry, feed: str, rights: Rights | None, robots: "Robots"
    ) -> ProposedText | Message:
        """Return the article of an entry, from the feed or its page, or why there is none.

        Raises:
            FetchError: Its page cannot be fetched for now.
        """
        from newsletter.sources.parsing import feeds

        try:
            if entry.is_whole:
                article = feeds.article_of(
                    entry, entry.address or feed, keep_campaign=self._web.keep_campaign
                )
                return _piece(article, rights, feeds.document(entry), ".html")
            if entry.address is None:
                return Message("entry-without-page")
            if not self._web.is_same_site(entry.address, feed):
                return Message("entry-elsewhere", address=entry.address)
            robots.demand(entry.address)
            read = self._web.read(entry.address)
            if not self._web.is_same_site(read.address, feed):
                return Message("entry-elsewhere", address=read.address)
            return _piece(read.article, rights, read.original, read.ending)
        except FetchError as error:
            if error.data.get("status") not in _FOR_GOOD:
                raise
            return error.problem
        except (ArticleError, DeskError) as error:
            return error.problem
        except Exception as error:  # of any kind: a foreign page may break a parser
            log.exception("entry %s of a feed cannot be read", entry.address or entry.key)
            return _in_words(error)

    def _succeeded(
        self, answer: "Fetched", feed: Feed, before: FollowedFeed | None = None
    ) -> Polled:
        stays = before is not None and not answer.moved
        return Polled(
            address=before.address if before is not None and stays else answer.url,
            title=feed.title,
            etag=to_send_back(answer.etag),
            last_modified=to_send_back(answer.last_modified),
            next_at=self._after(_EVERY),
        )

    def _unread(self, feed: FollowedFeed, answer: "Fetched") -> Polled:
        """Return what to record about an answer without content."""
        if answer.status == _UNCHANGED:
            return replace(_as_before(feed), next_at=self._after(_EVERY))
        if answer.status == _GONE:
            gone = Message("feed-gone")
            return replace(_as_before(feed), trouble=gone, failures=feed.failures + 1, is_gone=True)
        why = Message("fetch-status", status=answer.status)
        return self._failed(feed, why, asked_wait(answer.retry_after, self._now()))

    def _failed(
        self, feed: FollowedFeed, why: Message, at_least: timedelta = timedelta()
    ) -> Polled:
        failures = feed.failures + 1
        wait = min(_EVERY * 2 ** min(failures, 8), _SELDOM)
        return replace(
            _as_before(feed),
            trouble=why,
            failures=failures,
            next_at=self._after(max(wait, at_least)),
        )

    def _after(self, wait: timedelta) -> datetime:
        return self._now() + wait * (1 + _JITTER * self._chance())


def _in_words(error: Exception) -> Message:
    """Return an unexpected error as the reason why something cannot be read."""
    return Message.in_own_words(one_line(f"{type(error).__name__}: {error}")[:_LONGEST_REASON])


def _as_before(feed: FollowedFeed) -> Polled:
    return Polled(
        address=feed.address,
        title=feed.title,
        etag=feed.etag,
        last_modified=feed.last_modified,
        next_at=feed.next_at,
    )


def _piece(article: Article, rights: Rights | None, original: bytes, ending: str) -> ProposedText:
    from newsletter.sources.rendition import count_words, rendition, words_of

    named = replace(article, rights=rights)
    return ProposedText(
        rendition=rendition(named),
        original=original,
        ending=ending,
        words=count_words(words_of(named)),
        weeks=len(draw(named, file="article.md", first_number=1)),
    )
