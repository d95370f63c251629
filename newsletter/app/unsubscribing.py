"""The guarantee that every email to a reader has a visible link to unsubscribe.

The checks ensure it at approval. It is checked again before an edition is sent, because an
earlier version may have approved it, and notices are not approved at all.
"""

from functools import lru_cache

from newsletter.errors import ConfigError
from newsletter.message import Message
from newsletter.model.edition import Edition, fill

_LINK = "https://unsubscribe.invalid/"  # in place of a reader's own (RFC 2606, §2)


def demand(edition: Edition, issue: int) -> None:
    """Refuse an edition whose readers could not unsubscribe.

    Raises:
        ConfigError: The link is missing or hidden. The message says where and how.
    """
    for fault in faults(edition):
        raise ConfigError("issue-without-unsubscribe", issue=issue, fault=fault)


@lru_cache(maxsize=32)
def faults(edition: Edition) -> tuple[Message, ...]:
    """Return what keeps readers from finding the link to unsubscribe."""
    from newsletter.editorial.checks.reachable import unsubscribe_faults

    values = {**dict.fromkeys(edition.fields, "x"), "unsubscribe_url": _LINK}
    found = unsubscribe_faults(fill(edition.html, values), fill(edition.text, values), _LINK)
    return tuple(finding.message for finding in found)
