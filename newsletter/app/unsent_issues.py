"""Issues that are due and cannot be sent, while their slot can still be saved."""

from collections.abc import Iterator, Mapping
from typing import Final

from newsletter.app.container import Container
from newsletter.app.masking import without_addresses
from newsletter.message import Message

_UNSENT: Final = "due and unsent "  # the prefix of the facts that say why


def note_unsent(container: Container, reasons: Mapping[int, Message]) -> None:
    """Record why due issues were not sent in this round, and forget those that are not among them.

    Args:
        container: The publication's container.
        reasons: A reason for each, by the issue's number.
    """
    facts = container.store.facts
    wanted = {str(issue): without_addresses(why).to_text() for issue, why in reasons.items()}
    for issue in facts.having(_UNSENT) - wanted.keys():
        facts.drop(f"{_UNSENT}{issue}")
    for issue, why in wanted.items():
        if facts.get(f"{_UNSENT}{issue}") != why:
            facts.put(f"{_UNSENT}{issue}", why)


def unsent(container: Container) -> Iterator[Message]:
    """Yield each issue that was due in the last round and could not be sent, with the reason."""
    facts = container.store.facts
    for issue in sorted(map(int, facts.having(_UNSENT))):
        why = facts.get(f"{_UNSENT}{issue}")
        if why:  # a round may have sent it meanwhile
            yield Message("issue-due-unsent", issue=issue, reason=Message.from_text(why))
