"""Emails go out and reports come back: one module a provider, both directions, found by name.

Batches come in, receipts and reports go out, in our words. Knows no database
and no schedule.

A provider is a module of this folder, or one of your own under the entry point
group ``newsletter.providers``. What it declares stands in ``wire.finding``, what it
promises in ``model.provider``; ``newsletter.testing.contract`` tests that one of your own
keeps it.
"""

from newsletter.providers.wire.finding import build, capabilities_of, names, settings_type, webhook

__all__ = ["build", "capabilities_of", "names", "settings_type", "webhook"]
