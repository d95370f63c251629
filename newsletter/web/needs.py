"""What the pages ask of the newsletter; ``app`` gives it without knowing of them."""

from collections.abc import Mapping
from typing import Protocol

from newsletter.model.address import EmailAddress
from newsletter.model.audience import Subscriber
from newsletter.model.hook import Hook


class Publication(Protocol):
    """Who speaks: what stands at the head and the foot of every page."""

    @property
    def name(self) -> str:
        """As the masthead shows it."""
        ...

    @property
    def tagline(self) -> str:
        """A line under the name; empty for none."""
        ...

    @property
    def language(self) -> str:
        """Of the pages, where a reader chose none."""
        ...

    @property
    def base_url(self) -> str:
        """Where readers reach the pages, without a slash at the end."""
        ...

    @property
    def contact(self) -> tuple[str, ...]:
        """Who sends and how to reach them, one line an entry."""
        ...


class Newsletter(Protocol):
    """Everything that a page or a machine's door may ask. All of it is synchronous."""

    @property
    def publication(self) -> Publication:
        """Who speaks."""
        ...

    @property
    def answers_to(self) -> EmailAddress | None:
        """Where a reader's question goes; a person reads it."""
        ...

    def reader_of(self, token: str) -> Subscriber | None:
        """Whose link in an issue this is; ``None`` for a reader who was erased.

        Raises:
            BadToken: The link is damaged, or was made for something else.
        """
        ...

    def unsubscribe(self, token: str) -> Subscriber | None:
        """End the subscription at once, once and for all; the reader as they were before.

        Repeating it changes nothing.

        Raises:
            BadToken: As in ``reader_of``.
        """
        ...

    def receive(self, provider: str, hook: Hook) -> tuple[int, Mapping[str, str]]:
        """Check a provider's call, keep it raw, and say with which status and headers to answer.

        It is read later. An unknown provider gets 404.
        """
        ...

    def health(self) -> tuple[str, ...]:
        """What is wrong right now, in words that anybody may see; empty when all is well."""
        ...
