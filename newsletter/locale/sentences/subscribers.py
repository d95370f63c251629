"""Subscribers: joining, leaving, suppressions, replies, and API keys."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    # done
    "subscriber-added": "Added {address}.",
    "subscriber-known": "{address} is there already; nothing was changed.",
    "subscribers-exported": Plural(
        "{count} reader is in {path}; it holds an address: keep it safe, and not for long.",
        "{count} readers are in {path}; it holds addresses: keep it safe, and not for long.",
    ),
    "subscriber-unsubscribed": "{address} gets nothing any more.",
    "subscriber-erase": "Erase {address} permanently?",
    "subscriber-erased": (
        "{address} is erased; only a keyed hash remains, so that no import brings them back."
    ),
    "address-suppressed": "Nothing is written to {address} from now on.",
    "suppression-lifted": "{address} may be written to again.",
    "bounced-lifted": Plural(
        "{count} reader who bounced in dispatch {dispatch} may be written to again.",
        "{count} who bounced in dispatch {dispatch} may be written to again.",
    ),
    "bounced-lifted-in-part": Plural(
        "{lifted} {count} stays suppressed for another reason.",
        "{lifted} {count} stay suppressed for another reason.",
    ),
    # notes of the record of consent
    "import-of": "from the file {file}",
    "import-of-tool": "from the file {file}, out of {tool}",
    "import-signed-up": "{source}; signed up there on {signed_up}",
    "import-confirmed": "{source}; confirmed there on {confirmed}",
    "import-signed-up-and-confirmed": (
        "{source}; signed up there on {signed_up}, and confirmed there on {confirmed}"
    ),
    "consent-left-by-page": "by the link in a letter",
    "consent-left-by-one-click": "by their mail program’s button",
    "consent-left-by-mail": "by mail",
    "consent-left-by-editor": "by an editor",
    "consent-by-link": "by the link in the confirmation mail",
    "consent-by-undo": "undone by the reader after unsubscribing",
    "consent-rather-fortnightly": "rather a letter every two weeks than none",
    "consent-rather-monthly": "rather a letter a month than none",
    "consent-rather-a-pause": Plural(
        "rather a pause of {months} month than no letter at all",
        "rather a pause of {months} months than no letter at all",
        "months",
    ),
    "consent-by-provider": "according to {provider}; nothing was changed",
    # refused
    "reader-not-confirmed": "Reader {reader} never confirmed, and is not subscribed.",
    "subscriber-unknown": "{address} is not among the subscribers.",
    "subscriber-unknown-suppressed": (
        "{address} is not among the subscribers, and nothing is sent to it: {why} since {since}."
    ),
    "subscriber-left-once": ("{address} left once; only the reader can come back, by signing up."),
    "subscriber-suppressed": (
        "{address} is suppressed. If that was the reader’s own wish, only they can end it, by"
        " signing up."
    ),
    "standing-unknown": "“{text}” is not a standing; choose from {known}.",
    "consent-statement-missing": (
        "There is no statement of consent; say in a sentence how and when it was given, such as"
        " “signed up on the website in 2025”."
    ),
    "consent-statement-short": (
        "The statement of consent “{statement}” is too short; say in a sentence how and when consent"
        " was given, such as “signed up on the website in 2025”."
    ),
    "suppression-missing": "This address is not suppressed.",
    "suppression-after-complaint": (
        "They marked a letter as unwanted; only their own new sign-up ends that."
    ),
    "suppression-after-leaving": (
        "They left or had their data erased; only their own new sign-up ends that."
    ),
    "lift-needs-reason": "Lifting a suppression needs a reason, which is kept.",
    "lift-bounced-needs-reason": "Lifting these suppressions needs a reason, which is kept.",
    "tag-tells-of-health": (
        "The tag “{tag}” may tell of somebody’s health, which GDPR article 9 protects: name it after"
        " the topic that is read, let readers choose it themselves, and never derive it."
    ),
    # at the desk
    "reader-not-there": (
        "There is no reader with this number, or everything about them has been erased."
    ),
    "reader-name-unreadable": "This is not a first name; leave it empty if you do not know it.",
    "reader-address-missing": "Type an email address.",
    "rhythm-missing": "Choose how often the letter comes.",
    "erasing-not-sure": "Tick this first: what is erased cannot be brought back.",
    "unsubscribing-too-often": (
        "You have unsubscribed many addresses in a short time; try again in an hour. If it cannot"
        " wait, ask an owner."
    ),
    # lists
    "subscribers-none": "Nobody yet.",
    "subscribers-none-like-that": "There is nobody like that.",
    "readers-held-none": "Nobody is held.",
    "leave-reasons-none": "Nobody said why they left.",
    "answers-none": "No letter has been answered yet.",
    "replies-none": "No messages are waiting.",
    "subscriber-detail": "{label}: {value}",
    "suppressed-since": "{why} since {since}",
    "column-address": "address",
    "column-name": "name",
    "column-first-name": "first name",
    "column-standing": "standing",
    "column-tags": "tags",
    "column-rhythm": "rhythm",
    "column-language": "language",
    "column-joined": "joined",
    "column-confirmed": "confirmed",
    "column-left": "left",
    "column-suppressed": "suppressed",
    "column-since": "since",
    "column-provider-says": "what the provider says",
    "column-why-left": "why they left",
    "column-how-many": "how many",
    "column-clear-moment": "a clear moment",
    "column-somewhat": "a little",
    "column-not-this-time": "not this time",
    "column-came": "came",
    "column-from": "from",
    "column-words": "words",
    "standing-pending": "pending",
    "standing-confirmed": "confirmed",
    "standing-unsubscribed": "unsubscribed",
    "rhythm-weekly": "weekly",
    "rhythm-fortnightly": "fortnightly",
    "rhythm-monthly": "monthly",
    "suppression-reason-bounced": "bounced",
    "suppression-reason-complained": "complained",
    "suppression-reason-manual": "manual",
    "suppression-reason-erased": "erased",
    "suppression-reason-soft-bounces": "soft bounces",
    "suppression-reason-left": "left",
    "suppression-reason-providers-list": "on the provider’s list",
    "reason-too-often": "too often",
    "reason-not-for-me": "not for me",
    "reason-no-time": "no time",
    "reason-never-asked": "never asked",
    "reason-better-now": "better now",
    "reason-other": "other",
    # what readers wrote
    "reply-from": "from: {sender}",
    "reply-came-at": "came: {at}",
    "reply-subject": "subject: {subject}",
    "reply-to-settle": "Unsubscribe the sender, or take the message off the list.",
    "reply-sender-unsubscribed": "{address} is unsubscribed, and reply {reply} is done.",
    "reply-put-away": "Reply {reply} is done; it is deleted 30 days after it came.",
    "reply-missing": "There is no reply {reply}; they are kept for 30 days.",
    "reply-without-sender": (
        "Reply {reply} names no sender; unsubscribe the address that is meant."
    ),
    "reply-sender-unknown": (
        "The sender {sender} is not among the subscribers; if another address is meant,"
        " unsubscribe that one."
    ),
    # keys for other programs
    "api-key-made": "key {key} for {name}: {scopes}",
    "api-key-shown-once": "Keep it now: only a hash of it stays here.",
    "api-key-revoked": "Key {key} opens nothing any more.",
    "api-key-missing": "There is no key {key} to revoke.",
    "api-key-without-name": "Say what the key is for.",
    "api-key-without-scope": "Choose what the key may do.",
    "api-keys-none": "There are no keys yet.",
    "scope-unknown": "“{text}” is not a scope; choose from {known}.",
    "column-may": "may",
    "column-made": "made",
    "column-last-used": "last used",
    "column-revoked": "revoked",
}
