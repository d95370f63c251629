"""Providers, one module each, that send emails and report what became of them.

They turn batches into receipts, and webhook calls into reports. They know no
database and no schedule.

A provider is a module of this folder, or one of your own under the entry point
group ``newsletter.providers``. ``wire.finding`` describes what it declares and
``model.provider`` what it promises. ``newsletter.testing.contract`` tests that a
provider of your own keeps that promise.
"""

from newsletter.providers.wire.finding import build, capabilities_of, names, settings_type, webhook

__all__ = ["build", "capabilities_of", "names", "settings_type", "webhook"]
