"""The former name of ``newsletter.testing.contract.samples``."""

from newsletter.testing.contract.samples import a_batch, a_recipient, an_edition, an_email, field

__all__ = ["a_batch", "a_recipient", "an_edition", "an_email", "field"]
