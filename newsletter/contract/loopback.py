"""The former name of ``newsletter.testing.server``."""

from newsletter.testing import faults as Knob  # noqa: N812 - its members are the faults of today
from newsletter.testing.server import Loopback, Reply, Request, SentEmail, reply, served

__all__ = ["Knob", "Loopback", "Reply", "Request", "SentEmail", "reply", "served"]
