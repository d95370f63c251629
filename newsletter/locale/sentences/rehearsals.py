"""Rehearsals, single readers of a dispatch, and proofs of dispatches."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    # why somebody does not get a letter
    "exclusion-not-confirmed": "not confirmed yet",
    "exclusion-unsubscribed": "unsubscribed",
    "exclusion-suppressed": "the address gets no mail any more",
    "exclusion-paused": "paused",
    "exclusion-has-it": "already got this letter",
    "exclusion-not-tagged": "without the tag that this letter is for",
    "exclusion-not-reached": "did not get the letter that this one corrects",
    "exclusion-rhythm": "asked for fewer letters, and got one lately",
    "exclusion-series": "still reading the first letters in order",
    "exclusion-unknown": "“{text}” is not a reason; choose one of {reasons}.",
    # rehearsals
    "rehearsal-not-copied": "The database cannot be copied for the rehearsal: {reason}",
    "rehearsal-bar": "letters made",
    "rehearsal-of": "Rehearsed issue {issue}, “{subject}”, through {provider}, for {at}. Nothing was sent, and nothing was changed.",
    "rehearsal-of-draft": "It is not approved; this is the text of its file.",
    "rehearsal-audience": Plural("{count} reader gets it.", "{count} readers get it."),
    "rehearsal-left-out": Plural(
        "{count} person does not get it: {why}.", "{count} people do not get it: {why}."
    ),
    "rehearsal-made": Plural(
        "{count} letter was made, of about {kilobytes} kB.",
        "{count} letters were made, of about {kilobytes} kB each.",
    ),
    "rehearsal-takes-briefly": Plural(
        "It takes {count} call to the provider and about {duration}.",
        "It takes {count} calls to the provider and about {duration}.",
    ),
    "rehearsal-takes": Plural(
        "It takes {count} call to the provider and about {duration}, until {until}.",
        "It takes {count} calls to the provider and about {duration}, until {until}.",
    ),
    "rehearsal-pace": "The pace is {per_second} emails per second.",
    "rehearsal-no-pace": "No pace is set, so this counts a second for each call.",
    "rehearsal-obstacle": "It cannot be sent now: {problem}",
    "rehearsal-not-whole": "Not every letter was made.",
    # one reader of a dispatch
    "delivery-is-queued": "It is still to go to this reader.",
    "delivery-waits": "It is still to go to this reader, and waits: {reason}",
    "delivery-is-sending": "It is being handed to the provider right now.",
    "delivery-is-in-doubt": "Whether the provider took it is not certain: {reason}",
    "delivery-is-held": "Whether the provider took it is not certain; somebody has to decide: {reason}",
    "delivery-was-spared": "It was not sent to this reader: the rest was stopped before.",
    "delivery-was-skipped": "It was left out when it was this reader’s turn: {reason}.",
    "delivery-was-superseded": "The provider refused it; it was sent again by dispatch {dispatch}.",
    "delivery-was-accepted": "The provider took it.",
    "delivery-was-accepted-at": "The provider took it, on {at}.",
    "delivery-was-refused": "The provider refused it: {reason}",
    "delivery-is-deferred": "The provider took it, and reported a delay: {reason}",
    "delivery-was-delivered": "It was delivered.",
    "delivery-was-delivered-at": "It was delivered, as reported on {at}.",
    "delivery-bounced": "It came back, because the address does not exist: {reason}",
    "delivery-complained": "It arrived, and was reported as spam.",
    "reader-known-by-journal-only": (
        "It was sent after the backup was made that has been restored since; to whom is not known."
    ),
    "reader-not-among-refused": (
        "It went only to readers whom the provider refused in dispatch {dispatch}."
    ),
    "reader-joined-later": "This reader signed up later, on {at}.",
    "reader-confirmed-later": "This reader confirmed later, on {at}.",
    "reader-had-left": "This reader had unsubscribed before, on {at}.",
    "reader-had-it": "This reader already got the letter by dispatch {dispatch}.",
    "reader-was-left-out": "This reader was not in the audience: {why}.",
    "reader-left-out-unknown": (
        "This reader was not in the audience. By what is known today they would be, so something"
        " about them has changed since, such as a pause or a tag."
    ),
    "reader-of-dispatch": "Reader {reader}, dispatch {dispatch} of issue {issue}: {why}",
    "reader-gets-next": "The next letter, issue {issue}, goes to this reader on {at}.",
    "reader-not-next": "The next letter, issue {issue}, does not go to this reader: {why}.",
    "reader-gets-any": "A letter that was sent now would go to this reader.",
    "reader-gets-none": "A letter that was sent now would not go to this reader: {why}.",
    # proofs
    "ledger-sums-differ": (
        "The database has {rows} deliveries of dispatch {dispatch}, and {frozen} were frozen. Restore"
        " a backup."
    ),
    "proof-without-recipients": (
        "Dispatch {dispatch} was sent after the backup was made that has been restored since; to"
        " whom is not known, so there is nothing to prove."
    ),
    "proof-unreadable": "This file is no proof of a dispatch.",
    "proof-changed": "This proof was changed after it was signed.",
    "proof-does-not-sum-up": "This proof is signed, but its counts do not sum up.",
    "proof-of-another-key": (
        "This proof is as it was when it was signed, but not with the key of this publication. The"
        " key is {key}."
    ),
    "proof-holds": "This proof is as it was when this publication signed it.",
    "proof-of": "Dispatch {dispatch} of issue {issue}, “{subject}”, by {provider}: {state}.",
    "proof-edition": "Edition: {sha256}",
    "proof-frozen": "Frozen: {at}",
    "proof-handed-over": "Handed over: {first} – {last}",
    "proof-recipients": Plural("In all {count} recipient:", "In all {count} recipients:"),
    "proof-skipped": "of the skipped, by reason: {reasons}",
    "proof-made": "Made by {program} on {at}.",
    "proof-key": "Key: {key}",
    "proof-signature": "Signature: {signature}",
}
