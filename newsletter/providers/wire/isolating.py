"""All or nothing: where one bad address refuses the whole call, find it and send to the others."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from newsletter.errors import ProviderBusy, ProviderError, ProviderSilent
from newsletter.model.delivery import Outcome, Receipt, Recipient
from newsletter.providers.wire.answers import BadRecipient

Hand = Callable[[Sequence[Recipient]], Sequence[Receipt]]


def isolate(
    provider: str,
    recipients: Sequence[Recipient],
    hand: Hand,
    *,
    within: timedelta,
    ticking: Callable[[], float] = time.monotonic,
) -> tuple[Receipt, ...]:
    """Hand over to all, leaving out those that the provider will not take; a receipt for each.

    A call that was refused because of a recipient took nothing. Those that its
    words name are left out; where they name nobody, the halves go apart.

    Args:
        provider: The provider's name, for the errors.
        recipients: All of the batch.
        hand: Makes one call; raises BadRecipient where it took nothing.
        within: No call begins later than this after the first one.
        ticking: Seconds, for ``within``.

    Raises:
        ProviderError: As ``hand`` raised it, as long as nothing was taken;
            afterwards ProviderSilent, because the batch is then half on its way.
    """
    until = ticking() + within.total_seconds()
    waiting: list[Sequence[Recipient]] = [recipients]
    receipts: dict[str, Receipt] = {}
    while waiting:
        part = waiting.pop()
        try:
            if ticking() > until:
                raise ProviderBusy(
                    provider, "looking for bad addresses took too long", retry_after=None
                )
            receipts.update((receipt.delivery_id, receipt) for receipt in hand(part))
        except BadRecipient as bad:
            refused, parts = _apart(part, bad.detail)
            receipts.update((receipt.delivery_id, receipt) for receipt in refused)
            waiting.extend(reversed(parts))
        except ProviderError as error:
            if any(receipt.outcome is Outcome.ACCEPTED for receipt in receipts.values()):
                raise ProviderSilent(
                    provider, f"after a part of the batch was taken: {error.detail}"
                ) from error
            raise
    return tuple(receipts[recipient.delivery_id] for recipient in recipients)


def _apart(
    part: Sequence[Recipient], detail: str
) -> tuple[list[Receipt], list[Sequence[Recipient]]]:
    """Who is refused by name, and the calls to make for the others."""
    words = detail.lower()
    named = [recipient for recipient in part if _is_named(str(recipient.address).lower(), words)]
    if len(part) == 1:
        named = list(part)
    if not named:
        middle = len(part) // 2
        return [], [part[:middle], part[middle:]]
    refused = [
        Receipt(recipient.delivery_id, Outcome.REFUSED, detail=detail) for recipient in named
    ]
    left = [recipient for recipient in part if recipient not in named]
    return refused, [left] if left else []


def _is_named(address: str, words: str) -> bool:
    """Whether the words hold this address and not a longer one that ends or begins like it."""
    start = words.find(address)
    while start >= 0:
        around = words[start - 1 : start] + words[start + len(address) :][:1]
        if not any(character.isalnum() or character in "_-+@" for character in around):
            return True
        start = words.find(address, start + 1)
    return False
