"""Addresses that cannot be written to, and links and forms that are damaged or too old."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "address-far-too-long": "That is far too long for an e-mail address.",
    "address-with-line-end": "“{text}” holds a line end or a NUL, which no address may.",
    "address-unusable": "“{text}” is not an address that we can write to: {fault}.",
    "address-fault-no-at": "it has no @",
    "address-fault-second-at": "it has more than one @",
    "address-fault-nothing-before": "there is nothing before the @",
    "address-fault-nothing-after": "there is nothing after the @",
    "address-fault-space": "it holds a space",
    "address-fault-dots": "a dot is at an end, or next to another dot",
    "address-fault-domain": "“{domain}” is no domain that receives mail",
    "address-fault-other": "it holds a character that no address may, or is too long",
    "address-local-too-long": "“{text}” is too long before the @: RFC 5321 allows 64 octets.",
    "address-with-foreign-letters": (
        "“{text}”: our mail service cannot yet write to addresses with letters such as é before"
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
}
