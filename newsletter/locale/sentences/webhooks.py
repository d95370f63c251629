"""Webhooks: other programs that are notified of events."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    # settings
    "webhook-url-malformed": (
        "url {text} is not an address that can be called; write one that begins with https:// and"
        " has no password in it"
    ),
    "webhook-without-events": "events is empty; name at least one",
    "webhook-secret-malformed": (
        "{key} is not a secret that can sign; write whsec_ and then 24 to 64 random bytes in Base64"
    ),
    "webhook-name-malformed": (
        "{name} cannot be the name of a webhook; use up to 30 small letters and digits, a letter first"
    ),
    "webhook-recipient-unknown": (
        "[webhooks.{webhook}] recipient: {recipient} is not in [[privacy.recipients]], so that the"
        " privacy page does not name who gets readers' addresses; add them there"
    ),
    # calls
    "webhook-redirects": (
        "the answer has status {status} and leads elsewhere, which is not followed; write the"
        " final address into url"
    ),
    "webhook-tested": "The webhook {webhook} answered with status {status}.",
    "webhook-test-failed": "The webhook {webhook} did not accept the test: {problem}",
    "webhook-without-secret": (
        "The webhook {webhook} has no secret, and nothing is sent unsigned; put one into {variable}"
    ),
    "webhook-unknown": "There is no webhook {webhook} in the settings, only {known}.",
    "webhook-retried": Plural(
        "{count} event for {webhook} is sent in the next round.",
        "{count} events for {webhook} are sent in the next round.",
    ),
    # how they fare
    "column-events": "events",
    "column-waiting": "waiting",
    "column-given-up": "given up",
    "column-arrived-last": "arrived last",
    "webhooks-none": "There are no webhooks in the settings, so no other program is notified of events.",
    "webhook-gone": (
        "The webhook {webhook} answered that its address is gone, so it is not called any more;"
        " give it a new url, or remove it from the settings"
    ),
    "webhook-failing": Plural(
        "The webhook {webhook} has failed since {since}, and {count} event waits: {problem}",
        "The webhook {webhook} has failed since {since}, and {count} events wait: {problem}",
    ),
    "webhook-gave-up": Plural(
        "{count} event for the webhook {webhook} was tried for days and given up: {problem}",
        "{count} events for the webhook {webhook} were tried for days and given up: {problem}",
    ),
}
