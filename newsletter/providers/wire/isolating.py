"""Isolation of bad addresses where one of them rejects the whole call.

A rejected batch is halved until the bad addresses are found. Where the content is at
fault, that would reject every reader in turn. So once a single reader is rejected,
readers from across the batch are tried. If all are rejected with the same words, the
fault is ours.
"""

import re
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
from newsletter.message import Message
from newsletter.model.batch import AllAccepted, ids_of
from newsletter.model.delivery import Batch, Listed, Outcome, ProviderPartly, Receipt, Recipient
from newsletter.providers.wire.answers import OF_OURS, BadRecipient, paused
from newsletter.providers.wire.mails import part_of

Hand = Callable[[Sequence[Recipient]], Sequence[Receipt]]

_WITNESSES = 6  # readers from across a batch, too many to be all bad by chance
_NUMBERS = re.compile(r"\b(?=[0-9a-f-]*\d)[0-9a-f-]+\b")  # ids, positions and times in an answer


def isolate(
    provider: str,
    recipients: Sequence[Recipient],
    hand: Hand,
    *,
    within: timedelta,
    ticking: Callable[[], float] = time.monotonic,
) -> Sequence[Receipt]:
    """Send to all recipients that the provider accepts and return all receipts.

    A call that was rejected because of a recipient accepted nothing. Recipients that
    its words name are left out. Where they name nobody, the halves are sent separately.

    Args:
        provider: The provider's name, for the errors.
        recipients: All recipients of the batch.
        hand: Makes one call. It raises BadRecipient or ProviderRefused where nothing
            was accepted, the latter where the words name no recipient.
        within: No call begins later than this after the first one.
        ticking: A clock in seconds, for ``within``.

    Raises:
        ProviderPaused: Every recipient would be rejected with the same words.
        ProviderError: As raised by ``hand``, as long as nothing was decided.
            Afterwards it is ProviderPartly, or ProviderSilent for an unknown outcome.
    """
    search = _Search(provider, recipients, hand, ticking() + within.total_seconds(), ticking)
    try:
        search.run()
    except (ProviderBusy, ProviderPaused) as cause:
        if not search.receipts:
            raise
        raise ProviderPartly(provider, search.receipts.values(), cause) from cause
    except ProviderPartly as partly:
        receipts = (*search.receipts.values(), *partly.receipts)
        raise ProviderPartly(provider, receipts, partly.cause) from partly
    except ProviderError as error:
        if not search.receipts:
            raise
        raise ProviderSilent(provider, "part-decided-then", error=error.problem) from error
    return search.whole or tuple([search.receipts[one] for one in ids_of(recipients)])


def in_parts(
    provider: str, batch: Batch, hand: Callable[[Batch], Sequence[Receipt]], *, within: timedelta
) -> tuple[Receipt, ...]:
    """Send a batch, or parts of it if it is rejected as a whole; see ``isolate``."""
    return tuple(
        isolate(provider, batch.recipients, lambda some: hand(part_of(batch, some)), within=within)
    )


def by_place(
    bad: BadRecipient, recipients: Sequence[Recipient], places: re.Pattern[str]
) -> BadRecipient:
    """Return an error whose words name places in a call, with the addresses there.

    Args:
        bad: The error as the provider worded it.
        recipients: The call's recipients, in its order.
        places: Finds the places, each in its only group.
    """
    found = {int(place) for place in places.findall(bad.detail) if place}
    named = [str(recipients[place].address) for place in found if place < len(recipients)]
    return BadRecipient(f"{bad.detail} ({', '.join(named)})" if named else bad.detail)


