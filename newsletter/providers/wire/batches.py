"""Batches that may fail in part: results become receipts or an error."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from newsletter.errors import ProviderBusy, ProviderError, ProviderPaused, ProviderSilent
from newsletter.message import Message
from newsletter.model.batch import AllAccepted, ids_of
from newsletter.model.delivery import Batch, Outcome, ProviderPartly, Receipt, Recipient
from newsletter.model.edition import Email
from newsletter.providers.wire.answers import AnswerMeaning, AnswerRule, error_of, judge
from newsletter.providers.wire.isolating import are_all_the_same, ours, refused
from newsletter.providers.wire.mails import finished

_MANY = 20
_OF_ONE = 422  # a recipient's code is judged as if the whole call had failed with it


@dataclass(frozen=True, slots=True)
class ItemResult:
    """A provider's result for one recipient: an id if accepted, else code and words.

    A result with neither an id nor a code cannot be trusted.
    """

    provider_id: str = ""
    code: str = ""
    words: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether it was accepted, in which case it has an id."""
        return bool(self.provider_id)

    @property
    def detail(self) -> str:
        """The code and the words."""
        return f"{self.code} {self.words}".strip()


Said = ItemResult  # its former name, which a provider of one's own may import


def settle(
    provider: str,
    recipients: Sequence[Recipient],
    results: Sequence[ItemResult],
    table: tuple[AnswerRule, ...],
    retry_after: timedelta | None = None,
) -> tuple[Receipt, ...]:
    """Return a receipt for each recipient, from results in the same order.

    Raises:
        ProviderSilent: If a result is missing or cannot be trusted.
        ProviderPaused: If nothing was accepted because of the account, or if all
            recipients of a larger batch were rejected with the same words.
        ProviderBusy: If nothing was accepted for now.
        ProviderPartly: If some are decided and the others were not accepted.
    """
    if len(results) != len(recipients):
        raise ProviderSilent(
            provider, "answers-not-matching", answers=len(results), recipients=len(recipients)
        )
    rules = [_rule(table, one) for one in results]
    _stop_if_ours(provider, recipients, results, rules)
    receipts: list[Receipt] = []
    causes: list[ProviderError] = []
    for recipient, one, rule in zip(recipients, results, rules, strict=True):
        if one.is_taken:
            receipts.append(Receipt(recipient.delivery_id, Outcome.ACCEPTED, one.provider_id))
        elif rule.verdict in {AnswerMeaning.REFUSED, AnswerMeaning.BAD_RECIPIENT}:
            receipts.append(refused(recipient, one.detail, rule.listed))
        else:
            causes.append(_cause(provider, rule, one.detail, retry_after))
    if causes:
        raise _worst(provider, receipts, causes)
    return tuple(receipts)


def _rule(table: tuple[AnswerRule, ...], one: ItemResult) -> AnswerRule:
    return (
        judge(table, _OF_ONE, one.code, one.words) if one.code else AnswerRule(AnswerMeaning.SILENT)
    )


def _stop_if_ours(
    provider: str,
    recipients: Sequence[Recipient],
    results: Sequence[ItemResult],
    rules: Sequence[AnswerRule],
) -> None:
    """Pause if a whole batch was rejected with the same words, not for its addresses.

    Recipients are rejected one by one, so in a small batch each may be at fault.
    """
    are_refused = all(
        rule.verdict is AnswerMeaning.REFUSED and not one.is_taken
        for one, rule in zip(results, rules, strict=True)
    )
    details = [one.detail for one in results]
    if len(results) >= _MANY and are_refused and are_all_the_same(recipients, details):
        raise ours(provider, details[0])


def _cause(
    provider: str, rule: AnswerRule, detail: str, retry_after: timedelta | None
) -> ProviderError:
    error = error_of(provider, rule, detail, retry_after)
    return (
        error
        if isinstance(error, ProviderError)
        else ProviderSilent(provider, Message.in_own_words(detail))
    )


def _worst(
    provider: str, receipts: Sequence[Receipt], causes: Sequence[ProviderError]
) -> ProviderError:
    """Return the worst error: unknown outcomes first, then pauses, then delays."""
    for kind in (ProviderSilent, ProviderPaused, ProviderBusy):
        for cause in causes:
            if isinstance(cause, kind):
                partly = receipts and kind is not ProviderSilent
                return ProviderPartly(provider, receipts, cause) if partly else cause
    return causes[0]


def found_in_order(
    recipients: Sequence[Recipient], found: Mapping[str, str]
) -> tuple[Receipt, ...]:
    """Return receipts for the deliveries that were found, in the batch's order."""
    return tuple(
        Receipt(recipient.delivery_id, Outcome.ACCEPTED, found[recipient.delivery_id])
        for recipient in recipients
        if recipient.delivery_id in found
    )


def all_taken(recipients: Sequence[Recipient], provider_id: str) -> Sequence[Receipt]:
    """Return the receipts of an accepted call that has a single id."""
    return AllAccepted(ids_of(recipients), provider_id)


def one_by_one(
    provider: str, batch: Batch, hand: Callable[[Email], Receipt]
) -> tuple[Receipt, ...]:
    """Send the batch's emails one after the other and return their receipts.

    Raises:
        ProviderSilent: If one outcome is unknown. Later emails were not begun.
        ProviderPartly: If some are decided and the others were not accepted.
        ProviderError: As raised by ``hand`` for the first email.
    """
    receipts: list[Receipt] = []
    for email in finished(batch):
        try:
            receipts.append(hand(email))
        except ProviderSilent:
            raise
        except ProviderError as cause:
            if not receipts:
                raise
            raise ProviderPartly(provider, receipts, cause) from cause
    return tuple(receipts)
