"""The former name of ``newsletter.testing.server``."""

from newsletter.testing.server import Knob, Loopback, Reply, Request, SentEmail, reply, served

__all__ = ["Knob", "Loopback", "Reply", "Request", "SentEmail", "reply", "served"]
