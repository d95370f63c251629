"""Companies whose server relays our email and whose webhook reports on it.

Each returns an id of ours that an email carries in the company's own header:

- Postmark: ``X-PM-Metadata-*`` is returned as ``Metadata`` and removed from the email
  (postmarkapp.com, support article 1125). A server that tracks opens does so whatever
  ``X-PM-TrackOpens`` says (its article 803).
- Mailgun: ``X-Mailgun-Variables``, a JSON object, is returned as ``user-variables``, and
  readers can see it (documentation.mailgun.com, sending options and metadata).
- Amazon SES: ``X-SES-MESSAGE-TAGS`` and the configuration set, both removed from the
  email (docs.aws.amazon.com/ses, event publishing, step 3).
- Brevo: ``X-Mailin-custom`` is returned under that name (developers.brevo.com,
  transactional webhooks). That its SMTP server reads it too is not documented, only
  relied on by others. A report without it acts on the reader of the address that it names.

All seen in November 2026; nothing was tried on a live account.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import assert_never, cast

from newsletter.message import Message
from newsletter.model.delivery import Capabilities
from newsletter.model.secret import Secret
from newsletter.providers.wire.finding import capabilities_of, load
from newsletter.providers.wire.mails import to_tag
from newsletter.providers.wire.webhooks import SignedWebhook


class Relay(Enum):
    """A company that relays by SMTP and reports by its webhook, by its provider's name."""

    POSTMARK = "postmark"
    SES = "ses"
    BREVO = "brevo"
    MAILGUN = "mailgun"


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayProof:
    """What proves a relay's webhook calls; see ``smtp.Settings``."""

    user: str
    secret: Secret
    topics: tuple[str, ...]


def headers(relay: Relay, delivery_id: str, configuration_set: str) -> Iterator[tuple[str, str]]:
    """Yield the headers with which a relay returns our id and tracks nothing."""
    match relay:
        case Relay.POSTMARK:
            yield "X-PM-Metadata-delivery", delivery_id
            yield "X-PM-TrackOpens", "false"
            yield "X-PM-TrackLinks", "None"
        case Relay.SES:
            if configuration_set:
                yield "X-SES-CONFIGURATION-SET", configuration_set
            yield "X-SES-MESSAGE-TAGS", f"delivery={to_tag(delivery_id)}"
        case Relay.BREVO:
            yield "X-Mailin-custom", delivery_id
        case Relay.MAILGUN:
            yield "X-Mailgun-Variables", json.dumps({"delivery": delivery_id})
            yield "X-Mailgun-Track", "no"
        case _:
            assert_never(relay)


def webhook(name: str, relay: Relay, proof: RelayProof) -> SignedWebhook:
    """Return a relay's webhook, whose reports carry the name of the provider that sends."""
    module = load(relay.value)
    made = module.webhook(module.Settings(**_settings(relay, proof)))
    return replace(cast("SignedWebhook", made), name=name)


def _settings(relay: Relay, proof: RelayProof) -> dict[str, object]:
    match relay:
        case Relay.POSTMARK:
            return {"hook_user": proof.user, "hook_password": proof.secret}
        case Relay.SES:
            return {"topics": proof.topics}
        case Relay.BREVO:
            return {"hook_token": proof.secret}
        case Relay.MAILGUN:
            return {"signing_key": proof.secret}
        case _:
            assert_never(relay)


def capabilities(relay: Relay, own: Capabilities, *, own_unsubscribe: bool) -> Capabilities:
    """Return what SMTP can do through a relay: its name, its list and its peculiarities.

    Args:
        relay: The company.
        own: What SMTP can do without a relay.
        own_unsubscribe: Whether it leaves unsubscribing to us although it would not by default.
    """
    theirs = capabilities_of(relay.value)
    owns = theirs.owns_list_unsubscribe and not own_unsubscribe
    return replace(
        own,
        title=theirs.title,
        block_list=theirs.block_list,
        owns_list_unsubscribe=owns,
        peculiarities=tuple(_peculiarities(relay, theirs.title, owns=owns)),
    )


def _peculiarities(relay: Relay, title: str, *, owns: bool) -> Iterator[Message]:
    if owns:
        yield Message("relay-writes-unsubscribe-headers")
    if relay is not Relay.MAILGUN:
        yield Message("relay-tracks-by-itself", provider=title)


def missing(relay: Relay, proof: RelayProof, configuration_set: str) -> Iterator[Message]:
    """Yield the settings without which no report is accepted or made."""
    if relay is not Relay.SES:
        if not proof.secret:
            variable = "NEWSLETTER_PROVIDER_SMTP_HOOK_SECRET"
            yield Message("account-hook-secret-missing", variable=variable)
        return
    if not configuration_set:
        yield Message("account-set-not-named")
    if not proof.topics:
        yield Message("account-topics-missing")
