"""A webhook of any provider, as its settings make it."""

from types import ModuleType
from typing import Any

from newsletter.providers.wire.webhooks import SignedWebhook


def a_webhook(provider: ModuleType, **settings: Any) -> SignedWebhook:
    webhook: SignedWebhook = provider.webhook(provider.Settings(**settings))
    return webhook
