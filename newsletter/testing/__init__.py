"""A provider to try the newsletter against, and the contract that every provider keeps.

``sandbox`` is a provider on this machine: requests as Mailgun, Postmark and
Resend take them come in, their documented answers go out, or the ``faults`` that
were asked for. What it accepted is in a log of its own, one line per mail; it
mails nobody and knows neither database nor settings. ``contract`` has the tests
that every provider passes, and is the only part that needs pytest; what a
provider in those tests talks to is a stand-in behind ``server``.
"""
