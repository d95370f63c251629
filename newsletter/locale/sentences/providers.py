"""Providers: what their answers leave open."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
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
