"""Notices: the emails that are not an issue."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class WeeklyMoment:
    """A moment that comes every week, in local time; ``weekday`` is 0 for Monday."""

    weekday: int
    time: time


# What a notice names in braces; a ``datetime`` is a date, too.
Detail: TypeAlias = str | date | timedelta | tuple[WeeklyMoment, ...]


@dataclass(frozen=True, slots=True)
class LastIssue:
    """The latest issue in the archive, for a reader who has none yet."""

    title: str
    url: str


class NoticeKind(Enum):
    """Why a notice is sent. The value is its name in ``theme.toml`` and the database."""

    CONFIRM = "confirm"  # to a person who signed up: press to join
    WELCOME = "welcome"  # to a person who has just joined
    LAST_ISSUE = "last issue"  # with the welcome: the edition that the others got last
    ALREADY = "already"  # to a subscriber who signed up again
    FRESH = "fresh"  # to a reader who asked for the link to their own data
    REMINDER = "reminder"  # to the editor: what goes out next
    EMPTY = "empty"  # to the editor: nothing is queued for the next slot
    MISSED = "missed"  # to the editor: an issue did not go, no process ran at its slot
    OUTDATED = "outdated"  # to the editor: what is queued was approved under other settings
    STOPPED = "stopped"  # to the editor: a dispatch waits for a decision
    FAILING = "failing"  # to the editor: a step of the rounds does not succeed
    ILL = "ill"  # to the editor: something else makes the newsletter ill, such as an old backup
    REPLY = "reply"  # to the editor: somebody wrote to the letterbox in words
    REPLIES = "replies"  # to the editor: more people did than is worth an email each
    PROPOSED = "proposed"  # to the editor: a followed feed has a new piece
    FEED_GONE = "gone"  # to the editor: a followed feed does not exist any more
    FEED_MOVED = "moved"  # to the editor: a followed feed has a new address
    WEBHOOK = "webhook"  # to the editor: another program takes no calls any more
    SIGN_IN = "sign_in"  # to an editor: a link to the desk
    INVITATION = "invitation"  # to a new editor: a first link to the desk
    TEST_ADDRESS = "test_address"  # to its holder: may tests of issues go there?
    BLOCKED = "blocked"  # to the editor: a reader is back whom the provider may still hold back

    @property
    def can_leave(self) -> bool:
        """Whether it goes to a subscriber, who must always be able to unsubscribe."""
        return self in {NoticeKind.WELCOME, NoticeKind.ALREADY}
