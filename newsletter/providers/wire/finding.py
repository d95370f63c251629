"""Providers by name: modules of the folder first, then entry points."""

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from newsletter.errors import ConfigError
from newsletter.model.delivery import Capabilities
from newsletter.model.provider import Provider, Webhook

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "newsletter.providers"
_FOLDER = "newsletter.providers"
# The reader of returned email hears and does not send.
_HEARS_ONLY = {"letterbox": "newsletter.providers.wire.letterbox"}


class ProviderModule(Protocol):
    """A module of the folder, or what an entry point ``newsletter.providers`` loads.

    ``Settings`` is a frozen dataclass; ``Provider`` and what ``webhook`` gives are
    made from it alone. ``webhook`` is ``None`` where nothing is reported over HTTP.
    """

    Settings: Any
    Provider: Any
    webhook: Any


def names() -> tuple[str, ...]:
    """Every provider that can be built here, sorted; none of them is loaded."""
    return tuple(sorted({*_own(), *(point.name for point in _foreign())}))


def load(name: str) -> ProviderModule:
    """The module of a provider.

    Raises:
        ConfigError: If there is none of that name, or it lacks a part.
    """
    if name in _own() or name in _HEARS_ONLY:
        path = _HEARS_ONLY.get(name, f"{_FOLDER}.{name}")
        return cast("ProviderModule", import_module(path))
    for point in _foreign():
        if point.name == name:
            return _whole(name, point.load())
    raise ConfigError("provider-unknown", name=name, known=", ".join(names()))


def settings_type(name: str) -> type[Any]:
    """The frozen dataclass that holds a provider's settings."""
    return cast("type[Any]", load(name).Settings)


def build(name: str, settings: object) -> Provider:
    """A provider from its settings.

    Raises:
        ConfigError: If there is none of that name, or its settings do not do.
    """
    return cast("Provider", load(name).Provider(settings))


def capabilities_of(name: str) -> Capabilities:
    """Return what a provider can do; no account is needed."""
    return cast("Capabilities", load(name).Provider.capabilities)


def webhook(name: str, settings: object) -> Webhook | None:
    """The hearing side of a provider; ``None`` where it reports nothing over HTTP."""
    made = load(name).webhook
    return None if made is None else cast("Webhook", made(settings))


def _own() -> tuple[str, ...]:
    folder = import_module(_FOLDER).__path__
    return tuple(module.name for module in pkgutil.iter_modules(folder) if not module.ispkg)


def _foreign() -> "tuple[EntryPoint, ...]":
    from importlib.metadata import entry_points  # 10 ms that a provider of ours need not wait for

    return tuple(entry_points(group=GROUP))


def _whole(name: str, found: object) -> ProviderModule:
    missing = [part for part in ("Settings", "Provider", "webhook") if not hasattr(found, part)]
    if missing:
        raise ConfigError("provider-incomplete", name=name, missing=", ".join(missing))
    return cast("ProviderModule", found)
