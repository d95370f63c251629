"""Providers: what each can do, what their answers leave open, and a test email."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    # what each can do
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
    # what an answer leaves open
    "provider-not-reached": "no connection to {address}: {reason}",
    "answer-endless": "the answer does not end",
    "answer-incomplete": "no whole answer within {within}",
    "answer-not-believed": "{why}: {answer}",
    "acceptance-without-id": "an acceptance without an id",
    "answers-missing": "no array of answers",
    "results-missing": "no list of results",
    "mails-missing": "no list of mails",
    "messages-missing": "no list of messages",
    "answers-not-matching": "answers: {answers}, recipients: {recipients}",
    "email-logs-missing": "no email logs",
    "events-page-missing": "no page of events at {path}",
    "events-missing": "no list of events",
    "messages-page-missing": "no page of messages",
    "look-up-endless": "the look-up does not end",
    "part-decided-then": "a part was decided, then: {error}",
    "isolating-too-slow": "looking for bad addresses took too long",
    "outbox-written-in-part": "some mails may be in {folder}: {reason}",
}
