"""Webhook calls that are turned away, and the certificate that proves them."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "hook-unsigned": "the call carries no signature",
    "hook-unsigned-or-no-secret": "the call carries no signature, or no secret is set to check it with",
    "hook-signature-wrong": "the signature is not the provider's",
    "hook-signature-unreadable": "the signature cannot be read",
    "hook-signed-too-long-ago": "it was signed at {at}, too far from now",
    "hook-password-wrong": "the webhook's user or password is wrong",
    "hook-token-wrong": "the webhook's token is wrong",
    "hook-key-of-another-kind": "public_key is a key of another kind",
    "hook-topic-unknown": "the topic '{topic}' is not in the settings; add it to topics",
    "hook-envelope-unreadable": "the envelope cannot be read",
    "hook-envelope-undated": "the envelope carries no moment",
    "hook-certificate-unreadable": "the certificate cannot be read: {reason}",
    "hook-certificate-of-another-kind": "the certificate is of another kind",
    "certificate-status": "the certificate was answered with {status}",
    "hook-form-unreadable": "the form cannot be read",
    "letterbox-not-readable": "the letterbox cannot be read: {reason}",
    # reports and replies that cannot be interpreted
    "events-not-found": "no events can be found: {reason}",
    "email-neither-bounce-nor-complaint": "neither a bounce that can be read, nor a complaint",
    "email-empty": "an empty email of nobody",
    "bounce-without-delivery": "a bounce without our delivery id",
    "complaint-without-delivery": "a complaint without our delivery id",
    "posted-email-missing": "no email is in it: let Postmark include the raw email content, Mailgun post to an address that ends in mime, SendGrid post the raw, full MIME message",
    "smtp-broke-off": "the connection broke off within the email: {reason}",
    "smtp-line-closed": "the connection is closed",
    "smtp-out-of-time": "no time is left",
    "smtp-address-letters": "553 5.6.7 the server does not take addresses such as this one",
}
