"""Who may end a standing order not to write to somebody."""

from typing import assert_never

from newsletter.model.audience import Suppression, SuppressionReason


def refusal_to_lift(found: Suppression | None, reason: str) -> str:
    """Why an editor may not lift this order; empty where they may.

    What the reader said themselves, only the reader takes back, by signing up.
    """
    if found is None:
        return "there is no standing order about this address"
    match found.reason:
        case SuppressionReason.COMPLAINED:
            return "they marked a letter as unwanted; only their own new sign-up ends that"
        case SuppressionReason.LEFT | SuppressionReason.ERASED:
            return "they left or had their data erased; only their own new sign-up ends that"
        case (
            SuppressionReason.BOUNCED
            | SuppressionReason.SOFT_BOUNCES
            | SuppressionReason.MANUAL
            | SuppressionReason.PROVIDERS_LIST
        ):
            return "" if reason.strip() else "lifting it needs a reason, which is kept"
        case _:
            assert_never(found.reason)
