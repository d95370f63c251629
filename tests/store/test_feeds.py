"""Feeds and their entries in both databases: an entry is proposed once, and answered once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.message import Message
from newsletter.model.article import Rights
from newsletter.model.feed import FeedEntry, FollowedFeed, ProposalState, ProposedText
from newsletter.store.feeds import FoundEntry, Polled
from newsletter.store.store import Store
from tests.store.builders import NOW, a_store
from tests.store.places import url_of

HOUR = timedelta(hours=1)
PIECE = ProposedText(
    rendition="# Rust\n\nTekst.\n", original=b"\x00\xff<p>", ending=".html", words=300, weeks=2
)
WHY = Message("entry-without-page")


@pytest.fixture(params=["sqlite, wal", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = a_store(url_of(request.param, tmp_path))
    yield opened
    opened.close()


def polled(address: str = "https://a.nl/feed", **more: object) -> Polled:
    given = {"title": "A", "etag": "", "last_modified": "", "next_at": NOW + HOUR} | more
    return Polled(address=address, **given)  # type: ignore[arg-type]  # what a test needs to differ


def entry(key: str, digest: str = "1") -> FeedEntry:
    return FeedEntry(
        key=key, digest=digest, title=f"Stuk {key}", address=None, markup="", is_whole=False
    )


def a_feed(store: Store, *found: FoundEntry) -> FollowedFeed:
    feed = store.feeds.follow(polled(), Rights("de schrijver"))
    store.feeds.keep(feed.id, found)
    return feed


def states(store: Store) -> list[tuple[str, ProposalState, bool]]:
    return [(one.title, one.state, one.is_changed) for one in store.feeds.proposals(every=True)]


def test_a_feed_and_its_entries_are_what_was_stored(store: Store) -> None:
    feed = a_feed(
        store, FoundEntry(entry("a")), FoundEntry(entry("b"), PIECE), FoundEntry(entry("c"), WHY)
    )
    assert store.feeds.at("https://a.nl/feed") == feed == store.feeds.all()[0]
    assert feed.rights == Rights("de schrijver")
    assert [(one.title, one.words, one.weeks, one.why) for one in store.feeds.proposals()] == [
        ("Stuk b", 300, 2, None),
        ("Stuk c", 0, 0, WHY),
    ]
    proposal, unreadable = store.feeds.proposals()
    assert store.feeds.piece(proposal.id) == PIECE
    assert store.feeds.piece(unreadable.id) is None
    assert dict(store.feeds.digests(feed.id)) == dict.fromkeys("abc", "1")


def test_what_is_kept_twice_is_there_once(store: Store) -> None:
    feed = a_feed(store, FoundEntry(entry("a"), PIECE))
    store.feeds.keep(feed.id, [FoundEntry(entry("a"), PIECE), FoundEntry(entry("a"), PIECE)])
    assert states(store) == [("Stuk a", ProposalState.OPEN, False)]


@pytest.mark.parametrize("state", [ProposalState.ACCEPTED, ProposalState.DISMISSED])
def test_an_answer_is_given_once_and_drops_the_article(store: Store, state: ProposalState) -> None:
    feed = a_feed(store, FoundEntry(entry("a"), PIECE))
    [proposal] = store.feeds.proposals()
    assert store.feeds.answer(proposal.id, state)
    assert not store.feeds.answer(proposal.id, ProposalState.ACCEPTED)
    assert store.feeds.piece(proposal.id) is None
    store.feeds.keep(feed.id, [FoundEntry(entry("a", "2"), PIECE)])
    assert states(store) == [("Stuk a", state, True)]
    assert store.feeds.piece(proposal.id) is None


def test_an_entry_that_was_only_seen_is_proposed_once_it_changes(store: Store) -> None:
    feed = a_feed(store, FoundEntry(entry("a")))
    assert states(store) == []
    store.feeds.keep(feed.id, [FoundEntry(entry("a", "2"), PIECE)])
    assert states(store) == [("Stuk a", ProposalState.OPEN, False)]


def test_an_unreadable_entry_opens_when_it_can_be_read(store: Store) -> None:
    feed = a_feed(store, FoundEntry(entry("a"), WHY))
    store.feeds.keep(feed.id, [FoundEntry(entry("a", "2"), PIECE)])
    [proposal] = store.feeds.proposals()
    assert (proposal.state, proposal.why) == (ProposalState.OPEN, None)


def test_the_feed_that_is_due_longest_comes_first(store: Store) -> None:
    first = store.feeds.follow(polled(next_at=NOW - HOUR), None)
    other = store.feeds.follow(polled("https://b.nl/feed", next_at=NOW - 2 * HOUR), None)
    store.feeds.follow(polled("https://c.nl/feed"), None)
    due = []
    while (feed := store.feeds.due()) is not None:
        due.append(feed.id)
        store.feeds.polled(feed.id, polled(feed.address))
    assert due == [other.id, first.id]


def test_a_poll_under_a_wrong_clock_puts_nothing_off_for_years(tmp_path: Path) -> None:
    url = url_of("sqlite, wal", tmp_path)
    ahead = a_store(url, clock=lambda: NOW + timedelta(days=4000))
    feed = ahead.feeds.follow(polled(next_at=NOW + timedelta(days=4000)), None)
    ahead.close()
    store = a_store(url)
    assert store.feeds.due() == store.feeds.all()[0]
    store.feeds.polled(feed.id, polled())
    assert store.feeds.due() is None
    store.close()


def test_a_feed_that_is_gone_is_due_no_more(store: Store) -> None:
    feed = store.feeds.follow(polled(next_at=NOW - HOUR), None)
    store.feeds.polled(feed.id, polled(next_at=NOW - HOUR, is_gone=True, trouble=WHY))
    assert store.feeds.due() is None
    assert [(one.is_gone, one.trouble) for one in store.feeds.all()] == [(True, WHY)]


def test_a_poll_that_ends_after_its_feed_was_left_keeps_nothing(store: Store) -> None:
    feed = a_feed(store, FoundEntry(entry("a"), PIECE))
    assert store.feeds.unfollow(feed.id)
    assert not store.feeds.unfollow(feed.id)
    store.feeds.polled(feed.id, polled())
    store.feeds.keep(feed.id, [FoundEntry(entry("b"), PIECE)])
    assert (store.feeds.all(), store.feeds.proposals()) == ((), ())
    again = store.feeds.follow(polled(), None)
    assert store.feeds.digests(again.id) == {}


def test_what_no_database_keeps_is_dropped_on_the_way_in(store: Store) -> None:
    odd = replace(entry("a"), title="Stuk\x00\x1b[31m\ud800")
    a_feed(store, FoundEntry(odd, replace(PIECE, rendition="# Rust\x00\n")))
    [proposal] = store.feeds.proposals()
    piece = store.feeds.piece(proposal.id)
    assert proposal.title == "Stuk[31m"
    assert piece is not None
    assert piece.rendition == "# Rust\n"
