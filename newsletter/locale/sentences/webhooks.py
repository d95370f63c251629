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
}
