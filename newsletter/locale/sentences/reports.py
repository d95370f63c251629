"""Reports that were not acted on, and why."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "report-not-believed": "{why}: {delivery}",
    "report-of-unknown-delivery": "its delivery id names none of ours",
    "report-without-proof": "its delivery id lacks the tag that proves it, or has another's",
    "report-untagged-too-old": (
        "its delivery id has no tag, and it is about mail of more than 30 days ago"
    ),
    "reports-untagged-too-many": (
        "its delivery id has no tag, and more such letters about one dispatch came within an hour"
        " than are believed"
    ),
    "report-of-unknown-reader": "its delivery id has a number that no reader has",
    "report-of-former-provider": "the settings do not name this provider any more",
    # how they are shown
    "report-from": "from: {provider}",
    "report-came-at": "came: {at}",
    "report-reason": "reason: {reason}",
    "reports-read": "Every report was read.",
    "unread-report-missing": "There is no unread report {report}.",
    "column-reason": "reason",
}
