"""Providers by name, from the modules of the folder and then from entry points."""

import pkgutil
import sys
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from newsletter.errors import ConfigError
from newsletter.model.delivery import Capabilities
from newsletter.model.provider import Provider, Webhook

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "newsletter.providers"
_FOLDER = "newsletter.providers"
# The letterbox has a webhook but does not send.
_WEBHOOK_ONLY = {"letterbox": "newsletter.providers.wire.letterbox"}


class ProviderModule(Protocol):
    """A module of the folder, or the object of a ``newsletter.providers`` entry point.

    ``Settings`` is a frozen dataclass. ``Provider`` and ``webhook`` take it as their
    only argument. ``webhook`` is ``None`` where nothing is reported over HTTP, and
    returns ``None`` where that depends on the settings.
    """

    Settings: Any
    Provider: Any
    webhook: Any


def names() -> tuple[str, ...]:
    """Return the sorted names of all providers, without loading them."""
    return tuple(sorted({*_own(), *(point.name for point in _foreign())}))


def load(name: str) -> ProviderModule:
    """Return the module of a provider.

    Raises:
        ConfigError: If there is none of that name or a part is missing.
    """
    if name in _own() or name in _WEBHOOK_ONLY:
        path = _WEBHOOK_ONLY.get(name, f"{_FOLDER}.{name}")
        return cast("ProviderModule", import_module(path))
    for point in _foreign():
        if point.name == name:
            return _complete(name, point.load())
    raise ConfigError("provider-unknown", name=name, known=", ".join(names()))


def settings_type(name: str) -> type[Any]:
    """Return the frozen dataclass of a provider's settings."""
    return cast("type[Any]", load(name).Settings)


def build(name: str, settings: object) -> Provider:
    """Build a provider from its settings.

    Raises:
        ConfigError: If there is none of that name or its settings are invalid.
    """
    return cast("Provider", load(name).Provider(settings))


def capabilities_of(name: str) -> Capabilities:
    """Return a provider's capabilities, for which no account is needed."""
    return cast("Capabilities", load(name).Provider.capabilities)


def webhook(name: str, settings: object) -> Webhook | None:
    """Return a provider's webhook, or ``None`` if it reports nothing over HTTP."""
    made = load(name).webhook
    return None if made is None else cast("Webhook", made(settings))


@cache
def _own() -> tuple[str, ...]:
    folder = import_module(_FOLDER).__path__
    return tuple(module.name for module in pkgutil.iter_modules(folder) if not module.ispkg)


def _foreign() -> "tuple[EntryPoint, ...]":
    return _installed(tuple(sys.path))


@lru_cache(maxsize=1)  # a page of dispatches asks for each of those whose provider is gone
def _installed(_path: tuple[str, ...]) -> "tuple[EntryPoint, ...]":
    from importlib.metadata import entry_points  # takes 10 ms, which our own providers save

    return tuple(entry_points(group=GROUP))


def _complete(name: str, found: object) -> ProviderModule:
    missing = [part for part in ("Settings", "Provider", "webhook") if not hasattr(found, part)]
    if missing:
        raise ConfigError("provider-incomplete", name=name, missing=", ".join(missing))
    return cast("ProviderModule", found)
