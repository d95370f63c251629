"""The providers that can be chosen, what each can do, and a test email to one's own mailbox."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "column-readers-a-call": "readers a call",
    "column-merged": "merges",
    "column-same-batch-again": "same batch twice",
    "column-look-up": "can be asked",
    "providers-none": "There are no providers.",
    "merged-there": "there",
    "merged-here": "here",
    "same-batch-doubles": "doubles",
    "same-batch-harmless-for-ever": "harmless for ever",
    "same-batch-harmless-for-minutes": "harmless for {minutes} min",
    "same-batch-harmless-for-hours": "harmless for {hours} h",
    "look-up-impossible": "no",
    "look-up-lag-unknown": "yes, unknown when",
    "look-up-at-once": "yes, at once",
    "look-up-after-minutes": "yes, after {minutes} min",
    "look-up-after-hours": "yes, after {hours} h",
    "test-email-to-save": (
        "When the email has arrived, save it as a file (.eml; in Gmail: Show original, Download"
        " original) and have that file looked at."
    ),
}
