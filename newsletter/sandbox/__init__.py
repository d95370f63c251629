"""A provider of our own making: it takes mail over HTTP like the real ones and mails nobody.

Requests in the words of Mailgun, Postmark and Resend come in; their documented
answers go out, or the misfortune that the knobs ask for. What it accepted, per
reader, stands in its own log. It knows no ledger, no database and no settings.
"""

from newsletter.sandbox.knobs import Fault, Knobs
from newsletter.sandbox.reporting import Hooks
from newsletter.sandbox.running import Sandbox, serve

__all__ = ["Fault", "Hooks", "Knobs", "Sandbox", "serve"]
