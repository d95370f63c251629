"""A batch that may fail in part: what was said of each recipient becomes receipts or an error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from newsletter.errors import ProviderBusy, ProviderError, ProviderPaused, ProviderSilent
from newsletter.model.delivery import Outcome, ProviderPartly, Receipt, Recipient
from newsletter.providers.wire.answers import Rule, Verdict, error_of, judge

_OF_ONE = 422  # a code that stands by itself is read as if the whole call had failed so


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


def settle(
    provider: str,
    recipients: Sequence[Recipient],
    said: Sequence[Said],
    table: tuple[Rule, ...],
    retry_after: timedelta | None = None,
) -> tuple[Receipt, ...]:
    """A receipt for each recipient, from what was said in the same order.

    Raises:
        ProviderSilent: If there is not one word for each, or one means nothing.
        ProviderPaused: If nothing was taken, because of the account.
        ProviderBusy: If nothing was taken, and that passes.
        ProviderPartly: If some are decided and the others were not taken.
    """
    if len(said) != len(recipients):
        raise ProviderSilent(provider, f"{len(said)} answers for {len(recipients)} recipients")
    receipts: list[Receipt] = []
    causes: list[ProviderError] = []
    for recipient, one in zip(recipients, said, strict=True):
        if one.is_taken:
            receipts.append(Receipt(recipient.delivery_id, Outcome.ACCEPTED, one.provider_id))
            continue
        rule = judge(table, _OF_ONE, one.code, one.words) if one.code else Rule(Verdict.SILENT)
        detail = f"{one.code} {one.words}".strip()
        if rule.verdict in {Verdict.REFUSED, Verdict.BAD_RECIPIENT}:
            receipts.append(Receipt(recipient.delivery_id, Outcome.REFUSED, detail=detail))
        else:
            causes.append(_cause(provider, rule, detail, retry_after))
    if causes:
        raise _worst(provider, receipts, causes)
    return tuple(receipts)


def _cause(provider: str, rule: Rule, detail: str, retry_after: timedelta | None) -> ProviderError:
    error = error_of(provider, rule, detail, retry_after)
    return error if isinstance(error, ProviderError) else ProviderSilent(provider, detail)


def _worst(
    provider: str, receipts: Sequence[Receipt], causes: Sequence[ProviderError]
) -> ProviderError:
    """Doubt over all; else what a person must mend before what passes by itself."""
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
    """Receipts where one id stands for the whole call."""
    return tuple(
        Receipt(recipient.delivery_id, Outcome.ACCEPTED, provider_id) for recipient in recipients
    )
