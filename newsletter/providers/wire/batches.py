"""A batch that may fail in part: what was said of each recipient becomes receipts or an error."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from newsletter.errors import ProviderBusy, ProviderError, ProviderPaused, ProviderSilent
from newsletter.message import Message
from newsletter.model.delivery import Batch, Outcome, ProviderPartly, Receipt, Recipient
from newsletter.model.edition import Email
from newsletter.providers.wire.answers import AnswerMeaning, AnswerRule, error_of, judge
from newsletter.providers.wire.isolating import are_all_the_same, ours, refused
from newsletter.providers.wire.mails import finished

_MANY = 20
_OF_ONE = 422  # a code by itself is read as if the whole call had failed with it


@dataclass(frozen=True, slots=True)
class Said:
    """What a provider said of one recipient: taken under an id, or a code and words.

    Neither an id nor a code means nothing that can be believed.
    """

    provider_id: str = ""
    code: str = ""
    words: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether it was accepted; an acceptance has an id."""
        return bool(self.provider_id)

    @property
    def detail(self) -> str:
        """Code and words together."""
        return f"{self.code} {self.words}".strip()


def settle(
    provider: str,
    recipients: Sequence[Recipient],
    said: Sequence[Said],
    table: tuple[AnswerRule, ...],
    retry_after: timedelta | None = None,
) -> tuple[Receipt, ...]:
    """A receipt for each recipient, from what was said in the same order.

    Raises:
        ProviderSilent: If there is not one word for each, or one means nothing.
        ProviderPaused: If nothing was taken, because of the account, or because
            all of a batch that is not small were refused with the same words.
        ProviderBusy: If nothing was taken, and that passes.
        ProviderPartly: If some are decided and the others were not taken.
    """
    if len(said) != len(recipients):
        raise ProviderSilent(
            provider, "answers-not-matching", answers=len(said), recipients=len(recipients)
        )
    rules = [_rule(table, one) for one in said]
    _stop_if_ours(provider, recipients, said, rules)
    receipts: list[Receipt] = []
    causes: list[ProviderError] = []
    for recipient, one, rule in zip(recipients, said, rules, strict=True):
        if one.is_taken:
            receipts.append(Receipt(recipient.delivery_id, Outcome.ACCEPTED, one.provider_id))
        elif rule.verdict in {AnswerMeaning.REFUSED, AnswerMeaning.BAD_RECIPIENT}:
            receipts.append(refused(recipient, one.detail, rule.listed))
        else:
            causes.append(_cause(provider, rule, one.detail, retry_after))
    if causes:
        raise _worst(provider, receipts, causes)
    return tuple(receipts)


def _rule(table: tuple[AnswerRule, ...], one: Said) -> AnswerRule:
    return (
        judge(table, _OF_ONE, one.code, one.words) if one.code else AnswerRule(AnswerMeaning.SILENT)
    )


def _stop_if_ours(
    provider: str,
    recipients: Sequence[Recipient],
    said: Sequence[Said],
    rules: Sequence[AnswerRule],
) -> None:
    """Pause where all of a batch were refused, with the same words and not for their addresses.

    Each was refused on its own, so a few may well be at fault themselves.
    """
    are_refused = all(
        rule.verdict is AnswerMeaning.REFUSED and not one.is_taken
        for one, rule in zip(said, rules, strict=True)
    )
    details = [one.detail for one in said]
    if len(said) >= _MANY and are_refused and are_all_the_same(recipients, details):
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
    """Doubt comes first; then what needs a person; then what passes by itself."""
    for kind in (ProviderSilent, ProviderPaused, ProviderBusy):
        for cause in causes:
            if isinstance(cause, kind):
                partly = receipts and kind is not ProviderSilent
                return ProviderPartly(provider, receipts, cause) if partly else cause
    return causes[0]


def found_in_order(
    recipients: Sequence[Recipient], found: Mapping[str, str]
) -> tuple[Receipt, ...]:
    """Receipts of those whose delivery was found, with the provider's ids, in the batch's order."""
    return tuple(
        Receipt(recipient.delivery_id, Outcome.ACCEPTED, found[recipient.delivery_id])
        for recipient in recipients
        if recipient.delivery_id in found
    )


def all_taken(recipients: Sequence[Recipient], provider_id: str) -> tuple[Receipt, ...]:
    """Return receipts where the whole call has one id."""
    return tuple(
        Receipt(recipient.delivery_id, Outcome.ACCEPTED, provider_id) for recipient in recipients
    )


def one_by_one(
    provider: str, batch: Batch, hand: Callable[[Email], Receipt]
) -> tuple[Receipt, ...]:
    """Hand the batch's mails over one after the other; a receipt for each.

    Raises:
        ProviderSilent: If it is unknown of one; those after it were not begun.
        ProviderPartly: If some are decided and the others were not taken.
        ProviderError: As ``hand`` raised it for the first.
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
