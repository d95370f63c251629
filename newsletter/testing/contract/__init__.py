"""The contract of every provider, as tests for our own and for third-party ones.

Needs pytest and hypothesis (the extra ``testing``). A package that brings a
provider writes a test module of three lines::

    from newsletter.testing.contract import ProviderContract
    from pigeon import stand_in

    class TestPigeon(ProviderContract):
        stand_ins = {"pigeon": stand_in}

A stand-in plays the provider's own server on this machine.
``ProviderContract`` describes what it declares. ``testing.server`` has the server
that it answers through, and ``samples`` has the batches.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest

pytest.register_assert_rewrite(
    "newsletter.testing.contract.sending",
    "newsletter.testing.contract.errors",
    "newsletter.testing.contract.webhooks",
)

# only modules imported after that are rewritten
from newsletter.testing.contract.cases import ProviderCase, asked_of, opened  # noqa: E402  # see above
from newsletter.testing.contract.errors import ErrorContract  # noqa: E402  # see above
from newsletter.testing.contract.sending import SendingContract  # noqa: E402  # see above
from newsletter.testing.contract.webhooks import WebhookContract  # noqa: E402  # see above
from newsletter.testing.faults import Fault  # noqa: E402  # see above
from newsletter.testing.server import Loopback, Reply, Request, SentEmail, reply, served  # noqa: E402  # see above

__all__ = [
    "Fault",
    "Loopback",
    "ProviderContract",
    "Reply",
    "Request",
    "SentEmail",
    "reply",
    "served",
]


class ProviderContract(SendingContract, ErrorContract, WebhookContract):
    """Tests of the promises in ``model.provider.Provider``.

    Attributes:
        stand_ins: A module (or any object) for each provider, by its name. It
            declares the provider's other end in one of three ways.

            Over HTTP: a class ``StandIn``, called with a ``Request`` and
            returning a ``Reply``. It has ``sent`` (a list of ``SentEmail``),
            ``refused`` (addresses that it must not take), ``is_ready`` (whether
            the account is in order), and ``settings(base, **more)`` for a
            provider that reaches it at that URL. The module also has
            ``TROUBLES``: each documented error by a name, with the ``Reply``
            and the error of ours that it means. ``UNNAMED`` is the ``Reply``
            that refuses a whole call without naming a recipient, where that is
            not a bare 422.

            Over another protocol: a context manager ``opened()`` that gives the
            same except ``refused``; its ``settings()`` takes no address.

            In files: ``settings(folder)`` and ``sent(folder)``.
    """

    stand_ins: ClassVar[Mapping[str, Any]] = {}

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run each test for each provider that it applies to. Called by pytest."""
        names = asked_of(metafunc.function, self.stand_ins)
        if "trouble" in metafunc.fixturenames:
            troubles = [
                pytest.param(name, trouble, id=f"{name}-{trouble}")
                for name in names
                for trouble in self.stand_ins[name].TROUBLES
            ]
            metafunc.parametrize(("name", "trouble"), troubles)
        elif "way" in metafunc.fixturenames:
            metafunc.parametrize("way", names, indirect=True)
        elif "name" in metafunc.fixturenames:
            metafunc.parametrize("name", names)

    @pytest.fixture
    def way(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ProviderCase]:
        """Yield a provider and its other end, for one test."""
        with opened(request.param, self.stand_ins[request.param], tmp_path) as way:
            yield way
