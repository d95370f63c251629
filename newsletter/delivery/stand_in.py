"""A stand-in for a provider in rehearsals: nothing leaves."""

from newsletter.message import Message
from newsletter.model.delivery import Batch, Capabilities, Outcome, Receipt


class RehearsalProvider:
    """Takes every letter and sends none, under the name and the limits of another provider."""

    def __init__(self, name: str, capabilities: Capabilities) -> None:
        """Set whose part it plays."""
        self.name = name
        self.capabilities = capabilities
        self.calls = 0

    def send(self, batch: Batch) -> tuple[Receipt, ...]:
        """Take a batch whose letters are complete.

        Raises:
            KeyError: A reader lacks a value that the text asks for.
        """
        for recipient in batch.recipients if not batch.emails else ():
            if missing := batch.edition.fields - recipient.values.keys():
                raise KeyError(*sorted(missing))
        for email in batch.emails:  # each is written when it is looked at
            email.delivery_id.encode()
        self.calls += 1
        return tuple(Receipt(one.delivery_id, Outcome.ACCEPTED) for one in batch.recipients)

    def look_up(self, _batch: Batch) -> tuple[Receipt, ...]:
        """Return nothing: there is never a doubt."""
        return ()

    def check(self) -> tuple[Message, ...]:
        """Return nothing: it is ready."""
        return ()

    def close(self) -> None:
        """Do nothing: nothing is open."""
