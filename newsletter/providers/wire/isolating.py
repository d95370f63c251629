"""All or nothing: where one bad address refuses the whole call, find it and send to the others."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from newsletter.errors import (
    ProviderBusy,
    ProviderError,
    ProviderPaused,
    ProviderRefused,
    ProviderSilent,
)
from newsletter.model.delivery import Outcome, ProviderPartly, Receipt, Recipient
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
        ProviderError: As ``hand`` raised it, as long as nothing was decided;
            afterwards ProviderPartly, or ProviderSilent where it is unknown.
    """
    until = ticking() + within.total_seconds()
    waiting: list[Sequence[Recipient]] = [recipients]
    receipts: dict[str, Receipt] = {}
    while waiting:
        part = waiting.pop()
        try:
            _hurry(provider, until - ticking())
            decided, parts = _one_call(part, hand, is_whole=part is recipients)
            if part is recipients and not parts:
                return tuple(decided)
        except (ProviderBusy, ProviderPaused) as cause:
            if not receipts:
                raise
            raise ProviderPartly(provider, receipts.values(), cause) from cause
        except ProviderError as error:
            if not receipts:
                raise
            raise ProviderSilent(provider, f"a part was decided, then: {error.detail}") from error
        receipts.update((receipt.delivery_id, receipt) for receipt in decided)
        waiting.extend(reversed(parts))
    return tuple(receipts[recipient.delivery_id] for recipient in recipients)


def _hurry(provider: str, seconds_left: float) -> None:
    if seconds_left < 0:
        raise ProviderBusy(
            provider, "looking for bad addresses took too long", retry_after=timedelta(0)
        )


def _one_call(
    part: Sequence[Recipient], hand: Hand, *, is_whole: bool
) -> tuple[Sequence[Receipt], list[Sequence[Recipient]]]:
    """Receipts of one call, and the calls to be made instead of it."""
    try:
        return hand(part), []
    except BadRecipient as bad:
        return _apart(part, bad.detail)
    except ProviderRefused as refusal:
        if is_whole:
            raise
        return _refused(part, refusal.detail), []


def _apart(
    part: Sequence[Recipient], detail: str
) -> tuple[Sequence[Receipt], list[Sequence[Recipient]]]:
    """Who is refused by name, and the calls to make for the others."""
    words = detail.lower()
    named = [recipient for recipient in part if _is_named(str(recipient.address).lower(), words)]
    if len(part) == 1:
        named = list(part)
    if not named:
        middle = len(part) // 2
        return [], [part[:middle], part[middle:]]
    gone = {recipient.delivery_id for recipient in named}
    left = [recipient for recipient in part if recipient.delivery_id not in gone]
    return _refused(named, detail), [left] if left else []


def _refused(recipients: Sequence[Recipient], detail: str) -> list[Receipt]:
    return [
        Receipt(recipient.delivery_id, Outcome.REFUSED, detail=detail) for recipient in recipients
    ]


def _is_named(address: str, words: str) -> bool:
    """Whether the words hold this address and not a longer one that ends or begins like it."""
    start = words.find(address)
    while start >= 0:
        before, after = words[:start][-1:], words[start + len(address) :][:2]
        if not (_belongs(before) or before == "." or _belongs(after[:1]) or _goes_on(after)):
            return True
        start = words.find(address, start + 1)
    return False


def _belongs(character: str) -> bool:
    """Whether a character may stand in the middle of an address."""
    return character.isalnum() or character in set("_-+@")


def _goes_on(after: str) -> bool:
    """Whether a full stop belongs to a longer domain and ends no sentence."""
    return after.startswith(".") and after[1:].isalnum()
