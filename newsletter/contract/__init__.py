"""What every provider must keep, as tests: for those of ours, and for one of your own.

Needs pytest and hypothesis (the extra ``contract``); no other room imports it. A
package that brings a provider writes a test module of three lines::

    from newsletter.contract import ProviderContract
    from pigeon import stand_in

    class TestPigeon(ProviderContract):
        stand_ins = {"pigeon": stand_in}

A stand-in is what stands at the provider's other end, on this machine:
``ProviderContract`` says what it declares. ``loopback`` has the server that it
answers through and everything that can go wrong with it, ``samples`` the batches.
"""

import pytest

pytest.register_assert_rewrite(
    "newsletter.contract.sending", "newsletter.contract.errors_told", "newsletter.contract.hearing"
)

# only what is imported after that is rewritten
from newsletter.contract.loopback import Knob, Loopback, Reply, Request, SentEmail, reply, served  # noqa: E402 - see above
from newsletter.contract.provider import ProviderContract  # noqa: E402 - see above

__all__ = [
    "Knob",
    "Loopback",
    "ProviderContract",
    "Reply",
    "Request",
    "SentEmail",
    "reply",
    "served",
]
