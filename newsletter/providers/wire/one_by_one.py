"""One call a reader, for ways out that take no more; a part that was taken is told apart."""

from collections.abc import Callable

from newsletter.errors import ProviderError, ProviderSilent
from newsletter.model.delivery import Batch, ProviderPartly, Receipt
from newsletter.model.edition import Email
from newsletter.providers.wire.mails import finished


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
