"""A provider with its stand-in, and which tests apply to which provider."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from newsletter import providers
from newsletter.model.delivery import Capabilities
from newsletter.providers.wire.finding import load
from newsletter.testing.server import Loopback, SentEmail, served

Function = TypeVar("Function", bound=Callable[..., None])
Wanted = Callable[[str, Any], bool]


@dataclass
class ProviderCase:
    """One provider with its stand-in."""

    provider: Any
    other_end: Any
    loopback: Loopback | None = None
    folder: Path | None = None

    @property
    def capabilities(self) -> Capabilities:
        """What the provider declares that it can do."""
        can: Capabilities = self.provider.capabilities
        return can

    @property
    def line(self) -> Loopback:
        """The server of a provider that is reached over HTTP."""
        assert self.loopback is not None
        return self.loopback

    def sent(self) -> list[SentEmail]:
        """Every mail as the readers' hosts received it."""
        found: list[SentEmail] = (
            self.other_end.sent(self.folder) if self.folder else self.other_end.sent
        )
        return found


@contextmanager
def opened(name: str, stand_in: Any, folder: Path) -> Iterator[ProviderCase]:
    """Yield a provider and its stand-in, of any of the three kinds."""
    if hasattr(stand_in, "StandIn"):
        other_end = stand_in.StandIn()
        with served(other_end) as loopback:
            settings = other_end.settings(loopback.base, timeout=timedelta(seconds=10))
            provider = providers.build(name, settings)
            yield ProviderCase(provider, other_end, loopback)
            provider.close()
    elif hasattr(stand_in, "opened"):
        with stand_in.opened() as other_end:
            provider = providers.build(name, other_end.settings())
            yield ProviderCase(provider, other_end)
            provider.close()
    else:
        yield ProviderCase(
            providers.build(name, stand_in.settings(folder)), stand_in, folder=folder
        )


def only(wanted: Wanted) -> Callable[[Function], Function]:
    """Return a decorator for a test that does not apply to every provider."""

    def mark(function: Function) -> Function:
        function.only = wanted  # type: ignore[attr-defined]  # read by `asked_of`
        return function

    return mark


def asked_of(function: object, stand_ins: Mapping[str, Any]) -> list[str]:
    """Return the providers that a test applies to."""
    wanted: Wanted = getattr(function, "only", _every)
    return [name for name, stand_in in stand_ins.items() if wanted(name, stand_in)]


def _every(name: str, stand_in: object) -> bool:
    del name, stand_in
    return True


def over_http(name: str, stand_in: object) -> bool:
    """Return whether it is reached over HTTP, by a server that can play any fault."""
    del name
    return hasattr(stand_in, "StandIn")


def in_batches(name: str, stand_in: object) -> bool:
    """Return whether it takes more than one reader a call, over HTTP."""
    return over_http(name, stand_in) and providers.capabilities_of(name).recipients_per_call > 1


def looking_up(name: str, stand_in: object) -> bool:
    """Return whether it can be asked what it accepted."""
    del stand_in
    return providers.capabilities_of(name).looks_up


def idempotent(name: str, stand_in: object) -> bool:
    """Return whether it recognises a key that it has seen."""
    del stand_in
    return providers.capabilities_of(name).idempotent_for is not None


def helped(name: str, stand_in: object) -> bool:
    """Return whether it helps to settle a doubt, over HTTP."""
    return over_http(name, stand_in) and (looking_up(name, stand_in) or idempotent(name, stand_in))


def afar(name: str, stand_in: object) -> bool:
    """Return whether it sends mail from this machine to others."""
    del stand_in
    return not providers.capabilities_of(name).is_local


def reporting(name: str, stand_in: object) -> bool:
    """Return whether it reports over HTTP what became of a mail, with its default settings."""
    del stand_in
    if load(name).webhook is None:
        return False
    return providers.webhook(name, providers.settings_type(name)()) is not None
