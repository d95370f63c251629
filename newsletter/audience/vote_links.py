"""Links under "was this a clear moment?": one number says issue and reader.

Apart from ``voting``, so that an issue is rendered without the use case behind the link.
"""

from typing import Final

from newsletter.audience.tokens import Keyring, Purpose

_SUBSCRIBER_BITS: Final = 40  # of the token's number; the issue has the rest


def vote_token(keyring: Keyring, issue: int, subscriber: int) -> str:
    """For the link at the end of an issue."""
    return keyring.token(Purpose.VOTE, issue << _SUBSCRIBER_BITS | subscriber)


def issue_and_subscriber(keyring: Keyring, token: str) -> tuple[int, int]:
    """Read a token; the subscriber is 0 in an editor's test mail.

    Raises:
        BadToken: The link is damaged.
    """
    number = keyring.read(Purpose.VOTE, token)
    return number >> _SUBSCRIBER_BITS, number & ((1 << _SUBSCRIBER_BITS) - 1)
