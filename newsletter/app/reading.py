"""What providers bring to the pages, and how all is."""

from collections.abc import Mapping

from newsletter.app.parts import Parts
from newsletter.errors import BadHook, ConfigError, StoreError
from newsletter.model.hook import Hook


class Reading:
    """Calls of providers, and health."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def receive(self, provider: str, hook: Hook) -> tuple[int, Mapping[str, str]]:
        """Check a provider's call, keep it raw, and say with which status and headers to answer."""
        from newsletter.providers import names, webhook

        if provider != self._parts.settings.provider or provider not in names():
            return 404, {}
        side = webhook(provider, self._parts.provider_settings)
        if side is None:
            return 404, {}
        dialect = side.dialect
        try:
            replay_key = side.verify(hook, self._parts.now())
        except BadHook:
            challenge = {"www-authenticate": dialect.challenge} if dialect.challenge else {}
            return dialect.forged, challenge
        try:
            self._parts.store.inbox.keep(provider, replay_key, hook)
        except StoreError:
            return dialect.store_down, {"retry-after": "60"}
        return dialect.accepted, {}

    def health(self) -> tuple[str, ...]:
        """What is wrong right now, in words that anybody may see; empty when all is well."""
        from newsletter.store.database import is_there

        try:
            alive = is_there(self._parts.store.database)
        except (StoreError, ConfigError):
            alive = False
        return () if alive else ("the database does not answer",)
