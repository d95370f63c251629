"""Every provider of ours keeps the contract that one of your own is held to: ``newsletter.contract``.

What stands at the other end of ours is in ``tests/providers/stand_ins``.
"""

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import ClassVar

import pytest

from newsletter import providers
from newsletter.contract import ProviderContract
from newsletter.errors import ConfigError


class TestEveryProvider(ProviderContract):
    stand_ins: ClassVar[Mapping[str, ModuleType]] = {
        name: import_module(f"tests.providers.stand_ins.{name}") for name in providers.names()
    }


def test_an_unknown_provider_is_answered_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"duif.*outbox"):
        providers.build("duif", None)
