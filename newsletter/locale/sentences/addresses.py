"""Addresses: of readers, of links and forms, and of what is fetched from outside."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    # of readers
    "address-far-too-long": "That is far too long for an email address.",
    "address-with-line-end": "“{text}” contains a line end or a NUL, which is not allowed in an address.",
    "address-unusable": "“{text}” is not an address that we can write to: {fault}.",
    "address-fault-no-at": "it has no @",
    "address-fault-second-at": "it has more than one @",
    "address-fault-nothing-before": "there is nothing before the @",
    "address-fault-nothing-after": "there is nothing after the @",
    "address-fault-space": "it contains a space",
    "address-fault-dots": "a dot comes first, last or next to another dot",
    "address-fault-domain": "“{domain}” is not a domain that can receive mail",
    "address-fault-other": "it contains a character that is not allowed in an address, or is too long",
    "address-local-too-long": "“{text}” is too long before the @: RFC 5321 allows 64 octets.",
    "address-with-foreign-letters": (
        "“{text}”: the sending service cannot yet write to addresses with letters such as é before"
        " the @; another address will do."
    ),
    "address-disposable": "{domain} gives addresses that last for minutes; take another.",
    "address-incomplete": "An address needs a part before and a part after the @.",
    "address-forges-headers": "“{text}” holds a character that may not be in an address.",
    # links and forms
    "link-damaged": "This link is damaged or was made for something else.",
    "link-cut": "This link was cut off, or something was added to it.",
    "link-with-strange-sign": "This link holds a character that none of ours has.",
    "form-damaged": "This form is damaged or was made for something else.",
    "page-open-too-long": "This page was open for too long; ask for a new link.",
    "undo-of-earlier-leaving": "This undoes an earlier unsubscription.",
    "secret-missing": "There is no secret to sign links with; set one of 32 characters.",
    "secret-short": (
        "A secret for links has fewer than {limit} characters and can be guessed; take 32 at"
        " random."
    ),
    # what went wrong when an address was fetched; said after the address
    "fetch-no-host": "there is no host named “{host}”",
    "fetch-private-network": "“{host}” leads into a private network",
    "fetch-not-https": "only https is fetched",
    "fetch-no-address": "this is not a web address: {reason}",
    "fetch-scheme-missing": "this is not a web address that starts with https://",
    "fetch-with-password": "there is a name or password before the host; leave it out",
    "fetch-status": "the server answered with status {status}",
    "fetch-redirects-too-often": Plural(
        "it redirects more than {count} time",
        "it redirects more than {count} times",
    ),
    "fetch-too-large": Plural(
        "it is larger than {count} byte",
        "it is larger than {count} bytes",
    ),
    "fetch-redirect-nowhere": "it redirects to “{location}”, which is not an address",
    "fetch-packed-unasked": "the answer is encoded as {coding}, which was not asked for",
    "fetch-unpacking-failed": "the answer cannot be unpacked: {reason}",
    "fetch-no-network": "there is no network here",
    "fetch-no-answer": "there was no answer in time",
    "fetch-certificate-bad": "the certificate is not valid: {reason}",
    "fetch-unreachable": "it cannot be reached: {reason}",
}
