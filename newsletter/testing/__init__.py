"""A provider to try the newsletter against, and the contract for providers.

``sandbox`` is a provider on this machine. It accepts requests like Mailgun, Postmark and
Resend, and gives their documented answers, or the requested ``faults``. It logs every
accepted mail on a line of its own. It sends no mail, and knows neither the database nor
the settings. ``contract`` holds the tests that every provider must pass, and is the only
part that needs pytest. In those tests a provider talks to a stand-in behind ``server``.
"""
