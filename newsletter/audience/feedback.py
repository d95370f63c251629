"""The question whether an issue was a clear moment: answers are counted once per reader, anonymously."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newsletter.audience.tokens import Keyring, Purpose
from newsletter.model.preferences import Answer, AnswerCounts, Vote

if TYPE_CHECKING:
    from newsletter.audience.ports import Clock, Dice, Transaction, Votes

_SUBSCRIBER_BITS: Final = 40  # of the token's number; the issue has the rest


def vote_tokens(keyring: Keyring, issue: int, subscribers: Iterable[int]) -> list[str]:
    """Return each subscriber's token for the link at the end of an issue."""
    place = issue << _SUBSCRIBER_BITS
    return keyring.tokens(Purpose.VOTE, [place | subscriber for subscriber in subscribers])


def issue_and_subscriber(keyring: Keyring, token: str) -> tuple[int, int]:
    """Read a token. The subscriber is 0 in an editor's test mail.

    Raises:
        BadToken: The link is damaged.
    """
    number = keyring.read(Purpose.VOTE, token)
    return number >> _SUBSCRIBER_BITS, number & ((1 << _SUBSCRIBER_BITS) - 1)


_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One question at the end of an issue, with three answers.

    The reader's number is hashed with a key for this issue only. The
    hash is stored apart from the tally, and the key is destroyed after a month.
    """

    votes: "Votes"
    keyring: Keyring
    transaction: "Transaction"
    clock: "Clock"
    dice: "Dice"

    def token(self, issue: int, subscriber: int) -> str:
        """Return the token for the link at the end of an issue."""
        return vote_tokens(self.keyring, issue, (subscriber,))[0]

    def look(self, token: str) -> int:
        """Return the issue that is asked about, without counting anything.

        Raises:
            BadToken: The link is damaged.
        """
        return issue_and_subscriber(self.keyring, token)[0]

    def vote(self, token: str, answer: Answer) -> Vote:
        """Count an answer, once for each reader.

        Raises:
            BadToken: The link is damaged.
        """
        issue, subscriber = issue_and_subscriber(self.keyring, token)
        if not subscriber:
            return Vote.COUNTED  # the editor's own test mail: the page as readers see it
        with self.transaction():
            key = self.votes.key(issue, self.dice(_KEY_BYTES), self.clock())
            if key is None:
                return Vote.CLOSED
            voter = hmac.digest(key, subscriber.to_bytes(8, "big"), "sha256")[:16]
            return Vote.COUNTED if self.votes.cast(issue, voter, answer) else Vote.BEFORE

    def tally(self, issue: int) -> AnswerCounts:
        """Return how often each answer was given."""
        return self.votes.tally(issue)
