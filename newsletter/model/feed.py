"""Feeds: their entries, which ones are followed, and what is proposed from them."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from newsletter.message import Message
from newsletter.model.article import Rights


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One piece that a feed names.

    Attributes:
        key: A hash of what identifies it: it stays when title and words change.
        digest: A hash of title and words, to notice a change.
        address: The piece's page; ``None`` if the feed names none.
        markup: The piece as HTML, or its beginning; may be empty.
        is_whole: Whether the markup is the whole piece.
    """

    key: str
    digest: str
    title: str
    address: str | None
    markup: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's title and its entries, newest first."""

    title: str
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedFeed:
    """A feed that is polled.

    Attributes:
        rights: Whose texts it has, where the publication's own site does not say so.
        etag: As the site gave it; empty without one.
        last_modified: As the site gave it; empty without one.
        polled_at: When it was last asked.
        next_at: When it is due again.
        failures: Polls in a row without an answer that could be used.
        trouble: Why the last poll failed, or why there are no more.
        is_gone: The site says that there is no such feed any more; it is not polled.
        moved_from: The address before this one, if a permanent redirect led here.
    """

    id: int
    address: str
    title: str
    rights: Rights | None
    etag: str
    last_modified: str
    polled_at: datetime
    next_at: datetime
    failures: int
    trouble: Message | None
    is_gone: bool
    moved_from: str | None


class ProposalState(Enum):
    """What became of an entry of a followed feed."""

    SEEN = "seen"  # it was there when the feed was first read
    OPEN = "open"  # proposed; the editor has not answered
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedText:
    """An article that was read for a proposal: what accepting it writes.

    Attributes:
        rendition: The article as Markdown.
        original: The bytes that it was read from.
        ending: Of the original's file: ``.html``.
        words: How many the article has.
        weeks: How many issues it can be drawn into.
    """

    rendition: str
    original: bytes
    ending: str
    words: int
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An entry of a followed feed, as the editor sees it.

    Attributes:
        feed: The feed's title.
        feed_id: The feed's number.
        weeks: How many issues it can be drawn into; 0 if it could not be read.
        why: Why it could not be read.
        is_changed: The site has other words since the editor answered.
    """

    id: int
    feed: str
    feed_id: int
    title: str
    address: str | None
    state: ProposalState
    found_at: datetime
    words: int
    weeks: int
    why: Message | None
    is_changed: bool