class _Search:
    """A search by ever smaller calls, with the receipts so far."""

    def __init__(
        self,
        provider: str,
        recipients: Sequence[Recipient],
        hand: Hand,
        until: float,
        ticking: Callable[[], float],
    ) -> None:
        self.receipts: dict[str, Receipt] = {}
        self.whole: AllAccepted | None = None  # nearly always the answer to the first call
        self._provider = provider
        self._all = recipients
        self._hand = hand
        self._until = until
        self._ticking = ticking
        self._suspects: dict[str, str] = {}  # rejected alone, with words that name nobody
        self._asked_witnesses = False

    def run(self) -> None:
        """Decide about every recipient: in ``whole``, or in ``receipts``."""
        waiting: list[Sequence[Recipient]] = [self._all]
        while waiting:
            if part := self._undecided(waiting.pop()):
                waiting.extend(reversed(self._try(part)))
        self._give_up_suspects()

    def _undecided(self, part: Sequence[Recipient]) -> Sequence[Recipient]:
        if not self.receipts and not self._suspects:  # at the first call, nearly always the last
            return part
        return [one for one in part if not self._is_decided(one)]

    def _is_decided(self, recipient: Recipient) -> bool:
        return recipient.delivery_id in self.receipts or recipient.delivery_id in self._suspects

    def _try(self, part: Sequence[Recipient]) -> list[Sequence[Recipient]]:
        """Make one call and return the smaller calls to make instead, if any."""
        if self._ticking() > self._until:
            raise ProviderBusy(self._provider, "isolating-too-slow", retry_after=timedelta(0))
        try:
            receipts = self._hand(self._all if len(part) == len(self._all) else part)
        except BadRecipient as bad:
            return self._apart(part, bad)
        except ProviderRefused as refusal:
            return self._apart(part, refusal)
        if isinstance(receipts, AllAccepted) and receipts.delivery_ids == ids_of(self._all):
            self.whole = receipts
        else:
            self._note(receipts)
        return []

    def _note(self, receipts: Sequence[Receipt]) -> None:
        self.receipts.update({receipt.delivery_id: receipt for receipt in receipts})

    def _apart(
        self, part: Sequence[Recipient], refusal: BadRecipient | ProviderRefused
    ) -> list[Sequence[Recipient]]:
        """Record recipients rejected by name and return the calls for the others."""
        listed = refusal.listed if isinstance(refusal, BadRecipient) else None
        words = refusal.detail.lower()
        named = [one for one in part if is_named(str(one.address).lower(), words)]
        if len(part) == 1 and isinstance(refusal, BadRecipient):
            named = list(part)
        if named:
            self._note([refused(one, refusal.detail, listed) for one in named])
            return [part]
        if len(part) > 1:
            return _halves(part)
        self._suspect(part[0], refusal.detail)
        return []

    def _suspect(self, reader: Recipient, detail: str) -> None:
        """Record a recipient rejected alone. Check once whether everybody would be."""
        self._suspects[reader.delivery_id] = detail
        if self._asked_witnesses or self._someone_was_taken():
            return
        self._asked_witnesses = True
        witnesses = _spread(self._all)
        for witness in witnesses:
            if not self._is_decided(witness):
                self._try([witness])
            if self._someone_was_taken():
                return
        refused_alone = [one for one in witnesses if one.delivery_id in self._suspects]
        words = [self._suspects[one.delivery_id] for one in refused_alone]
        if are_all_the_same(refused_alone, words):
            raise ours(self._provider, detail)

    def _someone_was_taken(self) -> bool:
        return any(one.outcome is Outcome.ACCEPTED for one in self.receipts.values())

    def _give_up_suspects(self) -> None:
        for one in self._all if self._suspects else ():
            if one.delivery_id in self._suspects:
                self._note([refused(one, self._suspects[one.delivery_id])])


def refused(recipient: Recipient, detail: str, listed: Listed | None = None) -> Receipt:
    """Return the receipt of a recipient that the provider rejects."""
    return Receipt(recipient.delivery_id, Outcome.REFUSED, detail=detail, listed=listed)


def ours(provider: str, words: str) -> ProviderPaused:
    """Return the error for a rejection of every reader, with the provider's words."""
    return paused(provider, OF_OURS, Message.from_text(words))


def are_all_the_same(recipients: Sequence[Recipient], words: Sequence[str]) -> bool:
    """Return whether several recipients were rejected with the same words.

    Numbers and ids are ignored. A single recipient proves nothing. Words that name
    the recipient are about the recipient.
    """
    if len(words) < 2 or any(
        is_named(str(recipient.address).lower(), detail.lower())
        for recipient, detail in zip(recipients, words, strict=True)
    ):
        return False
    return len({_NUMBERS.sub("#", detail.lower()) for detail in words}) == 1


def _spread(recipients: Sequence[Recipient]) -> Sequence[Recipient]:
    """Return a few recipients from across the batch, with the first and the last."""
    many = min(_WITNESSES, len(recipients))
    if many < 2:
        return recipients
    last = len(recipients) - 1
    return [recipients[place * last // (many - 1)] for place in range(many)]


def _halves(part: Sequence[Recipient]) -> list[Sequence[Recipient]]:
    middle = len(part) // 2
    return [part[:middle], part[middle:]]


def is_named(address: str, words: str) -> bool:
    """Return whether the words contain this address and not only a longer one."""
    start = words.find(address)
    while start >= 0:
        before, after = words[:start][-1:], words[start + len(address) :][:2]
        if not (_belongs(before) or before == "." or _belongs(after[:1]) or _goes_on(after)):
            return True
        start = words.find(address, start + 1)
    return False


def _belongs(character: str) -> bool:
    """Return whether a character may occur within an address."""
    return character.isalnum() or character in set("_-+@")


def _goes_on(after: str) -> bool:
    """Return whether a full stop continues the domain and ends no sentence."""
    return after.startswith(".") and after[1:].isalnum()
