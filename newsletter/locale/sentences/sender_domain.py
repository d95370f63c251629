"""The sender's domain: SPF, DKIM and DMARC, and how a test mail arrived."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "dns-silent": "DNS gives no answer about {domain}: {reason}",
    "spf-missing": "{domain} has no SPF record; publish in DNS who may send for it",
    "spf-repeated": "{domain} has {count} SPF records; only one is allowed",
    "spf-allows-everyone": "the SPF record of {domain} lets everyone send (+all)",
    "spf-without-end": "the SPF record of {domain} does not end in -all or ~all",
    "spf-lookups-too-many": (
        "the SPF record of {domain} needs more than {limit} look-ups and is therefore not valid"
    ),
    "dkim-not-checked": (
        "the DKIM key of {domain} was not checked: name the provider's selector in the settings"
    ),
    "dkim-key-missing": "there is no DKIM key at {name}",
    "dkim-key-revoked": "the DKIM key at {name} is revoked (p is empty)",
    "dkim-key-weak": "the DKIM key at {name} is too short or damaged",
    "dkim-key-in-testing": "the DKIM key at {name} is in test mode (t=y)",
    "dmarc-missing": ("{domain} has no DMARC record; publish at least “v=DMARC1; p=none” in DNS"),
    "dmarc-repeated": "{domain} has more than one DMARC record, so none of them is valid",
    "dmarc-policy-invalid": "the DMARC record of {domain} has no valid p",
    "dmarc-policy-none": (
        "the DMARC policy of {domain} is none; quarantine or reject protects better"
    ),
    "dmarc-without-reports": "the DMARC record of {domain} asks for no reports (rua)",
    # a test mail as it arrived
    "received-without-from": "this is not one of our mails, from {sender}: it has no From",
    "received-from-others": ("this is not one of our mails, from {sender}: it comes from {author}"),
    "received-without-header": "the mail has no {header}: readers get no unsubscribe button",
    "received-unsigned": "the mail is not signed: it has no DKIM-Signature header",
    "received-headers-unsigned": (
        "no DKIM signature covers {headers}, so mailboxes ignore the unsubscribe button"
    ),
    "received-signed-by-others": (
        "signed by {signers}, not by {domain}: DMARC then relies on SPF alone"
    ),
    "received-without-verdict": (
        "the mailbox does not say whether the signature is valid (no Authentication-Results)"
    ),
    "received-verdict-failed": "the mailbox rejected {method}: {verdict}",
}
