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
    "rehearsal-of": "Rehearsed issue {issue}, “{subject}”, through {provider}, for {at}. Nothing left, and nothing was changed.",
    "rehearsal-of-draft": "It is not approved; this is the text of its file.",
    "rehearsal-audience": Plural("{count} reader gets it.", "{count} readers get it."),
    "rehearsal-left-out": Plural(
        "{count} person does not get it: {why}.", "{count} people do not get it: {why}."
    ),
    "rehearsal-made": Plural(
        "{count} letter was made, of about {kilobytes} kB.",
        "{count} letters were made, of about {kilobytes} kB each.",
    ),
    "rehearsal-takes": Plural(
        "It takes {count} call to the provider and about {duration}, until {until}.",
        "It takes {count} calls to the provider and about {duration}, until {until}.",
    ),
    "rehearsal-pace": "The pace is {per_second} emails per second.",
    "rehearsal-no-pace": "No pace is set, so this counts a second for each call.",
    "rehearsal-obstacle": "It cannot be sent now: {problem}",
    "rehearsal-not-whole": "Not every letter was made.",
}
