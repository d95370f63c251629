"""The former name of ``newsletter.testing.contract``, kept for tests of providers elsewhere.

It has what it had, as have ``newsletter.contract.loopback`` and
``newsletter.contract.samples``. New tests import ``newsletter.testing.contract``.
"""

from newsletter.testing import faults as Knob  # noqa: N812 - its members are the faults of today
from newsletter.testing.contract import (
    Loopback,
    ProviderContract,
    Reply,
    Request,
    SentEmail,
    reply,
    served,
)

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
