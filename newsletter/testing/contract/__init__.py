"""What every provider must keep, as tests: for those of ours, and for one of your own.

Needs pytest and hypothesis (the extra ``testing``). A package that brings a
provider writes a test module of three lines::

    from newsletter.testing.contract import ProviderContract
    from pigeon import stand_in

    class TestPigeon(ProviderContract):
        stand_ins = {"pigeon": stand_in}

A stand-in is what stands at the provider's other end, on this machine:
``ProviderContract`` says what it declares. ``testing.server`` has the server that it
answers through, ``samples`` the batches.
"""

import pytest

pytest.register_assert_rewrite(
    "newsletter.testing.contract.sending",
    "newsletter.testing.contract.errors",
    "newsletter.testing.contract.webhooks",
)

# only what is imported after that is rewritten
from newsletter.testing.contract.provider import ProviderContract  # noqa: E402 - see above
from newsletter.testing.faults import Fault  # noqa: E402 - see above
from newsletter.testing.server import Loopback, Reply, Request, SentEmail, reply, served  # noqa: E402 - see above

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
